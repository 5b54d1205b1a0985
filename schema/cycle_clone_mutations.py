"""Cloning cycles, with the goals that go on."""

from datetime import date, datetime
from typing import Any

import strawberry

from schema.cycles import Cycle
from schema.inputs import own_id, row_of, said
from schema.payloads import Payload, affected, mutation
from schema.writes import Write, Written
from service.actor import Actor
from service.cycles.rules import Cadence
from service.database import Session
from service.rituals.commands.cloning import CycleClone, clone_cycle


@strawberry.input(
    description="Which cycle is cloned, what its clone is, and which goals go on into it."
)
class CycleCloneInput:
    id: strawberry.ID = said("The cycle to clone, in whatever state.", types=("Cycle",))
    name: str = said("What people call the clone, at most 2,000 characters: `2027 Q1`.")
    new_id: strawberry.ID | None = own_id(
        "A UUID of the caller's own for the clone; absent: one is made."
    )
    external_id: str | None = said(
        "What the caller calls the clone, unique among cycles; at most 500 characters."
    )
    cadence: strawberry.Maybe[Cadence | None] = said(
        "How long cycles like it last; left out, as the cycle that is cloned; null: unsaid."
    )
    parent_id: strawberry.ID | None = said(
        "The longer cycle that the clone is a part of, which is not closed; null: none.",
        types=("Cycle",),
    )
    starts_on: date | None = said(
        "Its first day; null: unknown. All dates that goals have of their own move with it."
    )
    ends_on: date | None = said("Its last day, not before the first; null: unknown.")
    objective_ids: list[strawberry.ID] | None = said(
        "The objectives that go on, cancelled ones among them; absent or null: all of the cycle's"
        " own that are in use and not cancelled. At most 10,000 goals are cloned at once.",
        types=("Objective",),
    )
    key_result_ids: list[strawberry.ID] | None = said(
        "The key results that go on with them, each of an objective that does; absent or null: all"
        " that are in use.",
        types=("KeyResult",),
    )
    carry_values: bool = said(
        "Whether key results go on from where they are. An INCREASE or DECREASE then starts at its"
        " last value; where that reaches the target it has none, and its description says so. Of"
        " milestones, those that are done stay behind. False: all begin as they once did.",
        default=True,
    )
    mark_carried: bool = said(
        "Whether the originals that have no outcome get CARRIED_OVER. Only of a cycle that is"
        " ACTIVE or GRADING: else INVALID or, of a CLOSED one, READ_ONLY.",
        default=False,
    )


@strawberry.type(description="What a clone has, and what became of others with it.")
class CycleCloneCounts:
    objectives: int = strawberry.field(description="Objectives that were cloned, as drafts.")
    key_results: int = strawberry.field(description="Key results that were cloned with them.")
    targets_reached: int = strawberry.field(
        description="Of these, those that had reached their targets, and need new ones."
    )
    alignments: int = strawberry.field(
        description="Alignments of the clones: to other clones, and to what their originals are"
        " aligned to outside."
    )
    initiatives: int = strawberry.field(
        description="Projects and tasks that go on, and serve clones from now on."
    )
    marked: int = strawberry.field(
        description="Originals that got the outcome CARRIED_OVER, where that was wanted."
    )


@strawberry.type(description="What came of `cycleClone`.")
class CycleClonePayload(Payload):
    cycle = affected(Cycle, "Cycle", "The clone; null when it was refused.")

    @strawberry.field(
        description="How much was cloned; null when it was refused. A repeated `Idempotency-Key`"
        " tells the same."
    )
    def counts(self) -> CycleCloneCounts | None:
        counts = self.written.counts
        return None if counts is None else CycleCloneCounts(**counts)


async def _clone(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    clone_id, counts = await clone_cycle(session, actor, row_of(CycleClone, given), now)
    return Written((clone_id,), counts=counts.by_name())


@strawberry.type
class CycleCloneMutations:
    cycle_clone = mutation(
        Write(_clone, holds_graph=lambda _: True),
        CycleCloneInput,
        CycleClonePayload,
        "Make a cycle that is PLANNING out of another one: its objectives as drafts, their key"
        " results, the accepted alignments up from them, and its planning calendar. Each clone"
        " tells what it was `carriedFrom`. Projects that go on serve the clones, too. What was"
        " measured, scored and said stays behind, and so do proposals, dependencies and the goals"
        " of shorter cycles inside it.",
    )
