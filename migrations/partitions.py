"""The log's parts by time: one a month, by the time that a UUIDv7 begins with.

Nobody is granted anything on a part: whoever reads or writes goes through `event` and its guard.
"""

import re
from datetime import UTC, datetime
from uuid import UUID

_PART = re.compile(r"event_(\d{4}_\d{2}|default)")
_TIME_SHIFT = 80  # bits behind the 48 of the time


def is_no_part(name: str | None, kind: str, _parents: object) -> bool:
    """For alembic's `include_name`: whether the models describe it."""
    return not (kind == "table" and name is not None and _PART.fullmatch(name))


def part_of(month: datetime) -> str:
    """The table of a month's events."""
    return f"event_{month:%Y_%m}"


def first_id(month: datetime) -> UUID:
    """Below all ids that were made from then on."""
    return UUID(int=int(month.replace(tzinfo=UTC).timestamp() * 1_000) << _TIME_SHIFT)


def month_after(month: datetime, months: int = 1) -> datetime:
    """The first moment of a later month."""
    years, place = divmod(month.month - 1 + months, 12)
    return month.replace(year=month.year + years, month=place + 1, day=1)
