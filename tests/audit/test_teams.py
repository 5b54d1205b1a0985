"""Where to begin: the teams whose key results most often lead nowhere."""

from service.audit.formats.text import render
from tests.audit.organization import company_objective, key_result, objective, report_on, team


def standings(things):
    return [
        (one.team.key, (one.in_sight.numerator, one.in_sight.denominator), one.aligned.numerator)
        for one in report_on(things).teams
    ]


def lost_objective(name: str, of: str, key_results: int) -> list:
    rows = [objective(name, team=of)]
    return [*rows, *(key_result(f"{name}-{n}", name) for n in range(key_results))]


def test_the_team_with_the_most_key_results_out_of_sight_comes_first_ties_by_key():
    things = [
        *(team(name) for name in ("a", "b", "c", "d")),
        company_objective("top", team="d"),
        key_result("seen", "top"),
        *lost_objective("of-c", "c", 1),
        *lost_objective("of-b", "b", 2),
        *lost_objective("of-a", "a", 1),
    ]
    assert standings(things) == [("b", (0, 2), 0), ("a", (0, 1), 0), ("c", (0, 1), 0)]


def test_five_teams_are_told_at_most():
    names = [f"t{n}" for n in range(7)]
    things = [*(team(name) for name in names)]
    for name in names:
        things += lost_objective(f"of-{name}", name, 1)
    assert [key for key, _, _ in standings(things)] == names[:5]


def test_one_team_alone_is_compared_with_nobody():
    assert standings([team("a"), *lost_objective("of-a", "a", 2)]) == []


def test_an_exempt_goal_is_not_held_against_its_team():
    things = [
        team("a"),
        team("b"),
        *lost_objective("of-a", "a", 1),
        objective("own-way", team="b", standalone=True),
        key_result("of-own-way", "own-way"),
    ]
    assert standings([*things, *lost_objective("of-b", "b", 1)]) == [
        ("a", (0, 1), 0),
        ("b", (0, 1), 0),
    ]


def test_the_text_report_names_them_below_the_scorecard():
    things = [
        team("a"),
        team("b"),
        *lost_objective("of-a", "a", 2),
        *lost_objective("of-b", "b", 1),
    ]
    lines = render(report_on(things), 80, color=False).splitlines()
    start = lines.index("Where to begin: teams with the most key results out of sight")
    assert [line.split("  ")[-1] for line in lines[start + 1 : start + 3]] == [
        "0 of 1 objectives lead up"
    ] * 2
    assert "0 of 2 key results in sight" in lines[start + 1]
