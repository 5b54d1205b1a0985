from datetime import date
from enum import StrEnum

from service.errors import Invalid


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


class Audience(StrEnum):
    """Whose goals a step of a planning calendar is about."""

    COMPANY = "COMPANY"
    TEAMS = "TEAMS"
    INDIVIDUALS = "INDIVIDUALS"


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


def check_new_state(state: CycleState) -> None:
    """Whether a cycle may begin in this state.

    Raises:
        Invalid: it is one that a cycle comes to.
    """
    if state not in (CycleState.PLANNING, CycleState.ACTIVE):
        raise Invalid("a new cycle is PLANNING or ACTIVE", ["state"])
