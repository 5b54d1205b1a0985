"""Checkpoints and milestones as they are written: with their key results, or one alone."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from schema.inputs import row_of, said
from schema.mutation_parts import NUMBER, STAYS, TITLE, WEIGHT, Parts
from schema.objectives.stages import Checkpoint, Milestone
from schema.payloads import mutation
from schema.writes import Write, Written
from service.actor import Actor
from service.database import Session
from service.objectives.commands.milestones import MilestoneChange, update_milestone

_CHECKPOINT = Parts(Checkpoint, "Checkpoint", "checkpoint", "checkpoints")
_MILESTONE = Parts(Milestone, "Milestone", "milestone", "milestones")
_same = _MILESTONE.same


@strawberry.input(description="The value that is expected of a key result on a day.")
class CheckpointInput:
    day: date = _CHECKPOINT.same("day", "Two of one key result are INVALID.")
    value: Decimal = _CHECKPOINT.same("value", NUMBER)


@strawberry.input(description="A stage of a key result that is measured by stages.")
class MilestoneInput:
    id: strawberry.ID | None = said(
        "A milestone that the key result has; absent: the one that stands in this place, unless "
        "another row names that, or else a new one.",
        types=("Milestone",),
    )
    title: str = _same("title", TITLE)
    weight: Decimal = _same("weight", WEIGHT, default=Decimal(1))
    due_on: date | None = _same("due_on")
    done_on: date | None = _same("done_on")


@strawberry.input(
    description="What is to change of a milestone: what is left out stays, null clears."
)
class MilestoneUpdateInput:
    id: strawberry.ID = _MILESTONE.seen_id()
    expected_version: int | None = said(
        "The version of its key result that the caller has seen; another one is refused as "
        "CONFLICT."
    )
    title: strawberry.Maybe[str | None] = _same("title", f"{TITLE} {STAYS}")
    weight: strawberry.Maybe[Decimal | None] = _same("weight", f"{WEIGHT} {STAYS}")
    due_on: strawberry.Maybe[date | None] = _same("due_on")
    done_on: strawberry.Maybe[date | None] = _same("done_on")


async def _update(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    changed = await update_milestone(session, actor, row_of(MilestoneChange, given), now)
    return Written((changed,))


@strawberry.type
class MilestoneMutations:
    milestone_update = mutation(
        Write(_update, is_light=True),
        MilestoneUpdateInput,
        _MILESTONE.payload("Update"),
        "Change one milestone, most often to tick it off with `doneOn`. Its key result is at its "
        "next version then, and the numbers follow at once.",
    )
