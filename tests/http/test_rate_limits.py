"""Points: how many there are, who pays, and how clients are told."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from service.actor import Actor, Role, operator
from service.rate_limits import (
    REFUSAL,
    RateLimited,
    RateLimits,
    Standing,
    principal_of,
    rate_limit_headers,
    retry_headers,
)
from service.settings import Settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ORGANIZATION, TOKEN, PERSON = (UUID(int=number) for number in (1, 2, 3))


def test_points_are_taken_and_come_back_all_at_once_a_minute_after_the_first() -> None:
    limits = RateLimits(100)
    ends_at = NOW + 60 * SECOND

    assert limits.charge("a", 60, NOW) == Standing(100, 60, 60, ends_at)
    assert limits.charge("a", 40, NOW + 59 * SECOND) == Standing(100, 40, 100, ends_at)
    with pytest.raises(RateLimited):
        limits.charge("a", 1, NOW + 59.9 * SECOND)
    assert limits.charge("a", 1, ends_at) == Standing(100, 1, 1, ends_at + 60 * SECOND)


def test_what_is_refused_takes_no_points() -> None:
    limits = RateLimits(100)
    limits.charge("a", 60, NOW)

    with pytest.raises(RateLimited) as refused:
        limits.charge("a", 41, NOW)

    assert refused.value.standing == Standing(100, 41, 60, NOW + 60 * SECOND)
    assert str(refused.value) == "this costs 41 points, 40 of 100 a minute are left"
    assert limits.charge("a", 40, NOW).remaining == 0


def test_nobody_pays_for_another() -> None:
    limits = RateLimits(100)
    limits.charge("a", 100, NOW)

    assert limits.charge("b", 1, NOW).remaining == 99


def test_a_refused_request_costs_as_much_as_there_is_up_to_its_fine() -> None:
    limits = RateLimits(REFUSAL + 10)

    limits.admit("a", NOW)
    assert limits.fine("a", NOW).remaining == 10
    limits.admit("a", NOW)
    assert limits.fine("a", NOW).remaining == 0
    with pytest.raises(RateLimited):
        limits.admit("a", NOW)
    limits.admit("a", NOW + 60 * SECOND)
    limits.admit("b", NOW)


def test_principals_that_are_done_are_forgotten_and_the_oldest_of_too_many() -> None:
    limits = RateLimits(100, most_principals=3)
    for number in range(3):
        limits.charge(number, 100, NOW + number * SECOND)

    limits.charge(3, 100, NOW + 3 * SECOND)

    limits.admit(0, NOW + 3 * SECOND)
    for kept in (1, 2, 3):
        with pytest.raises(RateLimited):
            limits.admit(kept, NOW + 3 * SECOND)
    limits.charge(4, 1, NOW + 120 * SECOND)
    assert list(limits._windows) == [4]  # noqa: SLF001 - what it must not hold


def test_a_principal_is_the_person_else_the_token_else_the_operator() -> None:
    assert principal_of(Actor(ORGANIZATION, Role.VIEWER, TOKEN, PERSON)) == PERSON
    assert principal_of(Actor(ORGANIZATION, Role.VIEWER, TOKEN)) == TOKEN
    assert principal_of(operator(ORGANIZATION)) == ORGANIZATION


@pytest.mark.parametrize(("after", "seconds"), [(0, 60), (0.1, 60), (58.5, 2), (59.9, 1), (61, 1)])
def test_clients_are_told_by_headers(after: float, seconds: int) -> None:
    standing = Standing(600, 10, 450, NOW + 60 * SECOND)

    headers = retry_headers(standing, NOW + after * SECOND)

    assert headers == (
        (b"ratelimit-policy", b'"cost";q=600;w=60;qu="points"'),
        (b"ratelimit", b'"cost";r=150;t=%d' % seconds),
        (b"retry-after", b"%d" % seconds),
    )
    assert rate_limit_headers(standing, NOW + after * SECOND) == headers[:2]


def test_the_default_is_a_core_all_minute_long() -> None:
    assert Settings().rate_limit * timedelta(microseconds=100) == timedelta(minutes=1)
