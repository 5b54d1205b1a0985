"""The demo company's document, moved in whole quarters to the quarter of a given day.

`organization.yaml` is written for Q4 2026, the last quarter of its annual plan, and is a document
like any other. Everything in it that tells the time is moved: days (2026-12-31), quarters
(Q4 2026) and annual plans (FY2026, named after the year they end in). What happened, check-ins and
readings, stands in braces with the day it happened `at`, and is left out while that is to come.
"""

import re
from calendar import monthrange
from datetime import date
from importlib.resources import files

DOCUMENT_NAME = "organization.yaml"
_QUARTERS_PER_YEAR = 4
_MONTHS_PER_QUARTER = 3
_MONTHS_PER_YEAR = 12
_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_QUARTER = re.compile(r"\bQ([1-4]) (20\d\d)\b")
_ANNUAL_PLAN = re.compile(r"\bFY(20\d\d)\b")
_HAPPENING = re.compile(r"^ *- \{[^{}]*\bat: (\d{4}-\d\d-\d\d)\b[^{}]*\}\n", re.MULTILINE)


def demo_document(today: date) -> bytes:
    """The document as it reads on that day: valid `sightline/1` YAML, UTF-8."""
    written = files("service.demo").joinpath(DOCUMENT_NAME).read_text(encoding="utf-8")
    moved = moved_by_quarters(written, _quarter_number(today) - _ANCHOR)
    return _HAPPENING.sub(lambda row: "" if _day(row[1]) > today else row[0], moved).encode()


def moved_by_quarters(text: str, quarters: int) -> str:
    """The text with every day, quarter and annual plan in it moved by that many quarters."""
    text = _DAY.sub(lambda day: later_day(_day(day[0]), quarters).isoformat(), text)
    text = _QUARTER.sub(lambda name: _later_quarter(int(name[2]), int(name[1]), quarters), text)
    return _ANNUAL_PLAN.sub(lambda name: _later_plan(int(name[1]), quarters), text)


def later_day(day: date, quarters: int) -> date:
    """The same day of the month, whole quarters later; the last of a month stays the last."""
    months = day.year * _MONTHS_PER_YEAR + day.month - 1 + quarters * _MONTHS_PER_QUARTER
    year, month = months // _MONTHS_PER_YEAR, months % _MONTHS_PER_YEAR + 1
    last = monthrange(year, month)[1]
    stays_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if stays_last else min(day.day, last))


def _later_quarter(year: int, quarter: int, quarters: int) -> str:
    number = year * _QUARTERS_PER_YEAR + quarter - 1 + quarters
    return f"Q{number % _QUARTERS_PER_YEAR + 1} {number // _QUARTERS_PER_YEAR}"


def _later_plan(year: int, quarters: int) -> str:
    """An annual plan is written to end with its calendar year, so its year is its Q4's."""
    last_quarter = year * _QUARTERS_PER_YEAR + _QUARTERS_PER_YEAR - 1 + quarters
    return f"FY{last_quarter // _QUARTERS_PER_YEAR}"


def _quarter_number(day: date) -> int:
    return day.year * _QUARTERS_PER_YEAR + (day.month - 1) // _MONTHS_PER_QUARTER


def _day(text: str) -> date:
    return date.fromisoformat(text)


_ANCHOR = _quarter_number(date(2026, 10, 1))
