from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from service.cycles.rules import Deed, check_permits
from service.errors import Invalid, ReadOnly, Required
from service.objectives.rules import Lifecycle
from service.writing.checks import Check, check_values, confidence, number, text

CHECK_IN_CHECKS: Mapping[str, Check] = {
    "value": number,
    "confidence": confidence,
    "note": text,
    "wins": text,
    "blockers": text,
}
# What a check-in can say; one of it, at least.
_WORDS = ("value", "confidence", "status", "note", "wins", "blockers")

# As far as clocks may differ.
CLOCK_SKEW = timedelta(minutes=5)


class Place(Protocol):
    """Where a key result stands."""

    @property
    def archived(self) -> bool: ...
    @property
    def objective_archived(self) -> bool: ...
    @property
    def lifecycle(self) -> str: ...
    @property
    def cycle_state(self) -> str | None: ...


def check_check_in(values: Mapping[str, object], now: datetime) -> None:
    """Whether a check-in may say this.

    Raises:
        TooLong, Invalid: a value, or a moment that is still to come.
        Required: it says nothing at all, and takes nothing back.
    """
    check_values(values, CHECK_IN_CHECKS)
    occurred_at = values["occurred_at"]
    if isinstance(occurred_at, datetime) and occurred_at > now + CLOCK_SKEW:
        raise Invalid("this is still to come: a check-in tells what was", ["occurred_at"])
    if values["corrects_id"] is None and not any(map(_says, map(values.get, _WORDS))):
        raise Required(f"a check-in says something: one of {', '.join(_WORDS)}", ["value"])


def check_place(place: Place) -> None:
    """Whether a key result that stands there takes check-ins.

    Raises:
        ReadOnly: it is archived, or its objective is archived or cancelled, or its cycle closed.
    """
    path = ["key_result_id"]
    if place.archived or place.objective_archived:
        words = "key result" if place.archived else "objective"
        raise ReadOnly(f"the {words} is archived; restore it first", path)
    if place.lifecycle == Lifecycle.CANCELLED:
        raise ReadOnly("the objective is cancelled", path)
    check_permits(place.cycle_state, Deed.CHECK_IN, path)


def _says(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
