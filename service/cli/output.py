"""Results go to stdout, messages to stderr; colors and movement to terminals alone."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import orjson
import typer
from rich.console import Console

from service.cli.messages import message
from service.interchange.problems import Problem, Severity

MOST_PROBLEMS = 100
_WIDTH = 100


def result(text: str) -> None:
    typer.echo(text)


def json_result(document: object) -> None:
    typer.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))


def problems(found: Sequence[Problem]) -> None:
    """The problems as messages, the refusing ones first; the rest of very many as a number."""
    ordered = sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)
    for problem in ordered[:MOST_PROBLEMS]:
        is_error = problem.severity is Severity.ERROR
        message(str(problem) if is_error else f"warning: {problem}")
    if len(ordered) > MOST_PROBLEMS:
        message(f"… and {len(ordered) - MOST_PROBLEMS:,} more problems")


def width() -> int:
    """The columns of the terminal; a fixed number where the result goes elsewhere."""
    return Console().width if sys.stdout.isatty() else _WIDTH


def in_color() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def working(on: str) -> Iterator[None]:
    """A sign of life on a terminal's stderr while something takes long."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(on):
        yield
