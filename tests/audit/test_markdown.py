"""Markdown, as a code host renders it below a pull request."""

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from service.audit.formats.markdown import CHARACTER_LIMIT, render, safe
from service.audit.formats.places import Place
from service.audit.packed_findings import Findings
from tests.audit.flawed import FLAWED
from tests.audit.organization import company_objective, key_result, objective, report_on

PLACES = {("objective", "a"): Place("okrs/a.yaml", 12)}


def html_of(text):
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


def test_score_shares_and_rules_come_before_the_details():
    text = render(report_on(FLAWED))

    parts = ["## Alignment of Acme: ", "| Line of sight | ", "### To mend: ", "<details>"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "\n| 🔴 error | ALN001 Cycle | 1 circle |\n" in text


def test_details_are_tables_folded_away():
    html = html_of(render(report_on([objective("a"), objective("b")]), PLACES))

    [details] = [part for part in html.split("<details>") if "<summary>ALN002" in part]
    assert "<summary>ALN002 Orphan objective: 2 objectives</summary>" in details
    assert details.count("<tr>") == 3
    assert "<td>okrs/a.yaml:12</td>\n<td>Title of a</td>" in details
    assert "<td>b</td>\n<td>Title of b</td>" in details


@pytest.mark.parametrize(
    "title",
    [
        "a | b | c",
        "back\\slash \\| pipe",
        "*bold* _it_ `code` ~~gone~~",
        "<b>tag</b> <!-- comment --> </details>",
        "[link](https://evil.example) ![image](x)",
        "&amp; entity $x^2$",
        "# heading - list 1. list > quote",
    ],
)
def test_a_title_stays_text_in_its_cell(title):
    html = html_of(f"| h |\n| --- |\n| {safe(title)} |\n")

    cell = html.split("<td>")[1].split("</td>")[0].replace("\u200b", "")
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert cell == escaped
    assert html.count("<td>") == 1


@pytest.mark.parametrize(
    ("title", "held"),
    [
        ("ask @ceo", "ask @\u200bceo"),
        ("see #12 or GH-12", "see #\u200b12 or GH-\u200b12"),
        ("at https://a.example", "at https:\u200b//a.example"),
        ("at www.a.example", "at www.\u200ba.example"),
        (":tada: at 10:30", ":\u200btada: at 10:30"),
    ],
)
def test_a_title_calls_nobody_and_nothing(title, held):
    assert safe(title) == held


def test_ten_subjects_are_shown_and_the_rest_counted():
    text = render(report_on([objective(f"o{number:02}") for number in range(12)]))

    assert text.count("| No parent, and no reason given for standing alone. |") == 10
    assert "\n… and 2 more\n" in text


def test_it_fits_into_a_comment_and_says_what_does_not():
    long = [
        replace(thing, title="| wide " * 90) if hasattr(thing, "title") else thing
        for thing in FLAWED
    ]
    settings = {"thresholds": {"too_many_parents": 0}}
    named = [replace(objective(f"{'x' * 3000}{number}"), title="T") for number in range(9)]

    text = render(report_on([*long, *named], settings=settings))

    assert len(text) <= CHARACTER_LIMIT + 200
    assert "More details do not fit here" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_sound_organization_is_told_so():
    things = [company_objective("top", owner_role=True), *(key_result(k, "top") for k in "ab")]
    report = replace(report_on(things), findings=Findings())

    assert render(report).endswith("\n**Nothing to mend.**\n")


def test_the_same_report_gives_the_same_bytes():
    assert render(report_on(FLAWED)) == render(report_on(reversed(FLAWED)))
