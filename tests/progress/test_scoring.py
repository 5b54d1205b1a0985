"""How a goal is graded in the end."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.progress.rules import Commitment
from service.progress.scoring import Band, band, counted_score, is_success, suggested_score
from tests.progress.measures import number


@pytest.mark.parametrize(
    ("score", "color"),
    [
        ("-0.2", "RED"),
        ("0", "RED"),
        ("0.3", "RED"),
        ("0.31", "RED"),
        ("0.349999999999", "RED"),
        ("0.35", "YELLOW"),
        ("0.39", "YELLOW"),
        ("0.4", "YELLOW"),
        ("0.6", "YELLOW"),
        ("0.64", "YELLOW"),
        ("0.65", "GREEN"),
        ("0.7", "GREEN"),
        ("1", "GREEN"),
        ("15", "GREEN"),
    ],
)
def test_no_score_falls_between_two_bands(score, color):
    assert band(number(score)) == color


@given(st.decimals(-1, 16, places=7), st.decimals(-1, 16, places=7))
def test_bands_leave_no_gap_and_never_fall_as_scores_rise(one, other):
    order = list(Band)
    low, high = (order.index(band(score)) for score in sorted((one, other)))
    assert low <= high


@pytest.mark.parametrize(("score", "counts"), [("-3", 0), ("0.5", "0.5"), ("15", 1)])
def test_an_imported_score_counts_within_0_and_1(score, counts):
    assert counted_score(number(score)) == number(counts)


@pytest.mark.parametrize(
    ("progress", "suggestion"), [(None, None), ("-3", 0), ("0.42", "0.42"), ("1.2", 1)]
)
def test_progress_suggests_the_score(progress, suggestion):
    assert suggested_score(number(progress)) == number(suggestion)


@pytest.mark.parametrize(
    ("commitment", "score", "has_learning", "success"),
    [
        ("COMMITTED", "1", False, True),
        ("COMMITTED", "0.99", True, False),
        ("COMMITTED", "1.2", False, True),
        ("COMMITTED", None, True, None),
        ("ASPIRATIONAL", "0.6", False, True),
        ("ASPIRATIONAL", "0.599999", False, False),
        ("ASPIRATIONAL", "1", False, True),
        ("ASPIRATIONAL", None, True, None),
        ("LEARNING", "0", True, True),
        ("LEARNING", None, True, True),
        ("LEARNING", "1", False, False),
        (None, "1", True, None),
    ],
)
def test_each_commitment_has_its_own_success(commitment, score, has_learning, success):
    kind = None if commitment is None else Commitment(commitment)
    assert is_success(kind, number(score), has_learning) is success


def test_a_score_of_many_digits_is_no_trouble():
    assert band(Decimal("0.3" + "4" * 60)) == Band.RED
