"""Grading objectives and their key results."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from schema.inputs import row_of, said
from schema.mutation_parts import TEXT, Parts, expected_version
from schema.objectives.objective import Objective
from schema.payloads import mutation
from schema.writes import Write, Written
from service.actor import Actor
from service.database import Session
from service.objectives.rules import CloseOutcome
from service.rituals.commands.scoring import KeyResultScore, ObjectiveScore, score_objective

_PARTS = Parts(Objective, "Objective", "objective", "objectives")
_SCORE = (
    "Its final score, 0 to 1; absent or null: the one that it has, else its `suggestedScore`, and"
    " REQUIRED without that."
)
_NOTE = f"Why it is scored so; left out, it stays, null clears. {TEXT}"


@strawberry.input(description="The score of a key result of the objective.")
class KeyResultScoreInput:
    id: strawberry.ID = said("The key result.", types=("KeyResult",))
    score: Decimal | None = said(_SCORE)
    note: strawberry.Maybe[str | None] = said(_NOTE)


@strawberry.input(description="How an objective and its key results came out.")
class ObjectiveScoreInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    score: Decimal | None = said(_SCORE)
    note: strawberry.Maybe[str | None] = said(_NOTE)
    outcome: strawberry.Maybe[CloseOutcome | None] = said(
        "How it ended; left out, it stays, null clears: `cycleClose` then takes what the score"
        " tells."
    )
    key_results: list[KeyResultScoreInput] | None = said(
        "The scores of its key results, at most 100; those that are not named stay as they are.",
        row=KeyResultScore,
    )


async def _score(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    return Written((await score_objective(session, actor, row_of(ObjectiveScore, given), now),))


@strawberry.type
class ScoreMutations:
    objective_score = mutation(
        Write(_score, is_light=True),
        ObjectiveScoreInput,
        _PARTS.payload("Score"),
        "Grade an objective, and key results of it, in a cycle that is ACTIVE or GRADING, or in"
        " none. In a CLOSED one only notes can be written: anything else is READ_ONLY. A score far"
        " from the suggested one deserves a note.",
    )
