"""When a delivery is tried again, and when no more: plain values, no clock, no database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from service.webhooks.rules import DeliveryState

_HOUR_S = 3_600

# Seconds before each attempt, counted from the end of the one before: the first comes at once, the
# tenth and last some 76 hours later.
SCHEDULE_S = (
    0,
    5,
    5 * 60,
    30 * 60,
    2 * _HOUR_S,
    5 * _HOUR_S,
    10 * _HOUR_S,
    14 * _HOUR_S,
    20 * _HOUR_S,
    24 * _HOUR_S,
)
# A share of the pause by which it may be shorter or longer, so that what failed together does not
# come back together.
JITTER = 0.1
# However long a receiver asks to be left alone.
LONGEST_RETRY_AFTER_S = 24 * _HOUR_S
# An endpoint that did nothing but fail for so long is sent nothing more.
PATIENCE = timedelta(hours=120)
PATIENCE_IN_WORDS = f"{PATIENCE // timedelta(hours=1)} hours"
# What a receiver says of itself, not of one delivery: it wants no requests at all for a while.
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request.

    Attributes:
        status: of the response; None where there was none.
        retry_after_s: how long the receiver wants to be left alone, where it said so.
    """

    status: int | None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means.

    Attributes:
        state: of the delivery from now on; PENDING where it is tried again.
        again_in_s: where it is PENDING; else 0.
        is_gone: the receiver wants nothing any more, ever.
        rest_s: for so long nothing else is to be sent to this endpoint either.
    """

    state: DeliveryState
    again_in_s: float = 0
    is_gone: bool = False
    rest_s: float = 0


def judge(answer: Answer, attempts: int, chance: float) -> Verdict:
    """What becomes of a delivery.

    Only a status of 2xx is a success: a redirect is not followed, for nobody has checked where it
    leads.

    Args:
        answer: to the latest attempt.
        attempts: how many there were, with this one.
        chance: evenly distributed from 0 to 1: where in the jitter the pause lies.
    """
    if answer.status is not None and HTTPStatus(200) <= answer.status < HTTPStatus(300):
        return Verdict(DeliveryState.SUCCEEDED)
    is_gone = answer.status == HTTPStatus.GONE
    asked_s = answer.retry_after_s or 0
    rest_s = asked_s if answer.status in _BUSY else 0
    if is_gone or attempts >= len(SCHEDULE_S):
        return Verdict(DeliveryState.EXHAUSTED, is_gone=is_gone, rest_s=rest_s)
    return Verdict(DeliveryState.PENDING, max(pause_s(attempts, chance), asked_s), rest_s=rest_s)


def pause_s(attempts: int, chance: float) -> float:
    """Seconds from the end of the attempt of this number, from 1, to the next."""
    return SCHEDULE_S[attempts] * (1 - JITTER + 2 * JITTER * chance)


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """What `Retry-After` asks for: seconds or a date; at most a day, None where it says nothing."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        # Nobody needs to know how large a number of many digits is.
        return float(min(int(text[:9]), LONGEST_RETRY_AFTER_S))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0), LONGEST_RETRY_AFTER_S)
