"""What scores come to: the suggested one, its color, and whether it is a success."""

from decimal import Decimal

from schema.listings import read_as
from schema.prepared import scores
from schema.prepared.specs import Derived
from service.progress.scoring import Band

_SUCCESS = (
    "COMMITTED asks for a score of 1, ASPIRATIONAL for 0.6, LEARNING for what was learned, in"
    " `scoreNote` or in `learned` of a review{whose}, whatever the score. Null where no commitment"
    " is recorded, or no score where one decides."
)

suggested_score = read_as(
    Derived(scores.suggested_score),
    Decimal | None,
    "The score that its progress suggests, 0 to 1, rounded half up to 6 places; null: no data.",
)
score_band = read_as(
    Derived(scores.score_band),
    Band | None,
    "The color of its score; null without one.",
)
objective_is_success = read_as(
    Derived(scores.objective_is_success),
    bool | None,
    f"Whether it succeeded by its commitment: {_SUCCESS.format(whose='')}",
)
key_result_is_success = read_as(
    Derived(scores.key_result_is_success),
    bool | None,
    "Whether it succeeded by the commitment of its objective:"
    f" {_SUCCESS.format(whose=' of the objective')}",
)
