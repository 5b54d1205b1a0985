"""How far a key result should have come by a day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.progress.expecting import Window, expected_progress
from service.progress.rules import MetricType
from tests.progress.measures import (
    DUE,
    QUARTER,
    START,
    TODAY,
    after,
    days,
    measure,
    number,
    numbers,
    ways,
)

UP = measure("INCREASE", start=0, target=200)
DOWN = measure("DECREASE", start=200, target=0)


def expected(one, window, day):
    return expected_progress(one, window, after(day))


def curve(**value_by_day):
    points = {int(name.removeprefix("on_")): Decimal(value) for name, value in value_by_day.items()}
    return Window(START, DUE, tuple((after(day), value) for day, value in points.items()))


@pytest.mark.parametrize(
    ("day", "share"),
    [(-5, 0), (0, 0), (1, "0.01"), (33, "0.33"), (99, "0.99"), (100, 1), (130, 1)],
)
@pytest.mark.parametrize("one", [UP, DOWN, measure(), measure("MILESTONE", current="0.5")])
def test_a_straight_line_by_day(one, day, share):
    assert expected(one, QUARTER, day) == number(share)


@pytest.mark.parametrize("metric", [None, *MetricType])
def test_without_a_due_day_nothing_is_expected(metric):
    one = measure(metric, start=0, target=1, lower=0, stages=["1 due:-3"])
    assert expected(one, Window(START, None), 50) is None


@pytest.mark.parametrize(
    ("metric", "before", "on_the_day"),
    [
        (None, None, 1),
        ("INCREASE", None, 1),
        ("BINARY", 0, 1),
        ("BASELINE", 0, 1),
        ("MAINTAIN_ABOVE", 1, 1),
        ("MILESTONE", None, 1),
    ],
)
def test_without_a_start_day_only_the_due_day_is_sure(metric, before, on_the_day):
    one, window = measure(metric, start=0, target=1), Window(None, DUE)
    assert (expected(one, window, 99), expected(one, window, 100)) == (before, on_the_day)


@pytest.mark.parametrize("metric", ["BINARY", "BASELINE"])
def test_done_or_not_is_expected_on_the_due_day_and_not_before(metric):
    assert [expected(measure(metric), QUARTER, day) for day in (-1, 0, 99, 100, 101)] == [
        *[0, 0, 0],
        *[1, 1],
    ]


@pytest.mark.parametrize("metric", ["MAINTAIN_ABOVE", "MAINTAIN_BELOW", "MAINTAIN_RANGE"])
def test_bounds_are_to_be_kept_from_the_first_day_on(metric):
    assert [expected(measure(metric), QUARTER, day) for day in (-1, 0, 50, 101)] == [None, 1, 1, 1]


@pytest.mark.parametrize(
    ("case", "stages", "share"),
    [
        ("due today", ["3 due:0", "1 due:+1"], "0.75"),
        ("done early is not expected early", ["1 done:-9 due:+9", "1 due:0"], "0.5"),
        ("without a day: due with the key result", ["1", "1 due:-1"], "0.5"),
        ("all weigh nothing", ["0 due:-1"], None),
        ("none due yet", ["1 due:+1", "1"], 0),
    ],
)
def test_stages_are_expected_by_their_own_days(case, stages, share):
    assert expected_progress(measure("MILESTONE", stages=stages), QUARTER, TODAY) == number(
        share
    ), case


def test_a_stage_planned_after_the_end_is_expected_by_the_end():
    late = measure("MILESTONE", stages=["1 due:-1", "1 due:+300"])
    assert (expected(late, QUARTER, 99), expected(late, QUARTER, 100)) == (number("0.5"), 1)


@pytest.mark.parametrize(
    ("day", "share"),
    [(0, 0), (10, "0.05"), (20, "0.1"), (50, "0.45"), (80, "0.8"), (90, "0.9"), (100, 1)],
)
def test_checkpoints_bend_the_line(day, share):
    assert expected(UP, curve(on_20=20, on_80=160), day) == number(share)


@pytest.mark.parametrize(
    ("day", "share"), [(0, 0), (10, "0.05"), (20, "0.1"), (50, "0.45"), (80, "0.8"), (100, 1)]
)
def test_a_decreasing_key_result_is_not_read_upside_down(day, share):
    assert expected(DOWN, curve(on_20=180, on_80=40), day) == number(share)


@pytest.mark.parametrize(
    ("case", "window", "day", "share"),
    [
        ("in any order", curve(on_80=160, on_20=20), 50, "0.45"),
        ("beyond the target is all of it", curve(on_50=900), 50, 1),
        ("below the start is nothing", curve(on_50=-900), 25, 0),
        ("on the first day the start holds", curve(on_0=100), 50, "0.5"),
        ("before the first day", curve(on_50=100), -9, 0),
        ("on the last day the target holds", curve(on_100=100), 50, "0.5"),
        ("after the end", curve(on_120=100), 50, "0.5"),
        ("a plateau", curve(on_20=100, on_60=100), 40, "0.5"),
    ],
)
def test_checkpoints_that_say_odd_things(case, window, day, share):
    assert expected(UP, window, day) == number(share), case


def test_checkpoints_without_a_start_day_hold_from_the_first_one_on():
    window = Window(None, DUE, ((after(50), Decimal(100)),))
    assert [expected(UP, window, day) for day in (49, 50, 75, 100)] == [
        None,
        number("0.5"),
        number("0.75"),
        1,
    ]


def test_checkpoints_of_one_without_a_way_leave_the_straight_line():
    assert expected(measure(target=5), curve(on_20=3), 40) == number("0.4")


@pytest.mark.parametrize(("day", "share"), [(99, 0), (100, 1), (101, 1)])
def test_a_window_of_one_day_or_none(day, share):
    for start in (DUE, DUE + timedelta(3)):
        assert expected(UP, Window(start, DUE), day) == share


checkpoints = st.dictionaries(st.integers(-5, 105).map(after), numbers, max_size=6)


@given(
    metric=st.sampled_from([None, "INCREASE", "DECREASE", "BINARY", "BASELINE", "MILESTONE"]),
    ends=ways,
    value_by_day=checkpoints,
    first=days,
    second=days,
)
def test_expectation_never_falls_where_checkpoints_do_not(
    metric, ends, value_by_day, first, second
):
    start, target = ends
    values = sorted(value_by_day.values(), reverse=target < start)
    window = Window(START, DUE, tuple(zip(sorted(value_by_day), values, strict=True)))
    one = measure(metric, start=start, target=target, stages=["1", "2 due:-4", "3 due:+9"])
    early, late = (expected_progress(one, window, day) for day in sorted((first, second)))
    assert 0 <= early <= late <= 1


@given(ends=ways, at=st.sets(st.integers(1, 99), max_size=5), day=days)
def test_checkpoints_on_the_line_change_nothing(ends, at, day):
    start, target = ends
    one = measure(start=start, target=target)
    on_the_line = tuple((after(k), start + (target - start) * k / 100) for k in at)
    bent = expected_progress(one, Window(START, DUE, on_the_line), day)
    assert abs(bent - expected_progress(one, QUARTER, day)) <= Decimal("1E-12")


@given(ends=ways, value_by_day=checkpoints, day=days)
def test_the_expectation_of_a_decrease_is_that_of_its_mirror(ends, value_by_day, day):
    start, target = ends
    points = tuple(value_by_day.items())
    mirrored = tuple((on, -value) for on, value in points)
    assert expected_progress(
        measure("INCREASE", start=start, target=target), Window(START, DUE, points), day
    ) == expected_progress(
        measure("DECREASE", start=-start, target=-target), Window(START, DUE, mirrored), day
    )
