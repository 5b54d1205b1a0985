"""What the enums of planning, closing and looking back mean."""

from schema.enums.describing import described
from service.cycles.rules import Audience
from service.progress.scoring import Band
from service.reviews.rules import ReviewKind
from service.rituals.rules import MissingScores

described(
    Audience,
    "Whose goals a step of a planning calendar is about.",
    {
        "COMPANY": "Those of the whole company.",
        "TEAMS": "Those of departments and teams.",
        "INDIVIDUALS": "Those of single people.",
    },
)
described(
    Band,
    "A score in three colors, by its tenths rounded half up.",
    {"RED": "0.0 to 0.3.", "YELLOW": "0.4 to 0.6.", "GREEN": "0.7 to 1.0."},
    name="ScoreBand",
)
described(
    MissingScores,
    "What becomes of goals without a score when their cycle is closed.",
    {
        "REFUSE": "The cycle stays open as long as an objective has none.",
        "SUGGESTED": "They get the score that their progress suggests, where they have progress.",
        "LEAVE": "They stay without one.",
    },
)
described(
    ReviewKind,
    "What a review looks back on.",
    {
        "WEEKLY": "The week.",
        "MONTHLY": "The month.",
        "CLOSING": "All of it, in the end.",
    },
)
