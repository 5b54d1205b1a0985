"""The report as a person reads it."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from service.audit.formats.text import render
from service.audit.rules import RULES_BY_ID
from service.audit.scope import Scope
from service.objectives.rules import Lifecycle
from service.progress.rules import MetricType
from tests.audit.flawed import FLAWED
from tests.audit.organization import (
    company_objective,
    cycle,
    key_result,
    link,
    objective,
    pillar,
    quarter,
    report_on,
    team,
)

WIDTHS = [80, 160]


def text_of(things, width=80, **options):
    return render(report_on(things, **options), width, color=False)


@pytest.mark.parametrize("width", [40, *WIDTHS])
def test_no_line_is_wider_than_asked_or_ends_in_blanks(width):
    lines = text_of(FLAWED, width).splitlines()

    assert max(cell_len(line) for line in lines) <= width
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_score_and_metrics_come_before_the_findings(width):
    text = text_of(FLAWED, width)

    places = [
        text.index(part)
        for part in ("Alignment of Acme", "as of 2024-05-01", "Alignment score", "Line of sight")
    ]
    assert places == sorted(places)
    assert max(places) < text.index("To mend:") < text.index("ERROR    ALN001  Cycle:")


@pytest.mark.parametrize("width", WIDTHS)
def test_each_rule_is_told_once_with_how_to_mend_it(width):
    report = report_on(FLAWED)

    text = " ".join(render(report, width, color=False).split())

    for rule in {finding.rule for finding in report.findings}:
        assert text.count(f" {rule} ") == 1
        assert f" Mend: {RULES_BY_ID[rule].hint}" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_errors_and_warnings_say_why(width):
    report = report_on(FLAWED)

    text = " ".join(render(report, width, color=False).split())

    worst = {finding.rule: finding.severity for finding in reversed(report.findings)}
    told = {rule for rule in worst if f"Why: {RULES_BY_ID[rule].rationale} Mend:" in text}
    assert told == {rule for rule, severity in worst.items() if severity != "INFO"}


def test_the_worst_comes_first():
    lines = text_of(FLAWED).splitlines()

    heads = [line.split()[0] for line in lines if line.startswith(("ERROR", "WARNING", "INFO"))]

    order = ["ERROR", "WARNING", "INFO"]
    assert heads == sorted(heads, key=order.index)


def test_a_rule_names_five_subjects_and_counts_the_rest():
    things = [objective(f"o{number:02}") for number in range(42)]

    text = text_of([replace(row, title="Win the market") for row in things])

    assert "ERROR    ALN002  Orphan objective: 42 objectives\n" in text
    assert "    o04  Win the market\n    … and 37 more\n" in text
    assert "o05" not in text


def test_a_warning_names_three_subjects_and_counts_the_rest():
    things = [objective("a"), *(key_result(f"k{number}", "a") for number in range(5))]

    block = text_of(things, 160).split("WARNING  ALN007")[1].split("WARNING")[0]

    assert [f"k{number}  " in block for number in range(5)] == [True, True, True, False, False]
    assert "    … and 2 more\n" in block


def test_a_note_names_its_subjects_on_one_line():
    drafts = [objective(f"o{number}", cycle="q2", lifecycle=Lifecycle.DRAFT) for number in range(5)]

    block = text_of([quarter(), *drafts]).split("INFO     CYC006")[1].split("INFO")[0]

    assert "  Where: o0, o1, o2 and 2 more\n" in block
    assert "Why:" not in block


def test_the_organization_is_not_named_again():
    block = text_of([]).split("ALN018")[1]

    assert "Acme" not in block


def test_five_subjects_have_no_rest():
    text = text_of([objective(f"o{number}") for number in range(5)])

    assert "o4" in text
    assert "more" not in text.split("ALN002")[1].split("OBJ001")[0]


def test_a_message_that_all_share_is_told_once():
    text = text_of([objective("a"), objective("b")])

    assert text.count("No parent, and no reason given for standing alone.") == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_messages_that_differ_stand_with_their_subjects(width):
    things = [objective("a"), key_result("k", "a"), objective("b")]
    things += [key_result(f"b{number}", "b") for number in range(6)]

    text = text_of(things, width)

    assert "1 key result; 2 to 5 are a good number." in text
    assert "6 key results; 2 to 5 are a good number." in text


def test_a_rule_of_two_severities_tells_both():
    things = [
        company_objective("top"),
        objective("a"),
        link("a", "top"),
    ]

    assert "OBJ002  No key result: 2 objectives (1 error, 1 warning)" in text_of(things)


SOUND = [
    pillar("p"),
    cycle("q2", None, "2024-06-30"),
    company_objective("top", title="Win what others leave", owner_role=True, cycle="q2"),
    *(key_result(key, "top", metric_type=MetricType.BASELINE) for key in ("k1", "k2")),
    objective("a", title="Be there before dawn", owner_role=True, cycle="q2"),
    *(key_result(key, "a", metric_type=MetricType.BASELINE) for key in ("a1", "a2")),
    *(link("top", "p"), link("a", "top")),
]


def test_a_sound_organization_is_told_so():
    assert text_of(SOUND) == (
        "Alignment of Acme\n"
        "as of 2024-05-01 · everything live\n"
        "\n"
        "Alignment score 100 of 100\n"
        "  Alignment        ██████████  100 %  2 of 2 objectives lead up to company goals\n"
        "  Line of sight    ██████████  100 %  4 of 4 key results lead up to the top\n"
        "  Strategy         ██████████  100 %  1 of 1 pillars have active key results\n"
        "                                      below\n"
        "  Company support  ██████████  100 %  1 of 1 company objectives have goals that\n"
        "                                      contribute\n"
        "  Ownership        ██████████  100 %  2 of 2 objectives have an owner or a role\n"
        "  Measurable       ██████████  100 %  4 of 4 key results can be measured\n"
        "  Across teams     ··········      —  nothing to measure\n"
        "  Distance                       2.2  steps to the top on average\n"
        "\n"
        "Nothing to mend.\n"
    )


def test_an_empty_organization_has_no_score():
    assert "Alignment score: nothing to measure yet\n" in text_of([])


def test_the_scope_is_told():
    things = [*FLAWED, team("x")]

    text = text_of(things, scope=Scope(("q1", "q2"), ("web",)))

    assert text.splitlines()[1] == "as of 2024-05-01 · cycle q1, q2 · team web"


def test_colors_only_where_they_are_wanted():
    report = report_on(FLAWED)

    assert "\x1b[" not in render(report, 80, color=False)
    assert "\x1b[1;31mERROR" in render(report, 80, color=True)


def test_a_title_cannot_draw_on_the_terminal():
    title = "[bold]Win[/bold] :smile:\n\x1b[31mred\x07 \u202e" + "long " * 200

    text = text_of([replace(objective("a"), title=title)])

    [line] = [line for line in text.splitlines() if line.startswith("    a  ")][:1]
    assert line.startswith("    a  [bold]Win[/bold] :smile: [31mred long long")
    assert line.endswith("…")


def test_a_share_is_whole_only_when_it_is():
    things = [objective(f"o{number:03}", owner_role=number == 0) for number in range(300)]

    assert "  1 %  1 of 300 objectives have an owner or a role" in text_of(things, 160)

    things = [objective(f"o{number:03}", owner_role=number > 0) for number in range(300)]

    assert " 99 %  299 of 300 objectives have an owner or a role" in text_of(things, 160)


def hanging(key_results, others=0):
    """An objective that so many key results hang on, and others that each carry one."""
    return [
        pillar("p"),
        company_objective("top"),
        link("top", "p"),
        *(key_result(f"k{number}", "top") for number in range(key_results)),
        *(company_objective(f"o{number}") for number in range(others)),
        *(link(f"o{number}", "p") for number in range(others)),
        *(key_result(f"x{number}", f"o{number}") for number in range(others)),
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_bottleneck_is_told_with_its_share(width):
    text = text_of(hanging(5, others=15), width)

    assert (
        "Bottlenecks: without them, many key results lose their line of sight\n"
        "  25 %  5 of 20 key results  top  Title of top\n"
    ) in text
    assert text.index("Alignment score") < text.index("Bottlenecks") < text.index("To mend:")


@pytest.mark.parametrize(("key_results", "others"), [(5, 16), (4, 0)])
def test_a_bottleneck_of_few_key_results_is_not_worth_telling(key_results, others):
    assert "Bottlenecks" not in text_of(hanging(key_results, others))
