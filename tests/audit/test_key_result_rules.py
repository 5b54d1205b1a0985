"""KR001, KR002, KR005, KR011 and INI001: measurable, owned, and worked on."""

from decimal import Decimal

import pytest

from service.progress.rules import MetricType
from tests.audit.organization import (
    ERROR,
    WARNING,
    Cases,
    fired,
    initiative,
    key_result,
    objective,
    person,
    team,
)


def measured(metric_type=None, **numbers):
    values = {name: Decimal(value) for name, value in numbers.items()}
    return [objective("a"), key_result("k", "a", metric_type=metric_type, **values)]


def unmeasured(severity, metric_type=None):
    return ("k", (), severity, {"metric_type": metric_type, "target": None})


NUMBERS: Cases = {
    "a title alone": (measured(), [unmeasured(WARNING)]),
    "an increase to nowhere": (
        measured(MetricType.INCREASE, start=3),
        [unmeasured(ERROR, "INCREASE")],
    ),
    "something to keep above nothing": (
        measured(MetricType.MAINTAIN_ABOVE, upper=9),
        [unmeasured(ERROR, "MAINTAIN_ABOVE")],
    ),
    "something to keep below nothing": (
        measured(MetricType.MAINTAIN_BELOW, lower=9),
        [unmeasured(ERROR, "MAINTAIN_BELOW")],
    ),
    "half a range": (
        measured(MetricType.MAINTAIN_RANGE, lower=9),
        [unmeasured(ERROR, "MAINTAIN_RANGE")],
    ),
    "a target without a metric type": (measured(target=5), []),
    "a target of zero": (measured(MetricType.DECREASE, target=0), []),
    "a bound to keep above": (measured(MetricType.MAINTAIN_ABOVE, lower=9), []),
    "a bound to keep below": (measured(MetricType.MAINTAIN_BELOW, upper=9), []),
    "a range": (measured(MetricType.MAINTAIN_RANGE, lower=1, upper=9), []),
    "yes or no": (measured(MetricType.BINARY), []),
    "milestones": (measured(MetricType.MILESTONE), []),
    "a number to find": (measured(MetricType.BASELINE), []),
    "archived": ([objective("a"), key_result("k", "a", metric_type=None, archived=True)], []),
}


@pytest.mark.parametrize(("things", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_a_key_result_has_a_number_or_needs_none(things, expected):
    assert fired("KR001", things) == expected


def started(metric_type):
    return ("k", (), WARNING, {"metric_type": metric_type, "start": None, "target": 5.0})


STARTS: Cases = {
    "an increase": (measured(MetricType.INCREASE, target=5), [started("INCREASE")]),
    "a decrease": (measured(MetricType.DECREASE, target=5), [started("DECREASE")]),
    "an increase from zero": (measured(MetricType.INCREASE, start=0, target=5), []),
    "an increase without a target": (measured(MetricType.INCREASE), []),
    "something to keep": (measured(MetricType.MAINTAIN_ABOVE, target=5), []),
    "no metric type": (measured(target=5), []),
}


@pytest.mark.parametrize(("things", "expected"), STARTS.values(), ids=STARTS)
def test_a_way_begins_somewhere(things, expected):
    assert fired("KR002", things) == expected


def impossible(metric_type, **numbers):
    return ("k", (), ERROR, {"metric_type": metric_type, **numbers})


METRICS: Cases = {
    "an increase that falls": (
        measured(MetricType.INCREASE, start=5, target=3),
        [impossible("INCREASE", start=5.0, target=3.0)],
    ),
    "an increase by nothing": (
        measured(MetricType.INCREASE, start=5, target=5),
        [impossible("INCREASE", start=5.0, target=5.0)],
    ),
    "a decrease that rises": (
        measured(MetricType.DECREASE, start=3, target=5),
        [impossible("DECREASE", start=3.0, target=5.0)],
    ),
    "bounds out of order": (
        measured(MetricType.MAINTAIN_RANGE, lower=9, upper=1),
        [impossible("MAINTAIN_RANGE", lower=9.0, upper=1.0)],
    ),
    "an increase": (measured(MetricType.INCREASE, start=-5, target=-3), []),
    "a decrease": (measured(MetricType.DECREASE, start=5, target=3), []),
    "an increase from an unknown start": (measured(MetricType.INCREASE, target=3), []),
    "a range of one value": (measured(MetricType.MAINTAIN_RANGE, lower=1, upper=1), []),
    "no metric type": (measured(start=5, target=5), []),
}


@pytest.mark.parametrize(("things", "expected"), METRICS.values(), ids=METRICS)
def test_some_value_counts_as_progress(things, expected):
    assert fired("KR005", things) == expected


ALONE = [("k", ("a",), WARNING, {"owners": 0, "objective_owners": 0})]
OWNERS: Cases = {
    "nobody": ([objective("a"), key_result("k", "a")], ALONE),
    "only the objective's team": (
        [objective("a", team="web"), key_result("k", "a"), team("web")],
        ALONE,
    ),
    "somebody who left": (
        [objective("a"), key_result("k", "a", owner="ann"), person("ann", active=False)],
        ALONE,
    ),
    "its own owner": (
        [objective("a"), key_result("k", "a", owner="ann"), person("ann")],
        [],
    ),
    "its objective's owner": (
        [objective("a", owner="ann"), key_result("k", "a"), person("ann")],
        [],
    ),
    "its own role": ([objective("a"), key_result("k", "a", owner_role=True)], []),
    "its objective's role": ([objective("a", owner_role=True), key_result("k", "a")], []),
}


@pytest.mark.parametrize(("things", "expected"), OWNERS.values(), ids=OWNERS)
def test_somebody_answers_for_a_key_result(things, expected):
    assert fired("KR011", things) == expected


def unlinked(served_before=0):
    return ("i", (), WARNING, {"serves": 0, "served_before": served_before})


INITIATIVES: Cases = {
    "serves nothing": ([initiative("i")], [unlinked()]),
    "serves what is archived": (
        [initiative("i", "a"), objective("a", archived=True)],
        [unlinked(1)],
    ),
    "serves an objective": ([initiative("i", "a"), objective("a")], []),
    "serves one goal that lives and one that does not": (
        [initiative("i", "a", "b"), objective("a", archived=True), objective("b")],
        [],
    ),
    "dropped": ([initiative("i", cancelled=True)], []),
}


@pytest.mark.parametrize(("things", "expected"), INITIATIVES.values(), ids=INITIATIVES)
def test_an_initiative_serves_a_live_goal(things, expected):
    assert fired("INI001", things) == expected
