"""Whatever people write shows as itself, in Markdown and in plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.narrative.stories import Name, Paragraph, Part, Quote, Story, Title, Topic

ODD = (
    "Ship *all* of it",
    "snake_case and __init__",
    "[a link](https://example.org) and ![an image](x.png)",
    "`code` and ``more``",
    "<script>alert(1)</script>",
    "Fish &amp; chips &#42; peas",
    "two\nlines\r\n\r\n# and a heading",
    "~~gone~~ | a | table |",
    "**",
    "\\*",
    "*",
    "- a list",
    "1. a list",
    "3) another",
    "+ and another",
    "=== no heading",
    "> a quote",
    "    indented",
    "$x$ and {{ x }}",
    "grüße 🚀 مرحبا",
)
RENDERER = MarkdownIt("gfm-like", {"linkify": False})


def story(*sentences: list[Part]) -> Story:
    return Story([Paragraph(Topic.GOAL, sentences)])


def shown(markdown: str) -> str:
    """What a reader sees of it, without what it looks like."""
    (paragraph,) = (one for one in RENDERER.parse(markdown) if one.type == "inline")
    return "".join(
        child.content
        for child in paragraph.children or ()
        if child.type in ("text", "text_special")
    )


def kinds(markdown: str) -> set[str]:
    blocks = RENDERER.parse(markdown)
    return {one.type for one in blocks} | {
        child.type for one in blocks for child in one.children or ()
    }


PARAGRAPH = {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}
STRONG = {"strong_open", "strong_close"}


def in_a_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", [Name, Quote])
@pytest.mark.parametrize("text", ODD)
def test_names_and_quotes_show_as_themselves(kind: type[Name | Quote], text: str) -> None:
    found = story([kind(text), " said so."])

    assert shown(found.markdown) == found.text
    assert in_a_line(text) in found.text
    assert kinds(found.markdown) <= PARAGRAPH


@pytest.mark.parametrize("text", ODD)
def test_titles_show_as_themselves_in_bold(text: str) -> None:
    found = story([Title(text), ", and (", Title(text), ")."])

    title = in_a_line(text)
    assert found.text == f"“{title}”, and (“{title}”)."
    assert shown(found.markdown) == f"{title}, and ({title})."
    assert kinds(found.markdown) <= PARAGRAPH | STRONG


@given(st.text(st.characters(exclude_characters="“”"), max_size=60))
def test_any_title_shows_as_itself(text: str) -> None:
    # Control characters are no part of a title; CommonMark itself replaces the first of them.
    title = "".join(char for char in text if char.isprintable())
    found = story(["We will ", Title(title), ". ", Name(title), " (", Title(title), ")"])

    assert shown(found.markdown) == found.text.replace("“", "").replace("”", "")
    assert kinds(found.markdown) <= PARAGRAPH | STRONG


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Grow.", "Grow"),
        ("Grow revenue:", "Grow revenue"),
        ("Grow ; ", "Grow"),
        ("Lead in the U.S.", "Lead in the U.S."),
        ("And so on...", "And so on..."),
        ("Why?", "Why?"),
        (" \n ", "(untitled)"),
        (".", "(untitled)"),
        ("word " * 100, "word " * 31 + "word…"),
        ("x" * 200, "x" * 160 + "…"),
    ],
)
def test_titles_are_parts_of_our_sentences(title: str, text: str) -> None:
    assert story([Title(title)]).text == f"“{text}”"


def test_paragraphs_stand_apart_and_empty_ones_not_at_all() -> None:
    parts = [["One."], ["Two."]]
    found = Story(
        [
            Paragraph(Topic.GOAL, parts),
            Paragraph(Topic.SET, []),
            Paragraph(Topic.GRADES, [["Three."]]),
        ]
    )

    assert found.text == found.markdown == "One. Two.\n\nThree."
