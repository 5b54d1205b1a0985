"""How far a key result has come, from its own numbers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.progress.measuring import clamped, compliance, keeps, raw_progress
from service.progress.ratios import shown_ratio, stored_ratio
from service.progress.rules import MetricType
from tests.progress.measures import TODAY, measure, number, numbers, ratios, ways

KEEPING = ["MAINTAIN_ABOVE", "MAINTAIN_BELOW", "MAINTAIN_RANGE"]


def progress(metric=None, **fields):
    return raw_progress(measure(metric, **fields), TODAY)


@pytest.mark.parametrize(
    ("case", "metric", "fields", "expected"),
    [
        ("half way up", "INCREASE", {"start": 10, "target": 20, "current": 15}, "0.5"),
        ("half way down", "DECREASE", {"start": 20, "target": 10, "current": 15}, "0.5"),
        ("at the start", "DECREASE", {"start": 20, "target": 10, "current": 20}, "0"),
        ("at the target", "DECREASE", {"start": 20, "target": 10, "current": 10}, "1"),
        ("through zero", "INCREASE", {"start": -10, "target": 30, "current": 0}, "0.25"),
        ("to zero", "DECREASE", {"start": 8, "target": 0, "current": 2}, "0.75"),
        ("fell back: below 0", "INCREASE", {"start": 10, "target": 20, "current": -20}, "-3"),
        ("beyond: above 1", "INCREASE", {"start": 10, "target": 20, "current": 160}, "15"),
        ("rose, should fall", "DECREASE", {"start": 20, "target": 10, "current": 50}, "-3"),
        ("no type but numbers", None, {"start": 0, "target": 4, "current": 1}, "0.25"),
        ("a third", None, {"start": 0, "target": 3, "current": 1}, "0.333333333333"),
        ("two thirds", None, {"start": 0, "target": 3, "current": 2}, "0.666666666667"),
        ("sign against type", "INCREASE", {"start": 20, "target": 10, "current": 15}, "0.5"),
        ("no value is no data", "INCREASE", {"start": 0, "target": 4}, None),
        ("no start", "INCREASE", {"target": 4, "current": 1}, None),
        ("no target", "DECREASE", {"start": 4, "current": 1}, None),
        ("no way to go", "INCREASE", {"start": 4, "target": 4, "current": 4}, None),
        ("nothing at all", None, {}, None),
        ("tenths are tenths", None, {"start": "0.1", "target": "0.5", "current": "0.3"}, "0.5"),
    ],
)
def test_one_signed_formula_for_both_directions(case, metric, fields, expected):
    assert progress(metric, **fields) == number(expected), case


@pytest.mark.parametrize(
    ("case", "metric", "fields", "expected"),
    [
        ("on the lower bound", "MAINTAIN_ABOVE", {"lower": "99.5", "current": "99.50"}, "1"),
        ("just below it", "MAINTAIN_ABOVE", {"lower": "99.5", "current": "99.499"}, "0"),
        ("far above", "MAINTAIN_ABOVE", {"lower": "99.5", "upper": 99, "current": 500}, "1"),
        ("a target for a bound", "MAINTAIN_ABOVE", {"target": 3, "current": 3}, "1"),
        ("the bound before it", "MAINTAIN_ABOVE", {"lower": 2, "target": 3, "current": 2}, "1"),
        ("on the upper bound", "MAINTAIN_BELOW", {"upper": 5, "current": 5}, "1"),
        ("just above it", "MAINTAIN_BELOW", {"upper": 5, "current": "5.001"}, "0"),
        ("a target above", "MAINTAIN_BELOW", {"target": 3, "current": "3.1"}, "0"),
        ("on one end", "MAINTAIN_RANGE", {"lower": 1, "upper": 5, "current": 1}, "1"),
        ("on the other end", "MAINTAIN_RANGE", {"lower": 1, "upper": 5, "current": 5}, "1"),
        ("outside", "MAINTAIN_RANGE", {"lower": 1, "upper": 5, "current": 6}, "0"),
        ("open above", "MAINTAIN_RANGE", {"lower": 1, "current": 600}, "1"),
        ("open below", "MAINTAIN_RANGE", {"upper": 1, "current": -600}, "1"),
        ("no bounds", "MAINTAIN_RANGE", {"target": 5, "current": 5}, None),
        ("neither bound nor target", "MAINTAIN_BELOW", {"lower": 5, "current": 5}, None),
        ("no value", "MAINTAIN_ABOVE", {"lower": 5}, None),
        ("bounds out of order", "MAINTAIN_RANGE", {"lower": 5, "upper": 1, "current": 3}, "0"),
        ("0 is a bound", "MAINTAIN_BELOW", {"upper": 0, "target": 9, "current": 1}, "0"),
    ],
)
def test_bounds_are_inclusive_and_a_missing_one_is_open(case, metric, fields, expected):
    assert progress(metric, **fields) == number(expected), case


@pytest.mark.parametrize(
    ("case", "stages", "current", "expected"),
    [
        ("by weight, not by number", ["3 done:-9", "1"], None, "0.75"),
        ("done today", ["1 done:0", "1"], None, "0.5"),
        ("done tomorrow is not done", ["1 done:+1", "1"], None, "0"),
        ("due is not done", ["1 due:-5", "1"], None, "0"),
        ("a stage of no weight", ["0 done:-1", "1"], None, "0"),
        ("no weight at all: no NaN", ["0 done:-1", "0"], None, None),
        ("stages before a value", ["1 done:-1", "1"], "0.9", "0.5"),
        ("no stages: a share", [], "0.4", "0.4"),
        ("no stages: nothing done", [], "0", "0"),
        ("no stages: no share", [], "4", None),
        ("no stages, no value", [], None, None),
    ],
)
def test_stages_count_by_weight_once_they_are_done(case, stages, current, expected):
    assert progress("MILESTONE", stages=stages, current=current) == number(expected), case


@pytest.mark.parametrize(
    ("case", "metric", "fields", "expected"),
    [
        ("done", "BINARY", {"current": 1}, "1"),
        ("not done", "BINARY", {"current": 0}, "0"),
        ("nothing between", "BINARY", {"current": "0.9"}, "0"),
        ("its own target", "BINARY", {"target": 5, "current": 4}, "0"),
        ("at its own target", "BINARY", {"target": 5, "current": 5}, "1"),
        ("a target of 0 asks for 1", "BINARY", {"target": 0, "current": 0}, "0"),
        ("no value is not 0", "BINARY", {"target": 1}, None),
        ("a baseline of 0 is a value", "BASELINE", {"current": 0}, "1"),
        ("no baseline yet", "BASELINE", {"target": 3}, None),
    ],
)
def test_done_or_not_and_established_or_not(case, metric, fields, expected):
    assert progress(metric, **fields) == number(expected), case


@pytest.mark.parametrize("metric", [None, *MetricType])
def test_no_data_is_null_and_never_0(metric):
    assert progress(metric, start=0, target=9, lower=1, upper=5) is None


@pytest.mark.parametrize("metric", [None, *MetricType])
def test_the_word_as_the_database_has_it_means_the_same(metric):
    one = measure(metric, start=0, target=8, current=2, lower=1, upper=5)
    plain = replace(one, metric_type=None if metric is None else metric.value)
    assert raw_progress(plain, TODAY) == raw_progress(one, TODAY)
    assert keeps(metric) is ((metric or "") in KEEPING)


@pytest.mark.parametrize(
    ("raw", "expected"), [("-3", "0"), ("0", "0"), ("0.4", "0.4"), ("1", "1"), ("15", "1")]
)
def test_clamped_lies_within_0_and_1(raw, expected):
    assert clamped(number(raw)) == number(expected)
    assert clamped(None) is None


def test_compliance_is_the_share_of_check_ins_in_bounds():
    kept = measure("MAINTAIN_BELOW", upper=5)
    assert compliance(kept, [number(value) for value in (5, 4, 6)]) == number("0.666666666667")
    assert compliance(kept, []) is None
    assert compliance(measure("INCREASE", upper=5), [number(1)]) is None


@pytest.mark.parametrize(
    ("value", "stored", "shown"),
    [
        ("0.0000000000005", "0.000000000001", "0"),
        ("0.00000000000049", "0", "0"),
        ("0.1234565", "0.1234565", "0.123457"),
        ("-0.1234565", "-0.1234565", "-0.123457"),
        ("-0.0000001", "-0.0000001", "0"),
        ("1.000000", "1", "1"),
        (f"{'9' * 30}.{'9' * 30}", f"1{'0' * 30}", f"1{'0' * 30}"),
    ],
)
def test_ratios_are_rounded_half_up(value, stored, shown):
    assert stored_ratio(number(value)) == number(stored)
    assert shown_ratio(number(value)) == shown


def test_the_largest_numbers_that_can_be_stored_have_a_progress():
    tiny, huge = Decimal("1E-30"), Decimal(10) ** 30 - 1
    assert progress(start=0, target=tiny, current=-huge) < -(Decimal(10) ** 59)
    assert progress(start=-huge, target=huge, current=0) == number("0.5")


def test_a_context_that_somebody_set_changes_nothing():
    with localcontext() as context:
        context.prec = 3
        assert progress(start=0, target=3, current=1) == number("0.333333333333")


@given(ends=ways, current=numbers)
def test_a_decrease_is_an_increase_in_the_mirror(ends, current):
    start, target = ends
    up = progress("INCREASE", start=start, target=target, current=current)
    assert up == progress("DECREASE", start=-start, target=-target, current=-current)


@given(
    ends=ways,
    current=numbers,
    factor=st.sampled_from(["0.001", "0.5", "60", "1024"]),
    offset=numbers,
)
def test_progress_does_not_depend_on_the_unit(ends, current, factor, offset):
    start, target, now = (value * Decimal(factor) + offset for value in (*ends, current))
    assert progress(start=start, target=target, current=now) == progress(
        start=ends[0], target=ends[1], current=current
    )


@given(ends=ways, share=ratios)
def test_a_value_at_a_share_of_the_way_has_that_progress(ends, share):
    start, target = ends
    assert progress(start=start, target=target, current=start + share * (target - start)) == share


@given(
    weights=st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=8),
    done=st.integers(0, 8),
    later=st.integers(0, 400),
)
def test_stages_come_to_something_from_0_to_1_and_never_less_later(weights, done, later):
    stages = [f"{weight} done:-1" for weight in weights[:done]]
    stages += [f"{weight} done:+{place}" for place, weight in enumerate(weights[done:], 1)]
    one = measure("MILESTONE", stages=stages)
    now, then = (raw_progress(one, TODAY + timedelta(days)) for days in (0, later))
    assert (now is None) is (not any(weights))
    assert now is None or 0 <= now <= then <= 1
