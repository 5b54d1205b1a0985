"""A report as a page: well-formed, complete in itself, and nothing in it but text."""

import re
from dataclasses import replace

import pytest

from service.reporting.html import to_html
from tests.reporting.documents import EMPTY, Addresses, card, full, page_of

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><h1>&amp;&nbsp;",
    "' onload='x",
    "a\x00b\x0b\x1b[31mc\ufffe\ud800",
    "😀 Ünïcode ← → ✓ مرحبا",
    "",
    "  \n\t ",
    "word " * 140,
    "x" * 700,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_write_stays_text(text: str):
    html = to_html(full(text))
    page = page_of(html)
    assert Addresses(html).found == []
    shown = " ".join("".join(page.itertext()).split())
    seen = " ".join(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\ud800]", "", text).split())
    assert seen in shown


def test_a_page_asks_for_nothing_from_elsewhere():
    html = to_html(full())
    assert Addresses(html).found == []
    assert re.findall(r"https?:|@import|url\(", html) == []


def test_what_there_is_nothing_of_is_left_out():
    page = page_of(to_html(EMPTY))
    assert [node.text for node in page.iter("h2")] == ["Alignment: not measured"]
    assert page.find(".//dd/span").text == "not measured"
    assert list(page.iter("svg")) == []


def test_every_part_has_its_heading_in_the_order_of_interest():
    page = page_of(to_html(full()))
    assert [node.text for node in page.iter("h2")] == [
        "How progress came about",
        "What changed since 1 Oct",
        "Grades: 1 of 2 objectives scored",
        "Objectives of Win the market",
        "What needs attention",
        "Decisions that wait (8)",
        "Team by team",
        "What people said",
        "Alignment: 83 of 100",
        "What the audit found",
    ]


def test_drawings_say_in_words_what_they_show():
    page = page_of(to_html(full()))
    ids = [node.get("id") for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    named = [name for node in page.iter() for name in node.get("aria-labelledby", "").split()]
    assert set(named) <= set(ids)
    drawings = list(page.iter("svg"))
    assert len(drawings) == 3
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert [node.tag for node in list(drawing)[:2]] == ["title", "desc"]
        assert all(node.text for node in list(drawing)[:2])


def test_every_table_has_a_caption_and_cells_under_every_head():
    for table in page_of(to_html(full())).iter("table"):
        assert table.find("caption").text
        heads = table.findall("./thead/tr/th")
        for row in table.findall("./tbody/tr"):
            assert len(list(row)) == len(heads)


def test_a_bar_is_told_in_words_and_drawn_within_its_frame():
    page = page_of(to_html(full()))
    told = {node.get("aria-label") for node in page.iter("span") if node.get("class") == "bar"}
    assert "Progress 43%, expected 58%" in told
    styles = [node.get("style", "") for node in page.iter("span")]
    widths = [
        int(found) for style in styles for found in re.findall(r"(?:width|left):(\d+)%", style)
    ]
    assert widths
    assert all(0 <= width <= 100 for width in widths)


def test_an_objective_without_key_results_says_so():
    page = page_of(to_html(full()))
    articles = [node for node in page.iter("article") if node.get("class") == "card"]
    assert "No key result." not in "".join(articles[0].itertext())
    assert "No key result." in "".join(articles[1].itertext())


def test_the_same_report_is_the_same_page():
    assert to_html(full()) == to_html(full())


def test_every_confidence_has_a_drawing_of_its_own():
    page = page_of(to_html(replace(full(), top=[card("one"), card("two")])))
    lines = [node for node in page.iter("svg") if "confidence" in node.get("class")]
    assert [line.get("aria-labelledby") for line in lines] == [
        "confidence-1-title confidence-1-told",
        "confidence-2-title confidence-2-told",
    ]
