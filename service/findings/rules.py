"""What becomes of findings: how they are called, how long they are waived, what is told of them."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from service.errors import Invalid, Required, TooLong

LONGEST_REASON = 2_000
# Findings of one run that are opened, or resolved, with an event of their own each.
MOST_TOLD = 1_000


class RunTrigger(StrEnum):
    """Why an audit was stored: at midnight, because somebody asked, or after a change."""

    NIGHTLY = "NIGHTLY"
    REQUESTED = "REQUESTED"
    INCREMENTAL = "INCREMENTAL"


_HEX = frozenset("0123456789abcdef")
_DIGITS = 64


def is_fingerprint(text: str) -> bool:
    """Whether it is a SHA-256 as ours are written."""
    return len(text) == _DIGITS and _HEX.issuperset(text)


def finding_id(fingerprint: str) -> UUID:
    """The id of a stored finding: the first half of its fingerprint."""
    return UUID(fingerprint[:32])


def check_waiver(reason: str, until: date, today: date) -> None:
    """Whether a finding may be waived so.

    Raises:
        Required: it gives no reason.
        TooLong: the reason is over 2,000 characters.
        Invalid: it would be over before it began, or the reason holds NUL.
    """
    if not reason.strip():
        raise Required("a waiver has a reason", ["reason"])
    if len(reason) > LONGEST_REASON:
        raise TooLong(f"a reason has at most {LONGEST_REASON} characters", ["reason"])
    if "\0" in reason:
        raise Invalid("a text holds no NUL", ["reason"])
    if until < today:
        raise Invalid(f"a waiver lasts until {today} at least, that is today", ["until"])
