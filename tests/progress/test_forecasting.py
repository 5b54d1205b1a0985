"""Where a key result will end if it goes on as its check-ins went."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.progress.expecting import Window
from service.progress.forecasting import Forecast, forecast, slope
from service.progress.rules import MetricType
from tests.progress.measures import DUE, QUARTER, START, after, measure, number

DAY = after(40)
NOW = datetime.combine(DAY, time(9), UTC)
UP = measure("INCREASE", start=0, target=200)


def checked(*values, every=10):
    """One check-in each so many days, the first on the first day."""
    return [moment(day * every, value) for day, value in enumerate(values)]


def moment(days, value, hours=0):
    at = datetime.combine(START, time(8), UTC) + timedelta(days=days, hours=hours)
    return at, Decimal(str(value))


def ahead(one, points, *, window=QUARTER, day=DAY, now=NOW):
    current = max(points)[1] if one.current is None and points else one.current
    return forecast(replace(one, current=current), points, window, day, now)


def test_it_goes_on_from_today_at_the_observed_rate():
    assert ahead(UP, checked(0, 10, 20, 30, 40)) == Forecast(
        value=Decimal(100),
        progress=number("0.5"),
        observed_per_day=Decimal(1),
        required_per_day=number("2.666666666667"),
        check_ins=5,
    )


def test_one_wild_check_in_moves_it_little():
    steady, wild = checked(0, 10, 20, 30, 40), checked(0, 10, 900, 30, 40)
    assert ahead(UP, wild) == ahead(UP, steady)


def test_what_falls_as_it_should_gets_there():
    down = measure("DECREASE", start=50, target=0)
    answer = ahead(down, checked(50, 48, 46, 44, 42))
    assert (answer.value, answer.progress) == (30, number("0.4"))
    assert (answer.observed_per_day, answer.required_per_day) == (number("-0.2"), number("-0.7"))


@pytest.mark.parametrize(
    ("case", "values", "progress"),
    [
        ("back beyond the start", (40, 30, 20, 10, 0), 0),
        ("far beyond the target", (0, 40, 80, 120, 160), 1),
        ("no move", (50, 50, 50, 50, 50), "0.25"),
    ],
)
def test_its_progress_is_clamped(case, values, progress):
    assert ahead(UP, checked(*values)).progress == number(progress), case


@pytest.mark.parametrize(
    ("case", "one", "required"),
    [
        ("reached", measure("INCREASE", start=0, target=30), 0),
        ("no target", measure("INCREASE", start=0), None),
        ("no start", measure("INCREASE", target=100), 1),
    ],
)
def test_what_is_required_per_day(case, one, required):
    assert ahead(one, checked(0, 10, 20, 30, 40)).required_per_day == number(required), case


def test_on_the_due_day_nothing_is_left_to_come():
    late = datetime.combine(DUE, time(12), UTC)
    answer = ahead(UP, checked(0, 10, 20), day=DUE, now=late)
    assert (answer.value, answer.required_per_day) == (20, None)
    assert ahead(UP, checked(0, 10, 20), day=DUE + timedelta(1), now=late) is None


@pytest.mark.parametrize(
    ("case", "points"),
    [
        ("none", []),
        ("two", checked(0, 10)),
        ("a third to come", [*checked(0, 10), moment(60, 20)]),
        ("all within a morning", [moment(0, 1), moment(0, 2, hours=1), moment(0, 3, hours=2)]),
        ("all at once", [moment(0, 1)] * 4),
    ],
)
def test_too_little_is_no_forecast(case, points):
    assert ahead(UP, points) is None, case


@pytest.mark.parametrize("metric", [None, *MetricType])
def test_only_numbers_that_move_have_one(metric):
    fixed = {"BINARY", "MILESTONE", "MAINTAIN_ABOVE", "MAINTAIN_BELOW", "MAINTAIN_RANGE"}
    one = measure(metric, start=0, target=200, lower=0, upper=9)
    assert (ahead(one, checked(0, 10, 20)) is None) is (metric in fixed)
    assert ahead(UP, checked(0, 10, 20), window=Window(START, None)) is None


def test_only_the_latest_hundred_count():
    points = checked(*[0] * 50, *range(100), every=1)
    now = points[-1][0]
    answer = forecast(UP, points, Window(START, after(150)), after(149), now)
    assert (answer.check_ins, answer.observed_per_day, answer.value) == (100, 1, 100)


def test_the_current_value_is_what_the_key_result_says():
    corrected = replace(UP, current=Decimal(90))
    assert ahead(corrected, checked(0, 10, 20, 30, 40)).value == 150
    assert forecast(UP, checked(0, 10, 20, 30, 40), QUARTER, DAY, NOW).value == 100


minutes = st.integers(0, 100 * 24 * 60)
points = st.lists(
    st.tuples(
        minutes.map(lambda m: moment(0, 0)[0] + timedelta(minutes=m)),
        st.decimals(-1000, 1000, places=2),
    ),
    min_size=3,
    max_size=12,
    unique_by=lambda point: point[0],
).filter(lambda some: max(some)[0] - min(some)[0] >= timedelta(1))


def slow_theil_sen(some):
    rates = [
        Fraction(value - other) / Fraction((at - then) / timedelta(microseconds=1))
        for at, value in some
        for then, other in some
        if then < at
    ]
    return median(rates) * (timedelta(1) // timedelta(microseconds=1))


@given(points)
def test_the_rate_is_that_of_a_slow_theil_sen_in_fractions(some):
    assert abs(Fraction(slope(sorted(some))) - slow_theil_sen(some)) < Fraction(1, 10**15)


@given(points, st.randoms())
def test_the_order_of_check_ins_does_not_matter(some, random):
    now = max(some)[0]
    shuffled = random.sample(some, len(some))
    assert forecast(UP, shuffled, QUARTER, DAY, now) == forecast(UP, some, QUARTER, DAY, now)


@given(points)
def test_a_decrease_is_forecast_as_its_mirror(some):
    down = measure("DECREASE", start=0, target=-200)
    mirrored = [(at, -value) for at, value in some]
    now = max(some)[0]
    one = forecast(UP, some, QUARTER, DAY, now)
    other = forecast(down, mirrored, QUARTER, DAY, now)
    assert (one.value, one.observed_per_day) == (-other.value, -other.observed_per_day)
    assert one.progress == other.progress
    assert abs(one.required_per_day) == abs(other.required_per_day)


@given(points)
def test_the_target_is_reached_exactly_where_the_rate_is_the_required_one(some):
    answer = forecast(UP, some, QUARTER, DAY, max(some)[0])
    near = abs(answer.observed_per_day - answer.required_per_day) < Decimal("1E-10")
    reached = max(some)[1] >= UP.target and answer.observed_per_day < 0
    if not near and not reached:
        assert (answer.progress == 1) is (answer.observed_per_day >= answer.required_per_day)
