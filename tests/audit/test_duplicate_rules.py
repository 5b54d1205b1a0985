"""DUP001: two teams with the same aim in the same cycle, who do not know of each other."""

import pytest

from tests.audit.organization import (
    WARNING,
    company_objective,
    cycle,
    fired,
    key_result,
    link,
    objective,
    quarter,
    team,
)

AROUND = [quarter(), cycle("q3", "2024-07-01", "2024-09-30"), team("web"), team("api")]


def goal(key, team_key="web", title="Let customers help themselves", cycle_key="q2"):
    return objective(key, team=team_key, cycle=cycle_key, title=title)


TWINS = [*AROUND, goal("a"), goal("b", "api", "Let our customers help themselves!")]


def found_in(things):
    return [(subject, related) for subject, related, _, _ in fired("DUP001", things)]


def test_two_teams_with_one_aim_are_told_once():
    assert fired("DUP001", TWINS) == [
        ("a", ("b",), WARNING, {"objectives": 2, "teams": 2, "alike": 0.94, "limit": 0.8})
    ]


SILENT = {
    "one team": [*AROUND, goal("a"), goal("b")],
    "another cycle": [*AROUND, goal("a"), goal("b", "api", cycle_key="q3")],
    "no team": [*AROUND, goal("a"), goal("b", None)],
    "no cycle": [*AROUND, goal("a", cycle_key=None), goal("b", "api", cycle_key=None)],
    "another aim": [*AROUND, goal("a"), goal("b", "api", "Win the bakeries of the north")],
    "no words": [*AROUND, goal("a", title="🚀"), goal("b", "api", title="🚀")],
    "linked": [*TWINS, link("b", "a")],
    "linked to a key result": [*TWINS, key_result("k", "a"), link("b", "k")],
    "a common parent": [*TWINS, company_objective("top"), link("a", "top"), link("b", "top")],
    "key results of one parent": [
        *(*TWINS, company_objective("top"), key_result("k1", "top"), key_result("k2", "top")),
        *(link("a", "k1"), link("b", "k2")),
    ],
}


@pytest.mark.parametrize("things", SILENT.values(), ids=SILENT)
def test_those_who_may_know_of_each_other_are_silent(things):
    assert found_in(things) == []


def test_many_teams_with_one_aim_are_one_finding():
    teams = [f"team-{number}" for number in range(150)]
    things = [quarter(), *map(team, teams), *(goal(f"goal-{name}", name) for name in teams)]

    [(subject, related)] = found_in(things)

    assert (subject, len(related)) == ("goal-team-0", 149)
