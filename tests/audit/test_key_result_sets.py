"""OBJ009 and KR006 to KR009: key results as a set."""

from decimal import Decimal

import pytest

from service.objectives.rules import Indicator, UnitKind
from service.progress.rules import MetricType
from tests.audit.organization import INFO, WARNING, Cases, fired, key_result, objective


def weighing(*weights):
    return [
        objective("a"),
        *(
            key_result(f"k{place}", "a", weight=Decimal(weight))
            for place, weight in enumerate(weights)
        ),
    ]


def unbalanced(count, share):
    return [("a", (), INFO, {"key_results": count, "largest_share": share, "limit": 0.7})]


WEIGHTS: Cases = {
    "one has most": (weighing(8, 1, 1), unbalanced(3, 0.8)),
    "one has all": (weighing(1, 0), unbalanced(2, 1.0)),
    "none has any": (weighing(0, 0), unbalanced(2, 0.0)),
    "one has just the limit": (weighing(7, 3), []),
    "all have the same": (weighing(1, 1), []),
    "there is only one": (weighing(1), []),
}


@pytest.mark.parametrize(("things", "expected"), WEIGHTS.values(), ids=WEIGHTS)
def test_weight_is_spread(things, expected):
    assert fired("OBJ009", things) == expected


def indicating(*indicators):
    return [
        objective("a"),
        *(
            key_result(f"k{place}", "a", indicator=indicator)
            for place, indicator in enumerate(indicators)
        ),
    ]


LAGGING, LEADING, UNSPECIFIED = Indicator.LAGGING, Indicator.LEADING, Indicator.UNSPECIFIED


@pytest.mark.parametrize(
    ("indicators", "rules"),
    [
        ((LAGGING, LAGGING), ["KR006"]),
        ((LEADING, LEADING, LEADING), ["KR007"]),
        ((LAGGING, LEADING), []),
        ((LAGGING, None), []),
        ((LEADING, UNSPECIFIED), []),
        ((LAGGING,), []),
    ],
)
def test_numbers_of_both_kinds_tell_the_story(indicators, rules):
    things = indicating(*indicators)

    found = {rule: fired(rule, things) for rule in ("KR006", "KR007")}

    count = len(indicators)
    expected = {"key_results": count, "indicator": indicators[0]}
    assert found == {rule: [("a", (), INFO, expected)] if rule in rules else [] for rule in found}


def test_a_list_of_things_to_do_is_told():
    things = [objective("a"), key_result("k1", "a"), key_result("k2", "a")]

    assert fired("KR008", things) == [("a", (), WARNING, {"key_results": 2, "binary": 2})]


@pytest.mark.parametrize(
    "things",
    [
        [objective("a"), key_result("k1", "a")],
        [objective("a"), key_result("k1", "a"), key_result("k2", "a", metric_type=None)],
        [objective("a"), key_result("k1", "a"), key_result("k2", "a", archived=True)],
    ],
)
def test_one_thing_to_do_is_no_list(things):
    assert fired("KR008", things) == []


GROWTH = [("a", (), INFO, {"growing": 1, "guardrails": 0})]


@pytest.mark.parametrize(
    ("unit", "beside", "expected"),
    [
        (None, None, GROWTH),
        (UnitKind.CURRENCY, MetricType.DECREASE, GROWTH),
        (UnitKind.NUMBER, MetricType.MAINTAIN_ABOVE, []),
        (UnitKind.NUMBER, MetricType.MAINTAIN_BELOW, []),
        (UnitKind.NUMBER, MetricType.MAINTAIN_RANGE, []),
        (UnitKind.PERCENT, None, []),
        (UnitKind.DURATION, None, []),
    ],
)
def test_growth_has_a_guardrail(unit, beside, expected):
    things = [
        objective("a"),
        key_result("k1", "a", metric_type=MetricType.INCREASE, unit_kind=unit),
        key_result("k2", "a", metric_type=beside),
    ]

    assert fired("KR009", things) == expected
