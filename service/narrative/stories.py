"""A story: paragraphs of sentences, in which what people wrote is set off from what we say.

The same story is Markdown (CommonMark, safe to render as HTML) and plain text. Whatever people
wrote shows as itself in both.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a paragraph is about."""

    GOAL = "GOAL"  # what is to be achieved, and how it is measured
    SET = "SET"  # what a cycle was set up with
    STANDING = "STANDING"
    GOING_WELL = "GOING_WELL"
    ATTENTION = "ATTENTION"
    ALIGNMENT = "ALIGNMENT"
    DECISIONS = "DECISIONS"
    GRADES = "GRADES"
    LEARNED = "LEARNED"


@dataclass(frozen=True, slots=True)
class Title:
    """What people call something: bold in Markdown, in quotation marks in plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name or a label, which needs no marks: a person, a team, a unit."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What people said: in quotation marks."""

    text: str


# A string is our own words.
Part = str | Title | Name | Quote
Sentence = Sequence[Part]

# Longer ones are cut between two words.
_LONGEST_TITLE = 160
_LONGEST_NAME = 80
_LONGEST_QUOTE = 320
_NO_TITLE = "(untitled)"

_ENDS = (".", "!", "?", "…")

# What Markdown, of CommonMark or of GitHub, may take for its own.
_MARKS = re.compile(r"[\\`*_\[\]<>&#|~$@^{}]")
# What makes a list, a rule or a heading of a line that begins with it.
_LINE_MARK = re.compile(r"^(\d{0,9})([-+=.)])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences about one thing."""

    topic: Topic
    sentences: Sequence[Sentence]

    @property
    def markdown(self) -> str:
        return as_paragraph(self.laid_out(_marked_down))

    @property
    def text(self) -> str:
        return self.laid_out(_plain)

    def laid_out(self, shown: Callable[[Part], str]) -> str:
        """The sentences on one line, their parts as they are `shown`; see `words_of`."""
        return " ".join("".join(map(shown, _ended_once(sentence))) for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Story:
    """What there is to tell, in order."""

    paragraphs: Sequence[Paragraph]

    @property
    def markdown(self) -> str:
        """CommonMark: each paragraph one line, an empty line between two, no headings."""
        lines = (paragraph.markdown for paragraph in self.paragraphs)
        return "\n\n".join(line for line in lines if line)

    @property
    def text(self) -> str:
        """Plain text, laid out the same."""
        lines = (paragraph.text for paragraph in self.paragraphs)
        return "\n\n".join(line for line in lines if line)


def words_of(part: Part) -> str:
    """A part on one line, cut where it is long: a title without marks, a quote with its own."""
    match part:
        case Title(text):
            return _title(text)
        case Quote(text):
            return f"“{_in_one_line(text, _LONGEST_QUOTE)}”"
        case Name(text):
            return _in_one_line(text, _LONGEST_NAME)
        case str():
            return part


def as_paragraph(line: str) -> str:
    """A line of Markdown that begins no list, rule or heading."""
    return _LINE_MARK.sub(r"\1\\\2", line)


def _plain(part: Part) -> str:
    return f"“{words_of(part)}”" if isinstance(part, Title) else words_of(part)


def _marked_down(part: Part) -> str:
    words = _escaped(words_of(part))
    return f"**{words}**" if isinstance(part, Title) else words


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _title(text: str) -> str:
    """As a part of our sentence: without the marks that would end one."""
    line = _in_one_line(text, _LONGEST_TITLE).rstrip(":;, ")
    last = line.rsplit(" ", 1)[-1]
    if last.endswith(".") and "." not in last[:-1]:
        line = line[:-1].rstrip(":;, ")
    return line or _NO_TITLE


def _in_one_line(text: str, longest: int) -> str:
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[:longest]
    return f"{cut.rsplit(' ', 1)[0].rstrip('.,:; ')}…"


def _ended_once(sentence: Sentence) -> Sentence:
    """Without our full stop where what is quoted last has one."""
    match sentence:
        case [*_, Quote(said), "."] if said.rstrip().endswith(_ENDS):
            return sentence[:-1]
        case _:
            return sentence
