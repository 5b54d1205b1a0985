from datetime import UTC, datetime, timedelta

import pytest

from service.webhooks.retrying import (
    SCHEDULE_S,
    Answer,
    Verdict,
    judge,
    pause_s,
    retry_after_s,
)
from service.webhooks.rules import DeliveryState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = 3_600


def test_ten_attempts_are_spread_over_three_days():
    assert (
        *(0, 5, 300, 1_800),
        *(2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR),
    ) == SCHEDULE_S
    assert timedelta(days=3) < timedelta(seconds=sum(SCHEDULE_S)) < timedelta(days=4)


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [(1, 0, 4.5), (1, 0.5, 5), (1, 1, 5.5), (2, 0, 270), (9, 1, 26.4 * HOUR)],
)
def test_a_pause_is_a_tenth_shorter_or_longer_at_most(attempts, chance, seconds):
    assert pause_s(attempts, chance) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("answer", "attempts", "verdict"),
    [
        (Answer(200), 1, Verdict(DeliveryState.SUCCEEDED)),
        (Answer(299), 10, Verdict(DeliveryState.SUCCEEDED)),
        (Answer(200, 60), 1, Verdict(DeliveryState.SUCCEEDED)),
        (Answer(199), 1, Verdict(DeliveryState.PENDING, 5)),
        (Answer(302), 1, Verdict(DeliveryState.PENDING, 5)),
        (Answer(404), 2, Verdict(DeliveryState.PENDING, 300)),
        (Answer(500), 9, Verdict(DeliveryState.PENDING, 24 * HOUR)),
        (Answer(500), 10, Verdict(DeliveryState.EXHAUSTED)),
        (Answer(None), 1, Verdict(DeliveryState.PENDING, 5)),
        (Answer(None), 10, Verdict(DeliveryState.EXHAUSTED)),
        (Answer(410), 1, Verdict(DeliveryState.EXHAUSTED, is_gone=True)),
        # Never sooner than planned, for whatever asks for it.
        (Answer(500, 2), 1, Verdict(DeliveryState.PENDING, 5)),
        (Answer(500, 60), 1, Verdict(DeliveryState.PENDING, 60)),
        (Answer(429, 60), 1, Verdict(DeliveryState.PENDING, 60, rest_s=60)),
        (Answer(503, 60), 10, Verdict(DeliveryState.EXHAUSTED, rest_s=60)),
        (Answer(429), 1, Verdict(DeliveryState.PENDING, 5)),
    ],
)
def test_what_an_answer_means(answer, attempts, verdict):
    assert judge(answer, attempts, chance=0.5) == verdict


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("86401", 24 * HOUR),
        ("9" * 5_000, 24 * HOUR),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60),
        ("Sun, 22 Nov 2026 12:01:00 -0000", 60),
        ("Sun, 22 Nov 2026 13:01:00 +0100", 60),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("Sun, 22 Nov 2099 11:00:00 GMT", 24 * HOUR),
        ("Sun, 99 Nov 2026 12:01:00 GMT", None),
        (f"Sun, 22 Nov {'9' * 20} 12:01:00 GMT", None),
        (f"Sun, 22 Nov 2026 {'9' * 20}:01:00 GMT", None),
        (f"Sun, 22 Nov 2026 12:01:00 +{'9' * 20}", None),
    ],
)
def test_retry_after_is_honored_within_a_day(header, seconds):
    assert retry_after_s(header, NOW) == seconds
