"""How much one principal may ask for in a minute: points, as operations cost them.

Our own forty lines: the windows of PyPI's `limits` start a thread every hundredth of a second, read
the clock themselves and need two calls to tell where one stands.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from service.actor import Actor

WINDOW = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
# Of principals that are remembered; each takes some 300 bytes.
MOST_PRINCIPALS = 100_000

# What a refused request costs: the most that reading and refusing a document takes.
REFUSAL = 500
# What a document costs besides when it is seen for the first time, and each of its selections and
# values: it is validated and compiled.
PREPARATION = 100
PREPARATION_OF_EACH = 15


class Standing(NamedTuple):
    """Where a principal stands after a request.

    Attributes:
        limit: points a minute.
        cost: points of this request.
        resets_at: when all points are there again.
    """

    limit: int
    cost: int
    used: int
    resets_at: datetime

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


class RateLimited(Exception):
    """The principal has used its points; asking again after `standing.resets_at` helps."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(
            f"this costs {standing.cost} points, {standing.remaining} of {standing.limit} a minute"
            " are left"
        )
        self.standing = standing


# As ASGI sends them.
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(slots=True)
class _Window:
    ends_at: datetime
    used: int = 0


class RateLimits:
    """The points of one process's principals, in windows that begin with their first request."""

    def __init__(self, limit: int, *, most_principals: int = MOST_PRINCIPALS) -> None:
        """`limit` is points a minute."""
        self.limit = limit
        self._most = most_principals
        # In the order of their ends: a new window is put last, and all are as long.
        self._windows: dict[Hashable, _Window] = {}

    def charge(self, principal: Hashable, cost: int, now: datetime) -> Standing:
        """Take the points of a request.

        Raises:
            RateLimited: there are not so many; none are taken then.
        """
        window = self._window(principal, now)
        if window.used + cost > self.limit:
            raise RateLimited(Standing(self.limit, cost, window.used, window.ends_at))
        window.used += cost
        return Standing(self.limit, cost, window.used, window.ends_at)

    def fine(self, principal: Hashable, now: datetime) -> Standing:
        """Take the points of a refused request, as far as there are any."""
        window = self._window(principal, now)
        window.used = min(self.limit, window.used + REFUSAL)
        return Standing(self.limit, REFUSAL, window.used, window.ends_at)

    def admit(self, principal: Hashable, now: datetime) -> None:
        """Let pass who has any points left, before anything is read.

        Raises:
            RateLimited: there are none.
        """
        window = self._windows.get(principal)
        if window is not None and window.used >= self.limit and now < window.ends_at:
            raise RateLimited(Standing(self.limit, 1, window.used, window.ends_at))

    def _window(self, principal: Hashable, now: datetime) -> _Window:
        window = self._windows.get(principal)
        if window is not None and now < window.ends_at:
            return window
        self._windows.pop(principal, None)
        self._make_room(now)
        window = self._windows[principal] = _Window(now + WINDOW)
        return window

    def _make_room(self, now: datetime) -> None:
        """Drop what has ended; the oldest, too, where there are too many."""
        while self._windows:
            oldest, window = next(iter(self._windows.items()))
            if window.ends_at > now and len(self._windows) < self._most:
                break
            del self._windows[oldest]


def preparation(visits: int) -> int:
    """What it costs to prepare a document of so many selections and values."""
    return PREPARATION + PREPARATION_OF_EACH * visits


def principal_of(actor: Actor) -> Hashable:
    """Whose points they are: the person's, whatever tokens stand for it; else the token's."""
    return actor.person_id or actor.token_id or actor.organization_id


def rate_limit_headers(standing: Standing, now: datetime) -> Headers:
    """The standing as draft-ietf-httpapi-ratelimit-headers-10 writes it."""
    told = b'"cost";r=%d;t=%d' % (standing.remaining, _seconds_until(standing.resets_at, now))
    return (b"ratelimit-policy", _policy(standing.limit)), (b"ratelimit", told)


def retry_headers(standing: Standing, now: datetime) -> Headers:
    """The same of a request that was refused for it."""
    wait = b"%d" % _seconds_until(standing.resets_at, now)
    return *rate_limit_headers(standing, now), (b"retry-after", wait)


@lru_cache(8)
def _policy(limit: int) -> bytes:
    return b'"cost";q=%d;w=%d;qu="points"' % (limit, WINDOW.seconds)


def _seconds_until(moment: datetime, now: datetime) -> int:
    """The seconds that are left, a begun one whole."""
    return max(1, -((now - moment) // _SECOND))
