from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from service.errors import Invalid, Limit, ReadOnly
from service.writing.checks import label


class Cadence(StrEnum):
    """How long a cycle of this kind lasts."""

    ANNUAL = "ANNUAL"
    SEMIANNUAL = "SEMIANNUAL"
    QUARTERLY = "QUARTERLY"
    MONTHLY = "MONTHLY"
    CUSTOM = "CUSTOM"


class CycleState(StrEnum):
    """The stages of a cycle, in order."""

    PLANNING = "PLANNING"
    ACTIVE = "ACTIVE"
    GRADING = "GRADING"
    CLOSED = "CLOSED"


class Deed(StrEnum):
    """What people do with the goals of a cycle."""

    WRITE = "WRITE"  # goals, what they are aligned to and depend on, in which cycle they are
    CHECK_IN = "CHECK_IN"
    SCORE = "SCORE"
    NOTE = "NOTE"  # beside scores, and in reviews


# What each state permits: the one place that says it. An import may write into any cycle.
_PERMITTED: Mapping[CycleState, frozenset[Deed]] = {
    CycleState.PLANNING: frozenset({Deed.WRITE, Deed.CHECK_IN, Deed.NOTE}),
    CycleState.ACTIVE: frozenset({Deed.WRITE, Deed.CHECK_IN, Deed.SCORE, Deed.NOTE}),
    CycleState.GRADING: frozenset({Deed.WRITE, Deed.CHECK_IN, Deed.SCORE, Deed.NOTE}),
    CycleState.CLOSED: frozenset({Deed.NOTE}),
}


class Audience(StrEnum):
    """Whose goals a step of a planning calendar is about."""

    COMPANY = "COMPANY"
    TEAMS = "TEAMS"
    INDIVIDUALS = "INDIVIDUALS"


LARGEST_PLANNING = 100

# What the numbers of its objectives depend on.
TIMED = {"starts_on", "ends_on", "state"}


def default_state(starts_on: date | None, today: date) -> CycleState:
    """The state of a cycle whose source names none: never CLOSED by itself."""
    if starts_on is not None and starts_on > today:
        return CycleState.PLANNING
    return CycleState.ACTIVE


def check_dates(starts_on: date | None, ends_on: date | None) -> None:
    """Whether a cycle may lie so; either date may be unknown.

    Raises:
        Invalid: it ends before it starts.
    """
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Invalid("ends_on is before starts_on", ["ends_on"])


class Planned(Protocol):
    """A step of a planning calendar."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def note(self) -> str | None: ...


def check_planning(steps: Sequence[Planned]) -> None:
    """Whether these may be a cycle's planning calendar; steps may overlap, and lie anywhere.

    Raises:
        Limit: they are too many.
        TooLong, Invalid: a note, or a step that ends before it starts.
    """
    if len(steps) > LARGEST_PLANNING:
        raise Limit(f"{len(steps)} steps; at most {LARGEST_PLANNING}", ["planning"])
    for place, step in enumerate(steps):
        label(step.note, ["planning", str(place), "note"])
        if step.ends_on < step.starts_on:
            raise Invalid("ends_on is before starts_on", ["planning", str(place), "ends_on"])


def check_new_state(state: CycleState) -> None:
    """Whether a cycle may begin in this state.

    Raises:
        Invalid: it is one that a cycle comes to.
    """
    if state not in (CycleState.PLANNING, CycleState.ACTIVE):
        raise Invalid("a new cycle is PLANNING or ACTIVE", ["state"])


def check_permits(
    state: str | None, deed: Deed, path: Sequence[str], whose: str = "the cycle"
) -> None:
    """Whether goals of a cycle in this state may be treated so; of no cycle, they may.

    Raises:
        ReadOnly: the cycle is closed.
        Invalid: it is too early for that.
    """
    if state is None or deed in _PERMITTED[CycleState(state)]:
        return
    if state == CycleState.CLOSED:
        raise ReadOnly(f"{whose} is closed: only notes can be written", path)
    raise Invalid(f"{whose} is still {state}: activate it first", path)
