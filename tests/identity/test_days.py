"""Which day it is in an organization, and whether the last one is over there."""

from datetime import UTC, date, datetime

import pytest

from service.identity.rules import is_over

# In Berlin the next day has begun; in New York it has not.
NIGHT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "timezone", "over"),
    [
        (date(2026, 3, 1), "Europe/Berlin", True),
        (date(2026, 3, 2), "Europe/Berlin", False),
        (date(2026, 3, 1), "America/New_York", False),
        (date(2026, 3, 2), "America/New_York", False),
        (date(2026, 2, 28), "America/New_York", True),
        (None, "Europe/Berlin", True),
        (None, "Mars/Olympus", True),
        (date(2026, 3, 2), "Mars/Olympus", True),
    ],
)
def test_a_day_is_over_when_its_organization_has_a_later_one(
    day: date | None, timezone: str, *, over: bool
) -> None:
    assert is_over(day, timezone, NIGHT) == over
