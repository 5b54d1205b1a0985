from decimal import Decimal

import pytest

from service.cycles.rules import CycleState, Deed, check_permits
from service.errors import DomainError, Invalid, ReadOnly, Required
from service.objectives.rules import CloseOutcome
from service.progress.rules import Commitment
from service.rituals.rules import CycleStep, check_reason, check_step, outcome_of

ACHIEVED, PARTIAL, MISSED = CloseOutcome.ACHIEVED, CloseOutcome.PARTIAL, CloseOutcome.MISSED


@pytest.mark.parametrize(
    ("commitment", "score", "has_learning", "outcome"),
    [
        (None, None, False, None),
        (None, "0.7", False, ACHIEVED),
        (None, "0.65", False, ACHIEVED),  # half up to a tenth, as its band
        (None, "0.64", False, PARTIAL),
        (None, "0.35", False, PARTIAL),
        (None, "0.34", False, MISSED),
        (None, "15", False, ACHIEVED),
        (None, "-3", False, MISSED),
        (Commitment.COMMITTED, None, False, None),
        (Commitment.COMMITTED, "1", False, ACHIEVED),
        (Commitment.COMMITTED, "0.99", False, PARTIAL),
        (Commitment.COMMITTED, "0.2", False, MISSED),
        (Commitment.ASPIRATIONAL, "0.6", False, ACHIEVED),
        (Commitment.ASPIRATIONAL, "0.59", False, PARTIAL),
        (Commitment.ASPIRATIONAL, "0.3", False, MISSED),
        (Commitment.LEARNING, None, True, ACHIEVED),
        (Commitment.LEARNING, "0", True, ACHIEVED),
        (Commitment.LEARNING, None, False, MISSED),
        (Commitment.LEARNING, "0.9", False, PARTIAL),
    ],
)
def test_how_a_goal_ended_is_told_by_its_score(
    commitment: Commitment | None, score: str | None, has_learning: object, outcome: CloseOutcome
) -> None:
    found = outcome_of(commitment, None if score is None else Decimal(score), bool(has_learning))

    assert found is outcome


@pytest.mark.parametrize("state", CycleState)
@pytest.mark.parametrize(
    ("step", "before", "after", "verb"),
    [
        (CycleStep.ACTIVATED, CycleState.PLANNING, CycleState.ACTIVE, "activated"),
        (CycleStep.GRADING, CycleState.ACTIVE, CycleState.GRADING, "graded"),
        (CycleStep.CLOSED, CycleState.GRADING, CycleState.CLOSED, "closed"),
        (CycleStep.REOPENED, CycleState.CLOSED, CycleState.GRADING, "reopened"),
    ],
)
def test_a_cycle_takes_its_steps_in_order(
    step: CycleStep, before: CycleState, after: CycleState, verb: str, state: CycleState
) -> None:
    assert step.after is after
    if state is before:
        check_step(step, state)
        return
    with pytest.raises(Invalid, match=f"is {state}: only one that is {before} can be {verb}$"):
        check_step(step, state)


@pytest.mark.parametrize(
    ("state", "deed", "refusal"),
    [
        (None, Deed.WRITE, None),
        (None, Deed.SCORE, None),
        ("PLANNING", Deed.WRITE, None),
        ("PLANNING", Deed.CHECK_IN, None),
        ("PLANNING", Deed.SCORE, Invalid),
        ("ACTIVE", Deed.SCORE, None),
        ("GRADING", Deed.WRITE, None),
        ("GRADING", Deed.CHECK_IN, None),
        ("GRADING", Deed.SCORE, None),
        ("CLOSED", Deed.WRITE, ReadOnly),
        ("CLOSED", Deed.CHECK_IN, ReadOnly),
        ("CLOSED", Deed.SCORE, ReadOnly),
        ("CLOSED", Deed.NOTE, None),
    ],
)
def test_what_a_cycle_permits(
    state: str | None, deed: Deed, refusal: type[DomainError] | None
) -> None:
    if refusal is None:
        check_permits(state, deed, ["id"])
        return
    with pytest.raises(refusal) as refused:
        check_permits(state, deed, ["id"])
    assert refused.value.path == ("id",)


def test_whoever_opens_a_cycle_again_says_why() -> None:
    check_reason("A score was wrong.")
    with pytest.raises(Required):
        check_reason(" ")
