from datetime import date
from decimal import Decimal

import pytest

from service.narrative.facts import Owner
from service.narrative.numbers import Measure
from service.objectives.rules import UnitKind
from service.progress.rules import MetricType
from service.reporting.text_charts import sparkline, text_bar
from service.reporting.wording import (
    NOT_MEASURED,
    ago,
    counted,
    day,
    measured,
    owned_by,
    percent,
    points,
    span,
    tenths,
)

D = Decimal


@pytest.mark.parametrize(
    ("ratio", "told"),
    [
        (None, NOT_MEASURED),
        (D(0), "0%"),
        (D("0.001"), "1%"),
        (D("0.004"), "1%"),
        (D("0.425"), "43%"),
        (D("0.994"), "99%"),
        (D("0.999"), "99%"),
        (D(1), "100%"),
        (D("1.5"), "150%"),
        (D("-0.5"), "-50%"),
        (0.66, "66%"),
    ],
)
def test_only_nothing_is_0_and_only_all_is_100(ratio, told: str):
    assert percent(ratio) == told


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        (D("0.01"), "1 point"),
        (D("-0.124"), "12 points"),
        (D("0.001"), "less than a point"),
        (D(0), "0 points"),
        (D("-0.125"), "13 points"),
    ],
)
def test_differences_are_told_in_points(difference: Decimal, told: str):
    assert points(difference) == told


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), "1 Oct to 31 Dec 2026"),
        (date(2026, 12, 1), date(2027, 2, 28), "1 Dec 2026 to 28 Feb 2027"),
        (date(2026, 10, 1), None, "from 1 Oct 2026"),
        (None, date(2026, 12, 31), "until 31 Dec 2026"),
        (None, None, ""),
    ],
)
def test_spans_say_what_is_known(first: date | None, last: date | None, told: str):
    assert span(first, last) == told


def measure(kind: MetricType | None = MetricType.INCREASE, **values: object) -> Measure:
    numbers = {
        name: D(str(value)) if name in {"start", "target", "current", "lower", "upper"} else value
        for name, value in values.items()
    }
    return Measure(kind, **numbers)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (measure(start=48, current=66, target=75, unit="%"), "48 → 66 → 75%"),
        (measure(start=9, target=2, unit="days"), "9 → ? → 2 days"),
        (measure(current=3, target=5), "? → 3 → 5"),
        (
            measure(start=18400000, current=22430000, target=24000000, unit="EUR"),
            "18,400,000 → 22,430,000 → 24,000,000 EUR",
        ),
        (
            measure(start=1, current=2, target=3, unit="€", unit_kind=UnitKind.CURRENCY),
            "€1 → €2 → €3",
        ),
        (measure(current=7, unit="sites"), "now 7 sites"),
        (measure(), ""),
        (measure(None), ""),
        (measure(MetricType.BINARY, current=1), ""),
        (measure(MetricType.BASELINE, current=12, unit="h"), "now 12 h"),
        (measure(MetricType.MILESTONE, stages=4, stages_done=3), "3 of 4 milestones done"),
        (measure(MetricType.MILESTONE), ""),
        (
            measure(MetricType.MAINTAIN_BELOW, current=0, target=0),
            "now 0, to be kept at or below 0",
        ),
        (
            measure(MetricType.MAINTAIN_RANGE, lower=3, upper=5),
            "to be kept between 3 and 5",
        ),
        (measure(MetricType.MAINTAIN_ABOVE, current=3), "now 3"),
    ],
)
def test_a_measure_is_told_in_its_own_unit(given: Measure, told: str):
    assert measured(given) == told


@pytest.mark.parametrize(
    ("owner", "told"),
    [
        (Owner("Ada"), "Ada"),
        (Owner("Ada", active=False), "Ada (left)"),
        (Owner(role="Head of Sales"), "Head of Sales"),
        (Owner(), ""),
    ],
)
def test_an_owner_is_a_person_or_a_role(owner: Owner, told: str):
    assert owned_by(owner) == told


def test_small_words():
    assert [ago(days) for days in (-1, 0, 1, 20)] == ["today", "today", "1 day ago", "20 days ago"]
    assert counted(1, "key result") == "1 key result"
    assert counted(1_200, "key result") == "1,200 key results"
    assert day(date(2026, 3, 4)) == "4 Mar"
    assert [tenths(value) for value in (D("0.25"), D("0.04"), 6.249)] == ["0.3", "0.0", "6.2"]


@pytest.mark.parametrize(
    ("share", "bar"),
    [
        (None, "····"),
        (0, "░░░░"),
        (0.5, "██░░"),
        (1, "████"),
        (1.7, "████"),
        (-0.3, "░░░░"),
    ],
)
def test_a_bar_of_text_stays_within_its_frame(share: float | None, bar: str):
    assert text_bar(share, 4) == bar


def test_a_line_of_text_stays_within_its_frame():
    assert sparkline([-5, 0, 5, 10, 99], 0, 10) == "▁▁▅██"
    assert sparkline([None, 3, None], 0, 10) == " ▃ "
    assert sparkline([], 0, 10) == ""
