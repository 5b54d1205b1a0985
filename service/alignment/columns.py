"""What the columns of a snapshot are made of.

Rows that refer to others hold their index, -1 for none. Enum columns hold `code(member)`, 0 for
absent. Days are datetime64[D], moments datetime64[us] in UTC, NaT for unknown, so that every
comparison with an unknown one is false. Numbers are float64, NaN for never measured.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache

from service.libraries import NDArray, np

Codes = NDArray["np.int8"]
Rows = NDArray["np.int32"]
Mask = NDArray["np.bool_"]
Days = NDArray["np.datetime64"]
Moments = NDArray["np.datetime64"]
Numbers = NDArray["np.float64"]

NO_ROW = -1
NO_CONFIDENCE = -1


@cache
def code(member: StrEnum) -> int:
    """The number that stands for an enum member in a column: 1 for the first, 0 is absent."""
    return 1 + list(type(member)).index(member)


def rows_column(ids: Iterable[str | None], row_by_id: Mapping[str, int]) -> Rows:
    return np.array([NO_ROW if name is None else row_by_id[name] for name in ids], np.int32)


def codes_column(members: Iterable[StrEnum | None]) -> Codes:
    return np.array([0 if member is None else code(member) for member in members], np.int8)


def mask_column(flags: Iterable[bool]) -> Mask:
    return np.array(list(flags), np.bool_)


def days_column(days: Iterable[date | None]) -> Days:
    return np.array(list(days), "datetime64[D]")


def moments_column(moments: Iterable[datetime]) -> Moments:
    return np.array(
        [moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], "datetime64[us]"
    )


def numbers_column(values: Iterable[Decimal | None]) -> Numbers:
    return np.array([np.nan if value is None else float(value) for value in values], np.float64)


def confidence_column(values: Iterable[int | None]) -> Codes:
    return np.array([NO_CONFIDENCE if value is None else value for value in values], np.int8)
