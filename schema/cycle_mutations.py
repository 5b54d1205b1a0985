"""Making, changing, archiving and restoring cycles."""

from datetime import date

import strawberry

from schema.cycles import Cycle
from schema.inputs import said
from schema.mutation_parts import LABEL, STAYS, Parts, expected_version
from schema.payloads import mutation
from schema.planning import PlanningStep
from schema.writes import one_row
from service.cycles.commands import (
    CycleChange,
    NewCycle,
    NewPlanningStep,
    archive_cycles,
    create_cycles,
    restore_cycles,
    update_cycles,
)
from service.cycles.rules import Audience, Cadence, CycleState
from service.writing.given import Seen

_PARTS = Parts(Cycle, "Cycle", "cycle", "cycles")
_STEP = Parts(PlanningStep, "PlanningStep", "step of planning", "steps of planning")

_PLANNING = (
    "Its planning calendar, all of it: at most 100 steps, which may overlap and lie outside it."
)


@strawberry.input(description="When one group of people sets its goals for a cycle.")
class PlanningStepInput:
    audience: Audience = _STEP.same("audience")
    starts_on: date = _STEP.same("starts_on")
    ends_on: date = _STEP.same("ends_on", "Not before the first.")
    note: str | None = _STEP.same("note", LABEL)


@strawberry.input(description="A new cycle.")
class CycleCreateInput:
    name: str = said("What people call it, at most 2,000 characters: `2026 Q1`.")
    id: strawberry.ID | None = _PARTS.brought_id()
    external_id: str | None = _PARTS.external_id()
    cadence: Cadence | None = said("How long cycles like it last; null: unsaid.")
    parent_id: strawberry.ID | None = said(
        "The longer cycle that it is a part of; null: none.", types=("Cycle",)
    )
    starts_on: date | None = said("Its first day; null: unknown, as of a backlog.")
    ends_on: date | None = said(
        "Its last day, not before the first; null: unknown, as of a backlog."
    )
    state: CycleState | None = said(
        "PLANNING or ACTIVE; null: PLANNING where it starts later than today, else ACTIVE."
    )
    planning: list[PlanningStepInput] | None = said(_PLANNING, row=NewPlanningStep)


@strawberry.input(description="What is to change of a cycle: what is left out stays.")
class CycleUpdateInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    name: strawberry.Maybe[str | None] = said(
        f"What people call it, at most 2,000 characters. {STAYS}"
    )
    cadence: strawberry.Maybe[Cadence | None] = said("How long cycles like it last; null: unsaid.")
    parent_id: strawberry.Maybe[strawberry.ID | None] = said(
        "The longer cycle that it is a part of, none of its own parts; null: none.",
        types=("Cycle",),
    )
    starts_on: strawberry.Maybe[date | None] = said("Its first day; null: unknown.")
    ends_on: strawberry.Maybe[date | None] = said(
        "Its last day, not before the first; null: unknown."
    )
    planning: strawberry.Maybe[list[PlanningStepInput] | None] = said(
        f"{_PLANNING} What is not among them is taken out; null: there is none.",
        row=NewPlanningStep,
    )


@strawberry.type
class CycleMutations:
    cycle_create = mutation(
        one_row(create_cycles, NewCycle),
        CycleCreateInput,
        _PARTS.payload("Create"),
        "Make a cycle.",
    )
    cycle_update = mutation(
        one_row(update_cycles, CycleChange),
        CycleUpdateInput,
        _PARTS.payload("Update"),
        "Change a cycle that is not closed; its stage has mutations of its own.",
    )
    cycle_archive = mutation(
        one_row(archive_cycles, Seen),
        _PARTS.seen_input("Archive", "Which cycle to archive."),
        _PARTS.payload("Archive"),
        "Put a cycle away that has no parts in use. Its objectives keep naming it, and its dates. "
        "Once more changes nothing.",
    )
    cycle_restore = mutation(
        one_row(restore_cycles, Seen),
        _PARTS.seen_input("Restore", "Which cycle to bring back."),
        _PARTS.payload("Restore"),
        "Bring an archived cycle back, unless the cycle that it is a part of is archived. Once "
        "more changes nothing.",
    )
