"""What `docs/graphql.md` shows: operations with the variables and answers beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

GUIDE = Path(__file__).parents[2] / "docs" / "graphql.md"

_SECTION = re.compile(r"^### (?P<title>[^\n]+)$\n(?P<body>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(
    r"^```(?P<language>graphql|json)$\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Step:
    """One request, and the answer where the guide shows it."""

    variables: dict[str, Any]
    answer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation of the guide."""

    title: str
    document: str
    steps: tuple[Step, ...]


def shown() -> Iterator[Shown]:
    """The operations, in the order of the guide."""
    for section in _SECTION.finditer(GUIDE.read_text(encoding="utf-8")):
        blocks = _BLOCK.findall(section["body"])
        (document,) = [text for language, text in blocks if language == "graphql"]
        steps = _steps([orjson.loads(text) for language, text in blocks if language == "json"])
        yield Shown(section["title"], document, tuple(steps) or (Step({}),))


def _steps(given: list[dict[str, Any]]) -> Iterator[Step]:
    """An object with `data` is the answer to the variables before it."""
    for place, one in enumerate(given):
        if "data" not in one:
            following = given[place + 1 : place + 2]
            answer = next((each["data"] for each in following if "data" in each), None)
            yield Step(one, answer)
