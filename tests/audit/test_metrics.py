"""The organization's numbers, each with its parts, and the score made of them."""

from decimal import Decimal

import pytest

from service.audit.metrics import Metric, points_to_gain
from service.cycles.rules import CycleState
from service.objectives.rules import Lifecycle
from service.progress.rules import MetricType
from service.strategy.rules import StrategyKind
from tests.audit.organization import (
    TODAY,
    check_in,
    company_objective,
    cycle,
    days_ago,
    key_result,
    link,
    objective,
    person,
    pillar,
    proposal,
    report_on,
    team,
)

TREE = [pillar("p"), company_objective("top"), objective("a"), link("top", "p"), link("a", "top")]
MISSION = StrategyKind.MISSION
CASES = {
    "all objectives aligned": ("alignment_rate", TREE, (2, 2)),
    "an orphan": ("alignment_rate", [*TREE, objective("b")], (2, 3)),
    "an unanchored one": ("alignment_rate", [*TREE, company_objective("b")], (2, 3)),
    "an exempt one": ("alignment_rate", [*TREE, objective("b", standalone=True)], (2, 2)),
    "a cancelled one": ("alignment_rate", [*TREE, objective("b", cancelled=True)], (2, 2)),
    "no objectives": ("alignment_rate", [], (0, 0)),
    "a key result up to strategy": (
        "line_of_sight_rate",
        [*TREE, key_result("k", "a")],
        (1, 1),
    ),
    "a key result up to the company, beside strategy": (
        "line_of_sight_rate",
        [*TREE, company_objective("b"), key_result("k", "b")],
        (0, 1),
    ),
    "a key result up to the company, without strategy": (
        "line_of_sight_rate",
        [company_objective("b"), key_result("k", "b")],
        (1, 1),
    ),
    "a key result of an exempt objective": (
        "line_of_sight_rate",
        [objective("b", standalone=True), key_result("k", "b")],
        (0, 0),
    ),
    "one of two pillars covered, and a mission": (
        "strategy_coverage",
        [*TREE, key_result("k", "a"), pillar("q"), pillar("m", strategy_kind=MISSION)],
        (1, 2),
    ),
    "a mission alone, covered": (
        "strategy_coverage",
        [
            pillar("m", strategy_kind=MISSION),
            company_objective("a"),
            key_result("k", "a"),
            link("a", "m"),
        ],
        (1, 1),
    ),
    "a pillar above a draft": (
        "strategy_coverage",
        [
            pillar("p"),
            company_objective("a", lifecycle=Lifecycle.DRAFT),
            key_result("k", "a"),
            link("a", "p"),
        ],
        (0, 1),
    ),
    "no strategy": ("strategy_coverage", [company_objective("a")], (0, 0)),
    "one of two company objectives with a child": (
        "company_support",
        [*TREE, company_objective("b")],
        (1, 2),
    ),
    "a child that is only proposed": (
        "company_support",
        [company_objective("top"), objective("a"), proposal("a", "top")],
        (0, 1),
    ),
    "no company objectives": ("company_support", [objective("a")], (0, 0)),
    "an owner, a role, one who left, a team, nobody": (
        "ownership",
        [
            *(person("ann"), person("gone", active=False), team("web")),
            objective("a", owner="ann"),
            objective("b", owner_role=True),
            objective("c", owner="gone"),
            objective("d", team="web"),
            objective("e"),
        ],
        (2, 5),
    ),
    "a target, a stage, a title": (
        "measurable",
        [
            objective("a"),
            key_result("k1", "a", metric_type=None, target=Decimal(1)),
            key_result("k2", "a", metric_type=MetricType.MILESTONE),
            key_result("k3", "a", metric_type=None),
        ],
        (2, 3),
    ),
    "no key results": ("measurable", [objective("a")], (0, 0)),
    "links between teams, within one, and of no team": (
        "cross_team_edges",
        [
            *(team("web"), team("api")),
            objective("a", team="web"),
            key_result("k", "a"),
            objective("b", team="web"),
            objective("c", team="api"),
            objective("d"),
            link("b", "a"),
            link("c", "k"),
            link("d", "a", is_primary=False),
        ],
        (1, 2),
    ),
    "goals at 1, 2 and 3 steps, and one without a way": (
        "mean_distance",
        [*TREE, key_result("k", "a"), objective("b")],
        (6, 3),
    ),
    "nothing is stale where nobody ever checked in": ("stale_rate", TREE, (0, 0)),
    "a check-in is stale on the day after cadence and grace": (
        "stale_rate",
        [
            objective("a"),
            objective("draft", lifecycle=Lifecycle.DRAFT),
            *(key_result(key, "a") for key in ("today", "on the last day", "a day late", "never")),
            key_result("of a draft", "draft"),
            check_in("today", TODAY),
            check_in("on the last day", days_ago(10)),
            check_in("a day late", days_ago(11)),
            check_in("of a draft", days_ago(99)),
        ],
        (1, 3),
    ),
    "what is planned, over, past due or reached is not to be checked in": (
        "stale_rate",
        [
            cycle("soon", None, None, state=CycleState.PLANNING),
            cycle("over", None, None, state=CycleState.CLOSED),
            *(objective(key, cycle=key) for key in ("soon", "over")),
            objective("late", ends_on=days_ago(1)),
            objective("a"),
            *(key_result(f"k-{key}", key) for key in ("soon", "over", "late", "a")),
            *(check_in(f"k-{key}", days_ago(30)) for key in ("soon", "over", "late")),
            check_in("k-a", days_ago(30), "1"),
        ],
        (0, 0),
    ),
}


@pytest.mark.parametrize(("name", "things", "parts"), CASES.values(), ids=CASES)
def test_a_metric_counts(name, things, parts):
    assert getattr(report_on(things).metrics, name) == Metric(*parts)


@pytest.mark.parametrize(
    ("parts", "value"),
    [((0, 0), None), ((0, 3), 0.0), ((2, 3), 0.666667), ((1, 3), 0.333333), ((6, 3), 2.0)],
)
def test_a_value_is_rounded_to_six_places_and_unknown_without_anything_to_count(parts, value):
    assert Metric(*parts).value == value


def test_a_value_is_rounded_half_up():
    assert Metric(25, 10_000_000).value == 0.000003


def test_the_score_weighs_all_six_metrics():
    things = [*TREE, key_result("k", "a"), objective("b"), pillar("q")]

    # alignment 2/3, line of sight 1, coverage 1/2, support 1, ownership 0, measurable 1
    assert report_on(things).score == 72.5


def test_a_metric_without_anything_to_count_has_no_weight():
    # alignment 1, support 0, ownership 0
    assert report_on([company_objective("top")]).score == 60.0


def test_points_to_gain_lead_to_a_full_score():
    report = report_on([*TREE, key_result("k", "a"), objective("b"), pillar("q")])

    gains = [(name, round(points, 6)) for name, points in points_to_gain(report.metrics)]

    assert gains == [("alignment_rate", 10.0), ("ownership", 10.0), ("strategy_coverage", 7.5)]
