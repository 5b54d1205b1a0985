"""A report as Markdown: what people wrote formats, links, mentions and breaks nothing."""

import re
from dataclasses import replace

import pytest

from service.narrative.stories import Paragraph, Quote, Story, Title, Topic
from service.reporting.html import to_html
from service.reporting.markdown import to_markdown
from tests.reporting.documents import EMPTY, full, page_of

HOSTILE = [
    "# heading",
    "a | b",
    "<script>alert(1)</script>",
    "[text](https://evil.example)",
    "![x](y)",
    "@everyone #1 https://evil.example",
    "`code` **bold** _it_",
    "line one\n## two\n- three",
    "```\nfence",
    "---",
    "x" * 700,
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_write_stays_text(text: str):
    plain, told = to_markdown(full("Title")), to_markdown(full(text))
    assert len(told.splitlines()) == len(plain.splitlines())
    for line, as_meant in zip(told.splitlines(), plain.splitlines(), strict=True):
        assert _shape(line) == _shape(as_meant)
    assert not re.search(r"(?<!\\)<script|(?<!\\)\]\(|!\[x|@everyone", told)


def _shape(line: str) -> tuple[str, int]:
    """How a line begins, and how many cells it has."""
    begins = re.match(r"(#+ |\s*- |\||\s*> |```|---)?", line)[0]
    return begins, len(re.findall(r"(?<!\\)\|", line))


def test_tables_have_as_many_cells_in_every_line():
    lines = to_markdown(full()).splitlines()
    tables, rows = [], []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append(line.count(" | "))
        elif rows:
            tables.append(rows)
            rows = []
    assert len(tables) == 7
    assert all(len(set(rows)) == 1 and len(rows) > 2 for rows in tables)


def test_a_story_keeps_the_marks_of_people_and_ends_once():
    sentence = [Title("“Zero” defects"), " says ", Quote("Done."), "."]
    report = replace(EMPTY, story=Story([Paragraph(Topic.SET, [sentence])]))
    assert "\n**“Zero” defects** says “Done.”\n" in to_markdown(report)
    told = page_of(to_html(report)).find(".//section[@class='story']/p")
    assert "".join(told.itertext()) == "“Zero” defects says “Done.”"


def test_what_there_is_nothing_of_is_left_out():
    text = to_markdown(EMPTY)
    assert re.findall("^#.*", text, re.MULTILINE) == [
        "# Acme: Q4 2026",
        "## The numbers that matter",
        "## Alignment: not measured",
    ]
    assert "| Progress | not measured |  |  |" in text


def test_a_goal_reads_on_its_own():
    lines = to_markdown(full()).splitlines()
    at = lines.index("### Win the market")
    assert lines[at : at + 11] == [
        "### Win the market",
        "",
        "🟡 at risk · Win the market · Win the market · Win the market  ",
        "`████░░░░░░` 43%, 58% expected · 15 points behind · +1 point",
        "",
        "For: Win the market",
        "",
        "- **Win the market**  ",
        "  🟡 at risk · `████░░░░░░` 40%, 58% expected · 🟡 scored 0.4  ",
        (
            "  1 → 2 → 3 Win the market · 18 points behind · confidence `▆▅` 5/10"
            " · Win the market · last check-in 20 days ago"
        ),
        "",
    ]


def test_progress_is_drawn_beside_what_was_expected():
    text = to_markdown(full())
    assert "progress  ▁▁▂▂▃▃▄▄ 49% on 22 Nov\n" in text
    assert re.search(r"expected  ▁▂▂▃▃▄▄▅▅▆▆▇▇█ 53% by then, 99% in the end\n", text)


def test_there_are_no_two_empty_lines_in_a_row():
    assert "\n\n\n" not in to_markdown(full())
    assert "\n\n\n" not in to_markdown(EMPTY)
