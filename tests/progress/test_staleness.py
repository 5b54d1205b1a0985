"""When a key result should be checked in, and when that is overdue."""

from datetime import date, timedelta

import pytest

from service.progress.expecting import Window
from service.progress.rules import Status
from service.progress.settings import ProgressSettings
from service.progress.staleness import counts_from, is_stale, next_check_in_on
from tests.progress.measures import DUE, QUARTER, START, TODAY

WEEKLY = ProgressSettings()


def stale(days_ago=11, *, window=QUARTER, status=Status.ON_TRACK, day=TODAY, runs=True):
    since = day - timedelta(days_ago)
    return is_stale(since, window, status, day, WEEKLY, runs=runs)


@pytest.mark.parametrize(("days_ago", "is_so"), [(0, False), (10, False), (11, True), (400, True)])
def test_the_last_day_of_grace_is_not_stale(days_ago, is_so):
    assert stale(days_ago) is is_so


@pytest.mark.parametrize(
    ("case", "facts", "is_so"),
    [
        ("as it should be moving", {}, True),
        ("its objective or cycle does not run", {"runs": False}, False),
        ("on its first day", {"day": START}, True),
        ("before it", {"day": START - timedelta(1)}, False),
        ("on its last day", {"day": DUE}, True),
        ("after it", {"day": DUE + timedelta(1)}, False),
        ("without days of its own", {"window": Window(None, None)}, True),
        ("achieved", {"status": Status.ACHIEVED}, False),
        *[
            (f"{status}: green hides nothing", {"status": status}, True)
            for status in Status
            if status is not Status.ACHIEVED
        ],
    ],
)
def test_only_what_should_be_moving_gets_stale(case, facts, is_so):
    assert stale(**facts) is is_so, case


@pytest.mark.parametrize(
    ("checked_in", "starts", "created", "since"),
    [
        (date(2026, 5, 1), START, date(2026, 4, 20), date(2026, 5, 1)),
        (date(2026, 3, 1), START, date(2026, 2, 1), date(2026, 3, 1)),
        (None, START, date(2026, 4, 20), date(2026, 4, 20)),
        (None, START, date(2026, 3, 1), START),
        (None, None, date(2026, 3, 1), date(2026, 3, 1)),
    ],
)
def test_it_counts_from_the_latest_check_in_else_from_the_beginning(
    checked_in, starts, created, since
):
    assert counts_from(checked_in, starts, created) == since


def test_the_next_check_in_is_a_cadence_later():
    assert next_check_in_on(date(2026, 5, 1), WEEKLY) == date(2026, 5, 8)
    rare = ProgressSettings(cadence_days=10**12)
    assert next_check_in_on(date(2026, 5, 1), rare) == date.max
    assert not is_stale(START, QUARTER, Status.ON_TRACK, TODAY, rare, runs=True)
