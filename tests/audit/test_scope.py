"""Scope selects subjects and denominators; the graph stays whole."""

import pytest

from service.audit.metrics import Metric
from service.audit.scope import Scope
from tests.audit.organization import (
    company_objective,
    cycle,
    initiative,
    key_result,
    link,
    needs,
    objective,
    person,
    pillar,
    quarter,
    report_on,
    team,
)

THINGS = [
    cycle("year", "2024-01-01", "2024-12-31"),
    cycle("q1", "2024-01-01", "2024-03-31", parent="year"),
    quarter(parent="year"),
    *(team("all"), team("web", "all"), team("app", "web"), team("api", "all")),
    company_objective("top", cycle="year", team="all"),
    objective("a", cycle="q2", team="app"),
    key_result("ka", "a"),
    link("a", "top"),
    objective("b", cycle="q1", team="api"),
    key_result("kb", "b"),
    objective("c", cycle="q2", team="web"),
    objective("free"),
    initiative("idle", team="app"),
]


def subjects(rule, *, things=THINGS, cycles=(), teams=()):
    report = report_on(things, scope=Scope(cycles, teams))
    return [finding.subject.key for finding in report.findings if finding.rule == rule]


def test_no_scope_is_everything_live():
    assert subjects("ALN002") == ["b", "c", "free"]


def test_a_cycle_selects_its_objectives():
    assert subjects("ALN002", cycles=("q2",)) == ["c"]


def test_a_cycle_includes_its_child_cycles():
    assert subjects("ALN002", cycles=("year",)) == ["b", "c"]


def test_several_cycles_are_taken_together():
    assert subjects("ALN002", cycles=("q1", "q2")) == ["b", "c"]


def test_a_team_includes_its_sub_teams():
    assert subjects("OBJ002", teams=("web",)) == ["c"]
    assert subjects("OBJ003", teams=("web",)) == ["a"]


def test_cycle_and_team_narrow_each_other():
    assert subjects("ALN002", cycles=("q1",), teams=("api",)) == ["b"]
    assert subjects("ALN002", cycles=("q2",), teams=("api",)) == []


def test_the_graph_is_the_whole_organization():
    report = report_on(THINGS, scope=Scope(cycles=("q2",)))

    assert report.metrics.alignment_rate == Metric(1, 2)
    assert report.metrics.line_of_sight_rate == Metric(1, 1)


def test_denominators_count_only_what_is_in_scope():
    report = report_on(THINGS, scope=Scope(teams=("api",)))

    assert report.metrics.alignment_rate == Metric(0, 1)
    assert report.metrics.ownership == Metric(0, 1)
    assert report.metrics.measurable == Metric(1, 1)
    assert report.metrics.company_support == Metric(0, 0)


def test_a_key_result_is_in_the_cycle_and_team_of_its_objective():
    assert subjects("ALN007", cycles=("q1",)) == ["kb"]
    assert subjects("ALN007", teams=("api",)) == ["kb"]


def test_the_report_names_what_was_chosen():
    report = report_on(THINGS, scope=Scope(("q2", "q1"), ("web",)))

    assert (report.scope_cycles, report.scope_teams) == (("q2", "q1"), ("web",))


def test_what_concerns_the_organization_is_in_every_cycle_and_in_no_team():
    assert subjects("ALN018", cycles=("q2",)) == ["organization"]
    assert subjects("ALN018", teams=("web",)) == []


def test_strategy_is_in_every_cycle_and_in_no_team():
    things = [*THINGS, pillar("p")]

    assert subjects("ALN006", things=things, cycles=("q2",)) == ["p"]
    assert subjects("ALN006", things=things, teams=("web",)) == []
    assert report_on(things, scope=Scope(teams=("web",))).metrics.strategy_coverage == Metric(0, 0)


def test_an_initiative_without_goals_belongs_to_its_team_and_to_no_cycle():
    assert subjects("INI001", teams=("web",)) == ["idle"]
    assert subjects("INI001", teams=("api",)) == []
    assert subjects("INI001", cycles=("q2",)) == []


def test_an_initiative_is_where_the_goals_are_that_it_serves():
    things = [*THINGS, objective("gone", archived=True, cycle="q1"), initiative("i", "gone")]

    assert subjects("INI001", things=things, cycles=("q1",)) == ["i"]
    assert subjects("INI001", things=things, cycles=("q2",)) == []


@pytest.mark.parametrize("chosen", ["api", "web"])
def test_a_circle_is_told_in_the_scope_of_each_of_its_members(chosen):
    things = [*THINGS, link("b", "c"), link("c", "b")]

    assert subjects("ALN001", things=things, teams=(chosen,)) == ["b"]
    assert subjects("ALN001", things=things, teams=("app",)) == []


def test_a_dependency_is_told_to_the_one_who_waits():
    things = [*THINGS, needs("a", "b", requested_on=quarter().starts_on)]

    assert subjects("DEP002", things=things, teams=("app",)) == ["a"]
    assert subjects("DEP002", things=things, teams=("api",)) == []


def test_an_ended_cycle_is_told_in_its_own_scope_and_its_parents():
    assert subjects("CYC005", cycles=("year",)) == ["q1"]
    assert subjects("CYC005", cycles=("q2",)) == []
    assert subjects("CYC005", teams=("api",)) == ["q1"]
    assert subjects("CYC005", teams=("web",)) == []


def test_a_crowded_person_or_team_is_told_where_the_objectives_are():
    things = [*THINGS, person("ann")]
    things += [objective(f"o{place}", cycle="q2", team="api", owner="ann") for place in range(6)]

    assert subjects("OBJ004", things=things, cycles=("q2",)) == ["ann", "api"]
    assert subjects("OBJ004", things=things, cycles=("q1",)) == []
    assert subjects("OBJ004", things=things, teams=("api",)) == ["ann", "api"]
    assert subjects("OBJ004", things=things, teams=("web",)) == []


def test_a_silo_is_told_to_the_team_and_to_those_above_it():
    things = [*THINGS, *(objective(f"o{place}", cycle="q2", team="api") for place in range(3))]

    assert subjects("ALN016", things=things, teams=("all",)) == ["api"]
    assert subjects("ALN016", things=things, teams=("web",)) == []
    assert subjects("ALN016", things=things, cycles=("q2",)) == ["api"]
