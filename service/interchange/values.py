"""Readers of one value: from what a parser found to what the domain means, or a refusal.

Every reader takes a value that is not null and raises `Unfit` with the words for its sender.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from zoneinfo import available_timezones

from service.alignment.rules import CyclePolicy
from service.interchange.problems import Code, shown
from service.interchange.syntax import Plain
from service.writing.checks import (
    ID_LENGTH,
    LARGEST_INTEGER,
    LONGEST_NUMBER,
    TEXT_LENGTH,
    TITLE_LENGTH,
)

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?", re.ASCII)
_BASED = re.compile(r"0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)([Tt ](?P<time>\d\d:\d\d(:\d\d(\.\d{1,6})?)?)"
    r" ?(?P<zone>[Zz]|[-+]\d\d:?\d\d)?)?",
    re.ASCII,
)

Reader = Callable[[object], object]
Member = TypeVar("Member", bound=StrEnum)


class Unfit(Exception):
    """A value that its field cannot hold; `inside` says where in the value, as `[2].at`."""

    def __init__(self, code: Code, message: str, inside: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.inside = inside


def text_up_to(length: int) -> Callable[[object], str]:
    """A reader of text, from any scalar, as it was written."""

    def read(value: object) -> str:
        text = _scalar_text(value, "text")
        if len(text) > length:
            raise Unfit(Code.TOO_LONG, f"has {len(text):,} characters, {length:,} are allowed")
        if "\x00" in text:
            raise Unfit(Code.INVALID, "contains the character NUL, which cannot be stored")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Unfit(Code.INVALID, "contains half a surrogate pair, no character") from None
        return text

    return read


text = text_up_to(TEXT_LENGTH)
label = text_up_to(TITLE_LENGTH)
_id = text_up_to(ID_LENGTH)


def title(value: object) -> str:
    """Text that says something."""
    words = label(value)
    if not words.strip():
        raise Unfit(Code.REQUIRED, "is empty")
    return words


def identifier(value: object) -> str:
    """The sender's own id, of its own row or of another."""
    found = _id(value)
    if not found:
        raise Unfit(Code.REQUIRED, "is empty")
    return found


def identifiers(value: object) -> tuple[str, ...]:
    """A list of ids, each once."""
    ids = []
    for place, item in enumerate(_items(value, "ids"), 1):
        try:
            ids.append(identifier(item))
        except Unfit as unfit:
            raise Unfit(unfit.code, unfit.message, f"[{place}]") from None
    return tuple(dict.fromkeys(ids))


def number(value: object) -> Decimal:
    """A decimal, exactly as written."""
    source = _scalar_text(value, "a number")
    if isinstance(value, Plain) and _BASED.fullmatch(source):
        return Decimal(int(source, 0))
    if len(source) > 2 * LONGEST_NUMBER + 8 or not _NUMBER.fullmatch(source):
        raise Unfit(Code.INVALID, f"{shown(source)} is not a number")
    found = Decimal(source)
    exponent = found.as_tuple().exponent
    if found.adjusted() >= LONGEST_NUMBER or (
        isinstance(exponent, int) and exponent < -LONGEST_NUMBER
    ):
        raise Unfit(Code.INVALID, f"{shown(source)} is beyond {LONGEST_NUMBER} digits")
    return found or Decimal(0)


def number_between(low: int, high: int | None) -> Callable[[object], Decimal]:
    """A reader of decimals within bounds."""

    def read(value: object) -> Decimal:
        found = number(value)
        if found < low or (high is not None and found > high):
            raise Unfit(Code.INVALID, f"{shown(value)} is not {_bounds(low, high)}")
        return found

    return read


def integer_between(low: int, high: int) -> Callable[[object], int]:
    """A reader of whole numbers within bounds."""

    def read(value: object) -> int:
        found = number(value)
        if found != found.to_integral_value():
            raise Unfit(Code.INVALID, f"{shown(value)} is not a whole number")
        if not low <= found <= high:
            raise Unfit(Code.INVALID, f"{shown(value)} is not {_bounds(low, high)}")
        return int(found)

    return read


weight = number_between(0, None)
share = number_between(0, 1)
confidence = integer_between(0, 10)
position = integer_between(-LARGEST_INTEGER, LARGEST_INTEGER)
precision = integer_between(0, LONGEST_NUMBER)


