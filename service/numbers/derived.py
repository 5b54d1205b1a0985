"""The derived columns of one row, as they are stored or to be."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class KeyResultNumbers:
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
class ObjectiveNumbers:
    """What is computed of an objective, on the organization's day `numbers_on`."""

    progress: Decimal | None
    data_coverage: Decimal | None
    expected: Decimal | None
    status: str
    status_rule: str | None
    stale: bool
    no_progress_reason: str | None
    numbers_on: date | None
