"""Taking cycles from stage to stage."""

import strawberry

from schema.cycles import Cycle
from schema.inputs import said
from schema.mutation_parts import TEXT, Parts, expected_version
from schema.payloads import mutation
from schema.writes import one_row
from service.rituals.commands.closing import CycleClosing, close_cycles
from service.rituals.commands.states import (
    CycleActivation,
    CycleReopening,
    activate_cycles,
    grade_cycles,
    reopen_cycles,
)
from service.rituals.rules import MissingScores
from service.writing.given import Seen

_PARTS = Parts(Cycle, "Cycle", "cycle", "cycles")


@strawberry.input(description="Which cycle begins.")
class CycleActivateInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    publish_drafts: bool = said(
        "Whether its objectives that are DRAFT become ACTIVE with it.", default=True
    )


@strawberry.input(description="Which cycle ends, and what becomes of goals without a score.")
class CycleCloseInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    missing_scores: MissingScores = said(
        "What becomes of its objectives that have no score, and of their key results. Those that "
        "are DRAFT or CANCELLED need none.",
        default=MissingScores.REFUSE,
    )


@strawberry.input(description="Which closed cycle is to be graded again, and why.")
class CycleReopenInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    reason: str = said(f"Why; it is recorded with the fact. {TEXT}")


@strawberry.type
class CycleStepMutations:
    cycle_activate = mutation(
        one_row(activate_cycles, CycleActivation, graph=True),
        CycleActivateInput,
        _PARTS.payload("Activate"),
        "Let a cycle that is PLANNING become ACTIVE, and publish its drafts.",
    )
    cycle_grade = mutation(
        one_row(grade_cycles, Seen, graph=True),
        _PARTS.seen_input("Grade", "Which cycle is to be graded."),
        _PARTS.payload("Grade"),
        "Let a cycle that is ACTIVE become GRADING: its goals are scored, and may still be checked "
        "in.",
    )
    cycle_close = mutation(
        one_row(close_cycles, CycleClosing, graph=True),
        CycleCloseInput,
        _PARTS.payload("Close"),
        "Let a cycle that is GRADING become CLOSED. Its objectives that are ACTIVE are CLOSED with "
        "it, each with an outcome: the one that was given, else the one that its score tells. From "
        "then on nothing of them can be written but notes and reviews. INVALID while a cycle "
        "inside it is open.",
    )
    cycle_reopen = mutation(
        one_row(reopen_cycles, CycleReopening, graph=True),
        CycleReopenInput,
        _PARTS.payload("Reopen"),
        "Let a cycle that is CLOSED become GRADING again. Its objectives stay CLOSED, with their "
        "outcomes. INVALID while the cycle that it is a part of is closed.",
    )
