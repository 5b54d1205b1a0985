"""The derived columns of one row, as they are stored or to be."""

from collections.abc import Hashable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast
from uuid import UUID


class _Numbers:
    """Columns of one row, by the names of these."""

    __slots__ = ()

    def row(self, id: UUID) -> dict[str, Any]:
        """The row of this id as it is written."""
        return {
            "id": id,
            **{name: getattr(self, name) for name in _names(cast("Hashable", type(self)))},
        }


@cache
def _names(numbers: Hashable) -> tuple[str, ...]:
    return tuple(column.name for column in fields(cast("Any", numbers)))


@dataclass(frozen=True, slots=True)
class KeyResultNumbers(_Numbers):
    """What is computed of a key result; the first three stand as set where nothing says them."""

    current: Decimal | None
    confidence: int | None
    reported_status: str | None
    progress_raw: Decimal | None
    progress: Decimal | None
    expected: Decimal | None
    derived_status: str
    status: str
    status_rule: str | None
    stale: bool
    checked_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class ObjectiveNumbers(_Numbers):
    """What is computed of an objective, on the organization's day `numbers_on`."""

    progress: Decimal | None
    data_coverage: Decimal | None
    expected: Decimal | None
    status: str
    status_rule: str | None
    stale: bool
    no_progress_reason: str | None
    numbers_on: date | None
