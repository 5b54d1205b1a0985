"""An organization in which every rule of the audit finds something, and little else."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from service.alignment.records import NodeRecord
from service.cycles.rules import CycleState
from service.objectives.rules import Indicator, Level, Lifecycle
from service.progress.rules import Commitment, MetricType, ReportedStatus
from tests.audit.organization import (
    TODAY,
    Record,
    check_in,
    company_objective,
    cycle,
    initiative,
    key_result,
    kpi,
    link,
    needs,
    objective,
    person,
    pillar,
    proposal,
    quarter,
    reading,
    team,
    weekly,
)

LONG_AGO = date(2024, 1, 15)


def _structure() -> list[Record]:
    return [
        pillar("growth"),
        pillar("trust"),
        quarter(),
        cycle("q1", "2024-01-01", "2024-03-31"),
        team("all"),
        team("web", "all"),
        team("lab", "all"),
        person("ann"),
        person("gone", active=False),
        company_objective("top", cycle="q2", owner="ann"),
        key_result("top-1", "top"),
        key_result("top-2", "top", metric_type=MetricType.INCREASE, target=Decimal(9)),
        company_objective("wish", owner="ann", cycle="q2"),
        objective("division", level=Level.DEPARTMENT, owner="ann", cycle="q2"),
        link("top", "growth"),
        link("division", "top"),
        link("top-1", "growth"),
    ]


def _links() -> list[Record]:
    steps = [f"step-{number}" for number in range(1, 8)]
    above = ["division", *steps]
    return [
        *(objective(key, team="web") for key in steps),
        *(link(child, parent) for child, parent in zip(steps, above, strict=False)),
        objective("skipper", owner="ann"),
        link("skipper", "top"),
        *(objective(key, team="lab") for key in ("round-1", "round-2", "island")),
        link("round-1", "round-2"),
        link("round-2", "round-1"),
        link("island", "round-1"),
        objective("orphan", team="web", lifecycle=Lifecycle.DRAFT, cycle="q2"),
        objective("dead", archived=True),
        link("skipper", "dead", is_primary=False, allocation=Decimal(1)),
        link("skipper", "division", is_primary=False, allocation=Decimal("0.8")),
        link("skipper", "step-1", is_primary=False),
        link("skipper", "growth", is_primary=False),
        proposal("orphan", "top", proposed_on=LONG_AGO),
        objective("low", level=Level.INDIVIDUAL, owner="ann"),
        link("division", "low", is_primary=False),
        link("low", "top"),
    ]


def _details() -> list[Record]:
    return [
        objective("nobodys", owner="gone", cycle="q1"),
        link("nobodys", "top"),
        key_result("untold", "nobodys", metric_type=None, ends_on=date(2024, 4, 2)),
        key_result("undone", "island", metric_type=None),
        objective("outside", cycle="q2", ends_on=date(2024, 7, 9), team="web"),
        key_result("backward", "outside", metric_type=MetricType.DECREASE, start=Decimal(1)),
        key_result(
            "impossible",
            "outside",
            metric_type=MetricType.INCREASE,
            start=Decimal(5),
            target=Decimal(3),
        ),
        link("outside", "top"),
        *(objective(f"many-{number}", cycle="q2", owner="ann") for number in range(4)),
        *(link(f"many-{number}", "wish") for number in range(4)),
        initiative("pastime"),
        needs("step-1", "step-2", requested_on=LONG_AGO),
        needs("step-2", "step-1", needed_by=LONG_AGO),
        needs("step-3", "outside", needed_by=date(2024, 7, 1)),
    ]


def _measured(key: str, home: str, start: int, target: int, **fields: Any) -> NodeRecord:
    numbers = {"start": Decimal(start), "target": Decimal(target)}
    fields = {"metric_type": MetricType.INCREASE, **numbers, **fields}
    return key_result(key, home, **fields)


def _sets() -> list[Record]:
    lagging, leading = {"indicator": Indicator.LAGGING}, {"indicator": Indicator.LEADING}
    return [
        objective("late", cycle="q2", team="web", title="Know the past by heart"),
        objective("early", cycle="q2", team="web", title="Guess the future every morning"),
        *(link(key, "wish") for key in ("late", "early")),
        _measured("late-1", "late", 1000, 1001, weight=Decimal(9), **lagging),
        _measured("late-2", "late", 4, 9, **lagging),
        _measured("early-1", "early", 1, 2, **leading),
        _measured("early-2", "early", 1, 2, **leading),
        person("bob"),
        *(key_result(f"load-{number}", "early", owner="bob", **leading) for number in range(7)),
    ]


def _titles() -> list[Record]:
    return [
        objective("report", cycle="q2", team="web", title="Publish the annual report on time"),
        objective("again", cycle="q2", team="all", title="Publish the annual report in time"),
        objective("copy", cycle="q2", team="web", title="Title of wish"),
        objective("better", cycle="q2", team="web", title="Improve our overall quality"),
        objective("double", cycle="q2", team="web", title="Reach €5M with bakeries alone"),
        *(link(key, "top") for key in ("report", "better", "double")),
        *(link(key, "wish") for key in ("again", "copy")),
        key_result("mail", "better", title="Email everyone", metric_type=MetricType.BINARY),
        key_result("nicer", "better", title="Better looks", metric_type=MetricType.BINARY),
        key_result("both", "double", title="Churn below 2% and deals above €60k"),
    ]


def _numbers() -> list[Record]:
    keys = ("stale", "green", "unsure", "slow", "back", "nearly", "none")
    on_track = ReportedStatus.ON_TRACK
    return [
        team("hub", "all"),
        objective("told", cycle="q2", team="hub", title="Tell everyone how it goes"),
        link("told", "wish"),
        *(_measured(key, "told", 0, 100) for key in keys),
        check_in("stale", TODAY - timedelta(days=20), "50"),
        check_in("green", TODAY, "1", status=on_track),
        check_in("unsure", TODAY, "50", confidence=2),
        *weekly("slow", "10", "11", "12"),
        check_in("back", TODAY, "-9"),
        *weekly("nearly", "90", "91", "92"),
        *(kpi("red", upper=Decimal(5)), reading("red", TODAY, "9"), kpi("torn")),
        key_result("up", "told", metric_type=MetricType.INCREASE, kpi="torn"),
        key_result("down", "report", metric_type=MetricType.DECREASE, kpi="torn"),
        *_scored("web", "1"),
        *_scored("hub", "0.1"),
    ]


def _graded() -> list[Record]:
    promised = {"commitment": Commitment.COMMITTED, "score": Decimal("0.8")}
    return [
        cycle("q0", "2023-10-01", "2023-12-31", state=CycleState.CLOSED),
        objective("ungraded", cycle="q0", team="web", lifecycle=Lifecycle.CLOSED),
        objective("promised", cycle="q1", team="web", **promised),
        _measured("kind", "promised", 0, 100, score=Decimal(1), current=Decimal(50)),
        objective("again-1", cycle="q0", team="web", carried_from="ungraded"),
        objective("again-2", cycle="q1", team="web", carried_from="again-1"),
        *(link(key, "top") for key in ("ungraded", "promised", "again-1", "again-2")),
    ]


def _scored(team_key: str, score: str) -> list[Record]:
    aspiration = {"commitment": Commitment.ASPIRATIONAL, "score": Decimal(score)}
    keys = [f"{team_key}-{number}" for number in range(3)]
    goals = [objective(key, cycle="q1", team=team_key, **aspiration) for key in keys]
    return [*goals, *(link(key, "top") for key in keys)]


FLAWED: list[Record] = [
    *_structure(),
    *_links(),
    *_details(),
    *_sets(),
    *_titles(),
    *_numbers(),
    *_graded(),
    company_objective("lonely", cycle="q2", owner="ann"),
]
