"""How far an objective has come, from what drives it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.progress.combining import Combined, Share, child_weight, combine, drives_by
from service.progress.rules import NoProgress, ProgressDriver
from tests.progress.measures import number, ratios


def share(text):
    """`weight progress expected`, where `-` is none."""
    return Share(*(None if word == "-" else Decimal(word) for word in text.split()))


def combined(*shares):
    answer = combine([share(one) for one in shares])
    numbers = (answer.progress, answer.data_coverage, answer.expected)
    return [*(None if one is None else format(one.normalize(), "f") for one in numbers)], (
        answer.missing
    )


@pytest.mark.parametrize(
    ("case", "shares", "numbers"),
    [
        ("alone", ["1 0.4 0.5"], ["0.4", "1", "0.5"]),
        ("by weight", ["3 0.2 0.5", "1 1 0.5"], ["0.4", "1", "0.5"]),
        ("no data counts nothing", ["1 0.5 1", "1 - 1"], ["0.5", "0.5", "1"]),
        ("0 is data", ["1 0.5 1", "1 0 1"], ["0.25", "1", "1"]),
        ("far beyond is all of it", ["1 15 1", "1 0 1"], ["0.5", "1", "1"]),
        ("below 0 is nothing", ["1 -3 1", "1 1 1"], ["0.5", "1", "1"]),
        ("no weight, no say", ["0 1 0", "1 0.2 0.3"], ["0.2", "1", "0.3"]),
        ("expected of those with data", ["1 0.5 0.8", "1 - 0.2"], ["0.5", "0.5", "0.8"]),
        ("some expect nothing", ["1 0.5 -", "1 0.1 0.4"], ["0.3", "1", "0.4"]),
        ("none expects", ["1 0.5 -"], ["0.5", "1", None]),
        ("thirds", ["1 1 1", "1 0 1", "1 0 1"], ["0.333333333333", "1", "1"]),
        ("weights as small as any", ["1E-30 1 1", "3E-30 0 1"], ["0.25", "1", "1"]),
    ],
)
def test_the_weighted_mean_of_what_has_data(case, shares, numbers):
    assert combined(*shares) == (numbers, None), case


@pytest.mark.parametrize(
    ("case", "shares", "answer"),
    [
        ("nothing drives it", [], ([None, None, None], "NO_DRIVERS")),
        ("none has data", ["1 - 0.5", "1 - 0.5"], ([None, "0", None], "NO_DATA")),
        ("none has data or weight", ["0 - 0.5"], ([None, None, None], "NO_DATA")),
        ("all weigh nothing: no NaN", ["0 0.5 0.5"], ([None, None, None], "ZERO_WEIGHT")),
        ("only those without data weigh", ["0 0.5 1", "1 - 1"], ([None, "0", None], "ZERO_WEIGHT")),
    ],
)
def test_no_progress_has_a_reason_and_is_never_0(case, shares, answer):
    assert combined(*shares) == answer, case


@pytest.mark.parametrize(
    ("driver", "has_key_results", "drives"),
    [
        (None, True, "KEY_RESULTS"),
        (None, False, "ALIGNED_CHILDREN"),
        *[(driver, has, driver) for driver in ProgressDriver for has in (True, False)],
    ],
)
def test_key_results_drive_where_there_are_some_unless_it_says_otherwise(
    driver, has_key_results, drives
):
    assert drives_by(driver, has_key_results) == drives


@pytest.mark.parametrize(
    ("weight", "allocation", "parents", "counts"),
    [(1, None, 1, 1), (4, None, 2, 2), (2, "0.3", 2, "0.6"), (2, 0, 1, 0), (0, None, 3, 0)],
)
def test_a_child_weighs_in_a_parent_what_it_gives_to_it(weight, allocation, parents, counts):
    assert child_weight(number(weight), number(allocation), parents) == number(counts)


@pytest.mark.parametrize("parents", range(1, 40))
def test_a_child_of_several_parents_counts_once_over_all(parents):
    total = sum(child_weight(Decimal(1), None, parents) for _ in range(parents))
    assert abs(total - 1) < Decimal("1E-25")


weights = st.sampled_from(["0", "0.1", "1", "2.5", "100", "0.3333333333333333333333333333"])
shares = st.lists(
    st.builds(Share, weights.map(Decimal), st.none() | ratios, st.none() | ratios), max_size=8
)


def exactly(pairs):
    counted = [(Fraction(weight), Fraction(value)) for weight, value in pairs if value is not None]
    total = sum(weight for weight, _ in counted)
    return sum(weight * value for weight, value in counted) / total if total else None


def is_near(one, other):
    if one is None or other is None:
        return one is other
    return abs(Fraction(one) - other) <= Fraction(1, 10**12)


@given(shares)
def test_it_is_the_mean_that_fractions_give(drivers):
    answer = combine(drivers)
    known = [one for one in drivers if one.progress is not None]
    assert is_near(answer.progress, exactly([(one.weight, one.progress) for one in known]))
    assert is_near(answer.expected, exactly([(one.weight, one.expected) for one in known]))
    covered = [(one.weight, Decimal(one.progress is not None)) for one in drivers]
    assert is_near(answer.data_coverage, exactly(covered))
    assert (answer.progress is None) is (answer.missing is not None)


@given(shares)
def test_a_mean_lies_within_its_parts(drivers):
    answer = combine(drivers)
    parts = [one.progress for one in drivers if one.progress is not None and one.weight]
    assert answer.progress is None or min(parts) <= answer.progress <= max(parts)


@given(shares, st.randoms())
def test_the_order_of_drivers_does_not_matter(drivers, random):
    shuffled = random.sample(drivers, len(drivers))
    assert combine(shuffled) == combine(drivers)


@given(shares.filter(bool), st.sampled_from(["0.001", "7", "1000"]))
def test_only_the_proportion_of_weights_matters(drivers, factor):
    scaled = [Share(one.weight * Decimal(factor), one.progress, one.expected) for one in drivers]
    assert combine(scaled) == combine(drivers)


def test_the_answer_for_nothing_is_the_same_for_a_tuple():
    assert combine(()) == Combined(None, None, None, NoProgress.NO_DRIVERS)
