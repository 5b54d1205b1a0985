"""What goes from a cycle into its clone, and how: decided by plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.decimals import decimal_text
from service.errors import Invalid, Limit, NotFound
from service.objectives.rules import Lifecycle
from service.progress.rules import MetricType
from service.rituals.rules import check_named_once
from service.writing.checks import TEXT_LENGTH

# Goals of one clone: as many as a few seconds allow, since others wait for the graph meanwhile.
LARGEST_CLONE = 10_000

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a cycle, or of what lies in it; either may be unknown."""

    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Shift:
    """How the days of a cycle become days of its clone."""

    before: Span
    after: Span

    def day(self, day: date | None) -> date | None:
        """As far from the clone's first day as it was from the cycle's, or else from the last.

        A day that was not after the cycle's last one is not after the clone's either, though that
        may be shorter. None where it cannot be told, or no calendar has the day.
        """
        days = self._days()
        if day is None or days is None:
            return None
        try:
            moved = day + days
        except OverflowError:
            return None
        last, new_last = self.before.ends_on, self.after.ends_on
        if last is None or new_last is None or day > last:
            return moved
        return min(moved, new_last)

    def span(self, row: _Row) -> dict[str, date | None]:
        """`starts_on` and `ends_on` of what lies in the cycle."""
        return {name: self.day(row[name]) for name in ("starts_on", "ends_on")}

    def _days(self) -> timedelta | None:
        for name in ("starts_on", "ends_on"):
            here, there = getattr(self.before, name), getattr(self.after, name)
            if here is not None and there is not None:
                days: timedelta = there - here
                return days
        return None


@dataclass(frozen=True, slots=True)
class Way:
    """Where a carried key result starts, and where it is to get.

    Attributes:
        reached: what is told where it has got there already, so that there is no target.
    """

    start: Decimal | None
    target: Decimal | None
    reached: str | None = None


def carried_way(row: _Row) -> Way:
    """An INCREASE or DECREASE goes on from its last value; all others begin where they did."""
    start, target, current = row["start"], row["target"], row["current"]
    if row["metric_type"] not in (MetricType.INCREASE, MetricType.DECREASE) or current is None:
        return Way(start, target)
    if target is None or not _is_there(row["metric_type"], current, target):
        return Way(current, target)
    unit = f" {row['unit']}" if row["unit"] else ""
    got, wanted = (f"{decimal_text(value)}{unit}" for value in (current, target))
    return Way(current, None, f"it is at {got}, and its target was {wanted}")


def with_note(description: str | None, cycle: str, reached: str | None) -> str | None:
    """The description of a carried key result; it tells what was reached, where there is room."""
    if reached is None:
        return description
    note = f"Carried over from {cycle}: {reached}. It needs a new target."
    noted = f"{description}\n\n{note}" if description else note
    return noted if len(noted) <= TEXT_LENGTH else description


def check_choice(
    objective_ids: Sequence[UUID] | None, key_result_ids: Sequence[UUID] | None
) -> None:
    """Whether goals may be chosen so; None chooses all.

    Raises:
        Limit: they are too many.
        Invalid: one is named twice.
    """
    for path, ids in (("objective_ids", objective_ids), ("key_result_ids", key_result_ids)):
        check_clone(len(ids or ()), path)
        check_named_once(ids or (), [path])


def check_clone(goals: int, path: str) -> None:
    """Whether one clone may have so many goals.

    Raises:
        Limit: it may not.
    """
    if goals > LARGEST_CLONE:
        words = f"{goals:,} objectives and key results; a clone takes {LARGEST_CLONE:,} at most"
        raise Limit(f"{words}: choose fewer", [path])


def chosen_objectives(objectives: Sequence[_Row], ids: Sequence[UUID] | None) -> list[_Row]:
    """Those of a cycle's live objectives that are named; None: all that are not cancelled.

    Raises:
        NotFound: one is none of them.
    """
    if ids is None:
        return [row for row in objectives if row["lifecycle"] != Lifecycle.CANCELLED]
    known = {row["id"] for row in objectives}
    for place, own_id in enumerate(ids):
        if own_id not in known:
            raise NotFound("the cycle has no such objective", ["objective_ids", str(place)])
    wanted = set(ids)
    return [row for row in objectives if row["id"] in wanted]


def chosen_key_results(
    key_results: Sequence[_Row], ids: Sequence[UUID] | None, objective_ids: frozenset[UUID]
) -> list[_Row]:
    """Those of a cycle's live key results that are named; None: all of the chosen objectives.

    Raises:
        NotFound: one is none of them.
        Invalid: the objective of one is not chosen.
    """
    if ids is None:
        return [row for row in key_results if row["objective_id"] in objective_ids]
    homes = {row["id"]: row["objective_id"] for row in key_results}
    for place, own_id in enumerate(ids):
        if own_id not in homes:
            raise NotFound("the cycle has no such key result", ["key_result_ids", str(place)])
        if homes[own_id] not in objective_ids:
            raise Invalid("its objective is not cloned", ["key_result_ids", str(place)])
    wanted = set(ids)
    return [row for row in key_results if row["id"] in wanted]


def holds_at_the_end(edge: _Row, last_day: date | None) -> bool:
    """Whether an alignment outlives its cycle, so that the clone takes it over."""
    ends = edge["valid_to"]
    return ends is None or (last_day is not None and ends >= last_day)


def _is_there(metric_type: str, current: Decimal, target: Decimal) -> bool:
    if metric_type == MetricType.INCREASE:
        return current >= target
    return current <= target
