"""The arithmetic for all key results at once is that for one, but for the last digits of floats."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.alignment.analysis import analyze
from service.alignment.records import CheckpointRecord, MilestoneRecord
from service.alignment.snapshot import snapshot_from_records
from service.audit.inquiry import Inquiry
from service.audit.measured import Measured
from service.audit.rules import RULES_BY_ID
from service.audit.settings import audit_settings
from service.audit.trends import misses, trends
from service.progress.expecting import Window, expected_progress
from service.progress.forecasting import forecast
from service.progress.measuring import Measure, Stage, raw_progress
from service.progress.rules import MetricType
from tests.audit.organization import TODAY, check_in, key_result, objective, organization

NUMBERS = st.decimals(-1000, 1000, places=2)
SHARES = st.decimals(0, 1, places=2)
MAYBE = st.none() | NUMBERS
DAYS = st.none() | st.dates(TODAY - timedelta(60), TODAY + timedelta(60))
MOVES = [MetricType.INCREASE, MetricType.DECREASE, None]


@st.composite
def measures(draw, types=(*MetricType, None)):
    stages = draw(st.lists(st.builds(Stage, st.decimals(0, 9, places=1), DAYS, DAYS), max_size=4))
    metric = draw(st.sampled_from(types))
    return Measure(
        metric,
        *(draw(MAYBE) for _ in range(2)),
        draw(MAYBE | SHARES),
        *(draw(MAYBE) for _ in range(2)),
        tuple(stages) if metric is MetricType.MILESTONE else (),
    )


WINDOWS = st.builds(
    Window,
    DAYS,
    DAYS,
    st.just(())
    | st.dictionaries(
        st.dates(TODAY - timedelta(70), TODAY + timedelta(70)), NUMBERS, max_size=3
    ).map(lambda days: tuple(days.items())),
)


def measured(measure, window, check_ins=()) -> Measured:
    numbers = {name: getattr(measure, name) for name in ("start", "target", "lower", "upper")}
    own = {"current": measure.current, "metric_type": measure.metric_type}
    things = [
        objective("a", starts_on=window.starts_on),
        key_result("k", "a", ends_on=window.due_on, **numbers, **own),
        *(CheckpointRecord("k", day, value) for day, value in window.checkpoints),
        *(MilestoneRecord("k", one.weight, one.due_on, one.done_on) for one in measure.stages),
        *check_ins,
    ]
    snapshot = snapshot_from_records(organization(things))
    found = Inquiry(snapshot, analyze(snapshot, TODAY), audit_settings({}, RULES_BY_ID), TODAY)
    return found.measured


def number(value: Decimal | None) -> object:
    exact = float("nan") if value is None else float(value)
    return pytest.approx(exact, rel=1e-10, abs=1e-11, nan_ok=True)


@given(measures(), WINDOWS)
@settings(max_examples=400, deadline=None)
def test_progress_and_expectation_are_those_of_one_key_result(measure, window):
    found = measured(measure, window)

    exact = raw_progress(measure, TODAY), expected_progress(measure, window, TODAY)
    assert [found.raw[1], found.expected[1]] == [number(one) for one in exact]


POINTS = st.lists(
    st.tuples(st.integers(0, 60), st.decimals(-50, 50, places=1)), min_size=1, max_size=9
)


@given(measures(MOVES), WINDOWS, POINTS)
@settings(max_examples=300, deadline=None)
def test_a_forecast_is_that_of_one_key_result(measure, window, points):
    days = sorted(((TODAY - timedelta(age), value) for age, value in points), key=lambda at: at[0])
    moments = [(datetime.combine(day, time(9), UTC), value) for day, value in days]
    measure = Measure(measure.metric_type, measure.start, measure.target, days[-1][1], None, None)
    one = measured(measure, window, [check_in("k", day, str(value)) for day, value in days])

    due = one.snapshot.nodes.kind > 0
    due &= ~(one.ends != one.ends) & (one.ends >= one.today)
    found = trends(one, due)

    exact = forecast(measure, moments, window, TODAY, datetime.combine(TODAY, time(23), UTC))
    assert len(found.rows) == (0 if exact is None else 1)
    if exact is not None:
        assert abs(found.value[0] - float(exact.value)) < 1e-6
        assert abs(found.per_day[0] - float(exact.observed_per_day)) < 1e-9
        if exact.progress is not None and exact.required_per_day is not None:
            assert bool(misses(one, found)[0]) == _falls_short(measure, exact.value)


def _falls_short(measure: Measure, value: Decimal) -> bool:
    rises = measure.metric_type is MetricType.INCREASE
    if measure.metric_type is None:
        rises = measure.target > measure.start
    return value < measure.target if rises else value > measure.target


def test_the_calendar_may_end_long_ago_or_never():
    for window in (Window(date.min, date.max), Window(None, date.min), Window(date.max, None)):
        measure = Measure(None, Decimal(0), Decimal(1), Decimal("0.5"), None, None)
        exact = expected_progress(measure, window, TODAY)
        assert measured(measure, window).expected[1] == number(exact)
