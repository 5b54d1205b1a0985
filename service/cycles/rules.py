from datetime import date
from enum import StrEnum


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


def default_state(starts_on: date | None, today: date) -> CycleState:
    """The state of a cycle whose source names none: never CLOSED by itself."""
    if starts_on is not None and starts_on > today:
        return CycleState.PLANNING
    return CycleState.ACTIVE
