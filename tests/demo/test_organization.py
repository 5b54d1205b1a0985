from collections import Counter
from datetime import UTC, datetime, time

import pytest

from service.alignment.rules import AlignmentKind, AlignmentState
from service.alignment.snapshot import snapshot_from_records
from service.audit.report import audit
from service.cycles.rules import CycleState
from service.initiatives.rules import InitiativeStatus
from service.interchange.checks import loops, self_links, unresolved
from service.interchange.records import records_from_document
from service.objectives.rules import Level, Lifecycle
from service.progress.rules import MetricType
from service.strategy.rules import StrategyKind
from service.teams.rules import TeamKind

# ALN001 cannot come in, ALN018 would need a company without strategy, SCR002 one without heart.
SHOWN_RULES = {
    *(f"ALN{number:03}" for number in range(2, 18)),
    *(f"CYC{number:03}" for number in range(1, 7)),
    *(f"OBJ{number:03}" for number in (*range(1, 5), 7, 8)),
    *(f"KR{number:03}" for number in (*range(1, 6), 9, *range(11, 15))),
    *("INI001", "DEP001", "DEP002", "DEP003", "DUP002", "DUP003"),
    *(f"CHK{number:03}" for number in range(1, 8)),
    *("SCR001", "SCR003", "SCR005", "KPI001"),
}
# What its titles are blamed for is planted, every word of it.
BLAMED_TITLES = {
    ("ALN014", "sensors-lasting"),
    ("KR003", "marketing-demand-3"),
    ("KR003", "support-knowledge-3"),
    ("KR004", "insights-dashboards-1"),
    ("KR004", "insights-dashboards-2"),
    ("KR013", "sales-cycle-3"),
    ("OBJ007", "insights-dashboards"),
    ("OBJ008", "insights-dashboards"),
}


@pytest.fixture
def document(read_on, today):
    return read_on(today).document


@pytest.fixture
def report(document, today):
    snapshot = snapshot_from_records(records_from_document(document, today))
    return audit(snapshot, today, generated_at=datetime.combine(today, time(), UTC))


def test_the_document_is_read_without_an_error_or_a_warning(read_on, today):
    assert read_on(today).problems == ()


def test_every_reference_names_a_row_and_none_runs_in_a_circle(document):
    assert unresolved(document) == []
    assert loops(document) == []
    assert self_links(document) == []


def test_every_id_stands_once(document):
    counts = Counter(row.id for row in document.named())
    assert [name for name, count in counts.items() if count > 1] == []


def test_it_is_a_company_of_the_promised_size(document):
    sizes = {
        name: len(document.rows(name))
        for name in ("teams", "people", "cycles", "objectives", "key_results", "kpis")
    }
    assert sizes == {
        "teams": 26,
        "people": 40,
        "cycles": 8,
        "objectives": 67,
        "key_results": 170,
        "kpis": 10,
    }
    assert len(document.initiatives) == 26
    assert len(document.dependencies) == 12


def test_every_level_kind_and_metric_type_is_shown(document):
    assert {row.level for row in document.objectives} == set(Level)
    assert {row.lifecycle or Lifecycle.ACTIVE for row in document.objectives} == set(Lifecycle)
    assert {row.kind for row in document.teams} == set(TeamKind) - {TeamKind.DIVISION}
    assert {row.metric_type for row in document.key_results} == {*MetricType, None}
    assert {row.status for row in document.initiatives} == set(InitiativeStatus)
    assert {row.kind for row in document.alignments} == {*AlignmentKind, None} - {
        AlignmentKind.CONTRIBUTES
    }


def test_strategy_is_a_mission_a_vision_and_four_pillars(document):
    assert Counter(row.element_kind for row in document.strategy) == {
        StrategyKind.MISSION: 1,
        StrategyKind.VISION: 1,
        StrategyKind.PILLAR: 4,
    }


def test_three_proposals_wait_and_one_was_declined(document):
    states = Counter(row.state for row in document.alignments if row.state is not None)
    assert states == {AlignmentState.PROPOSED: 3, AlignmentState.DECLINED: 1}


def test_today_is_in_the_active_quarter_the_last_of_the_annual_plan(document, today):
    cycle_by_id = {row.id: row for row in document.cycles}
    year, quarter = cycle_by_id["year"], cycle_by_id["quarter-4"]
    assert quarter.starts_on <= today <= quarter.ends_on == year.ends_on
    assert quarter.name == f"Q{(today.month + 2) // 3} {today.year}"
    assert year.name == f"FY{year.ends_on.year}"
    assert [row.id for row in document.cycles if row.parent == "year"] == [
        f"quarter-{number}" for number in range(1, 5)
    ]
    assert cycle_by_id["next-quarter"].starts_on > today
    assert cycle_by_id["next-quarter"].state is CycleState.PLANNING


def test_nothing_has_happened_after_today(document, today):
    moments = [row.occurred_at for row in document.check_ins]
    moments += [reading.at for kpi in document.kpis for reading in kpi.readings]
    assert max(moments).date() <= today


def test_one_kpi_is_out_of_its_healthy_range(document):
    unhealthy = []
    for kpi in document.kpis:
        latest = max(kpi.readings, key=lambda reading: reading.at).value
        if (kpi.lower or latest) > latest or latest > (kpi.upper or latest):
            unhealthy.append(kpi.id)
    assert unhealthy == ["kpi-energy"]


def test_nearly_every_rule_has_something_to_show(report):
    assert SHOWN_RULES - {finding.rule for finding in report.findings} == set()


@pytest.mark.parametrize(("rule", "most"), [("CHK001", 1), ("CHK002", 1), ("CHK006", 1)])
def test_the_company_checks_in(report, rule, most):
    assert sum(finding.rule == rule for finding in report.findings) <= most


def test_only_titles_with_a_planted_flaw_are_blamed(report):
    of_titles = {"DUP001", "OBJ005", "OBJ006", *(rule for rule, _ in BLAMED_TITLES)}
    found = {(row.rule, row.subject.key) for row in report.findings if row.rule in of_titles}
    assert found == BLAMED_TITLES


def test_most_of_the_company_is_healthy(report):
    assert 70 <= report.score <= 85
    assert not {finding.rule for finding in report.findings} & {"ALN001", "ALN018"}
