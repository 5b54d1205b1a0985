"""The ritual of a cycle: planned, lived, graded, closed; decided here by plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from uuid import UUID

from service.cycles.rules import CycleState
from service.errors import Invalid, Required
from service.objectives.rules import CloseOutcome
from service.progress.rules import Commitment
from service.progress.scoring import Band, band, is_success
from service.writing.checks import number, text


class MissingScores(StrEnum):
    """What becomes of goals without a score when their cycle is closed."""

    REFUSE = "REFUSE"
    SUGGESTED = "SUGGESTED"
    LEAVE = "LEAVE"


@dataclass(frozen=True, slots=True)
class _Way:
    before: CycleState
    after: CycleState
    verb: str


class CycleStep(Enum):
    """The steps of a cycle from state to state; the value is what is told of it."""

    ACTIVATED = "activated"
    GRADING = "grading"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def before(self) -> CycleState:
        return _WAYS[self].before

    @property
    def after(self) -> CycleState:
        return _WAYS[self].after


_WAYS = {
    CycleStep.ACTIVATED: _Way(CycleState.PLANNING, CycleState.ACTIVE, "activated"),
    CycleStep.GRADING: _Way(CycleState.ACTIVE, CycleState.GRADING, "graded"),
    CycleStep.CLOSED: _Way(CycleState.GRADING, CycleState.CLOSED, "closed"),
    CycleStep.REOPENED: _Way(CycleState.CLOSED, CycleState.GRADING, "reopened"),
}


def check_step(step: CycleStep, state: str) -> None:
    """Whether a cycle in this state may take the step.

    Raises:
        Invalid: it may not.
    """
    if state != step.before:
        verb = _WAYS[step].verb
        raise Invalid(f"the cycle is {state}: only one that is {step.before} can be {verb}", ["id"])


def check_reason(reason: str) -> None:
    """Whether it says why a cycle is opened again.

    Raises:
        Required: it says nothing.
        TooLong, Invalid: no such text can be kept.
    """
    text(reason, ["reason"])
    if not reason.strip():
        raise Required("say why", ["reason"])


def check_score(score: Decimal | None, path: Sequence[str]) -> None:
    """Whether it can be a score; None says nothing.

    Raises:
        Invalid: it is none from 0 to 1.
    """
    number(score, path)
    if score is not None and not 0 <= score <= 1:
        raise Invalid("a score is from 0 to 1", path)


def check_suggested(score: Decimal | None, path: Sequence[str]) -> Decimal:
    """The score that progress suggests, where it does.

    Raises:
        Required: there is no progress.
    """
    if score is None:
        raise Required("it has no progress that would suggest a score: say one", path)
    return score


def check_named_once(ids: Sequence[UUID], path: Sequence[str], *field: str) -> None:
    """Whether each goal of an input's list is named once; `field` is the id's in an item of it.

    Raises:
        Invalid: one is named again.
    """
    known = set()
    for place, own_id in enumerate(ids):
        if own_id in known:
            raise Invalid("it is named before, too", [*path, str(place), *field])
        known.add(own_id)


def outcome_of(
    commitment: Commitment | None,
    score: Decimal | None,
    has_learning: bool,  # noqa: FBT001  what a learning goal is judged by
) -> CloseOutcome | None:
    """How a goal ended about which nobody has said it; None without a score that would tell.

    ACHIEVED where it succeeded by what it was committed to, or, where nothing is recorded of that,
    from 0.7 on; else PARTIAL from 0.4 on, by the band of its score, and MISSED below.
    """
    succeeded = is_success(commitment, score, has_learning)
    if succeeded:
        return CloseOutcome.ACHIEVED
    if score is None:
        return CloseOutcome.MISSED if succeeded is False else None
    match band(score):
        case Band.RED:
            return CloseOutcome.MISSED
        case Band.GREEN if succeeded is None:
            return CloseOutcome.ACHIEVED
        case _:
            return CloseOutcome.PARTIAL