def day(value: object) -> date:
    """A date, YYYY-MM-DD."""
    source = _scalar_text(value, "a date")
    if not _DAY.fullmatch(source):
        raise Unfit(Code.INVALID, f"{shown(source)} is not a date (YYYY-MM-DD)")
    try:
        return date.fromisoformat(source)
    except ValueError:
        raise Unfit(Code.INVALID, f"{shown(source)} is not a date of the calendar") from None


def moment(value: object) -> datetime:
    """A date, or a date and time by ISO 8601; without a zone it is UTC."""
    source = _scalar_text(value, "a date and time")
    match = _MOMENT.fullmatch(source)
    if not match:
        raise Unfit(Code.INVALID, f"{shown(source)} is not a date or time (2021-04-30T09:00:00Z)")
    zone = (match["zone"] or "Z").upper()
    written = f"{match['day']}T{match['time'] or '00:00'}{zone}"
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unfit(Code.INVALID, f"{shown(source)} is not a time of the calendar") from None


def truth(value: object) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    match _scalar_text(value, "true or false").lower():
        case "true":
            return True
        case "false":
            return False
        case other:
            raise Unfit(Code.INVALID, f"{shown(other)} is not true or false")


def member_of(members: type[Member]) -> Callable[[object], Member]:
    """A reader of enum values, in any case."""
    member_by_word = {member.value: member for member in members}

    def read(value: object) -> Member:
        word = _scalar_text(value, "a word")
        try:
            return member_by_word[word.upper()]
        except KeyError:
            allowed = ", ".join(member_by_word)
            raise Unfit(Code.INVALID, f"{shown(word)} is not one of {allowed}") from None

    return read


def note(value: object, depth: int = 20) -> object:
    """Anything, as JSON holds it: numbers that would change on the way stay text."""
    match value:
        case _ if depth == 0:
            raise Unfit(Code.INVALID, "is nested too deeply")
        case dict():
            return {text(key): note(item, depth - 1) for key, item in value.items()}
        case list():
            return [note(item, depth - 1) for item in value]
        case Plain():
            return _plain_note(value)
        case str():
            return text(value)
        case _:
            return value


def settings(value: object) -> dict[str, object]:
    """A mapping of anything, in which the graph finds its policy."""
    found = note(value)
    if not isinstance(found, dict):
        raise Unfit(Code.INVALID, "must be a mapping")
    if found.get("cycle_policy", CyclePolicy.REFUSE) not in tuple(CyclePolicy):
        allowed = ", ".join(CyclePolicy)
        message = f"{shown(found['cycle_policy'])} is not one of {allowed}"
        raise Unfit(Code.INVALID, message, ".cycle_policy")
    return found


def timezone(value: object) -> str:
    """The name of a time zone, as `Europe/Berlin`."""
    name = label(value)
    if name not in available_timezones():
        raise Unfit(Code.INVALID, f"{shown(name)} is not a time zone (such as Europe/Berlin)")
    return name


def _plain_note(value: Plain) -> object:
    source = text(value)
    if source in ("true", "false"):
        return source == "true"
    for kind in (int, float):
        if _NUMBER.fullmatch(source) and len(source) <= 16 and str(_as(kind, source)) == source:  # noqa: PLR2004  # exact in a double
            return _as(kind, source)
    return source


def _as(kind: type[int] | type[float], source: str) -> int | float | None:
    try:
        return kind(source)
    except ValueError:
        return None


def rows(value: object) -> list[object]:
    """A list of rows, each still to be read."""
    return _items(value, "rows")


def _items(value: object, of_what: str) -> list[object]:
    if not isinstance(value, list):
        raise Unfit(Code.INVALID, f"must be a list of {of_what}")
    return value


def _scalar_text(value: object, wanted: str) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        raise Unfit(Code.REQUIRED, "is empty")
    raise Unfit(Code.INVALID, f"must be {wanted}, not {_shape(value)}")


def _shape(value: object) -> str:
    return "a list" if isinstance(value, list) else "a mapping"


def _bounds(low: int, high: int | None) -> str:
    return f"at least {low}" if high is None else f"between {low} and {high}"
