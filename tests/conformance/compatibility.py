"""What clients may rely on: the schema of the last version, and what has been taken from it since.

`released.graphql` is that schema without its descriptions. What is added since then passes; what is
removed or narrowed fails the build, unless `breaking_changes.toml` has it with its day and reason.
`make released` makes today's schema the promise; it refuses to while something is missing from it
that nobody has signed.
"""

import sys
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from graphql import (
    DangerousChangeType,
    Node,
    Visitor,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    parse,
    print_ast,
    visit,
)

from schema.root import sdl

FOLDER = Path(__file__).parent
RELEASED = FOLDER / "released.graphql"
SIGNED = FOLDER / "breaking_changes.toml"
PROJECT = FOLDER.parents[1] / "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Signed:
    """A breaking change that was made on purpose, in the words of `breaking_changes`."""

    change: str
    on: date
    reason: str


def breaking_changes(old: str, new: str) -> list[str]:
    """What documents that are valid under `old` lose under `new`, sorted.

    Changed defaults count: the same document would be answered otherwise.
    """
    before, after = build_schema(old), build_schema(new)
    changes = find_breaking_changes(before, after) + [
        change
        for change in find_dangerous_changes(before, after)
        if change.type is DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE
    ]
    return sorted(change.description for change in changes)


def signed_changes(file: Path = SIGNED) -> list[Signed]:
    """What `breaking_changes.toml` holds.

    Raises:
        TypeError: an entry lacks a part, or has one too many.
    """
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return [Signed(**entry) for entry in entries.get("break", [])]


def version() -> str:
    return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])


def promise(text: str) -> str:
    """The schema without descriptions, under the version that promises it."""
    return (
        f"# What clients of {version()} rely on. Written by `make released`, never by hand.\n\n"
        f"{print_ast(visit(parse(text, no_location=True), _WithoutDescriptions()))}\n"
    )


class _WithoutDescriptions(Visitor):
    def enter(self, node: Node, *_: object) -> Node | None:
        described = getattr(node, "description", None) is not None
        return replace(node, description=None) if described else None


def main() -> None:
    """Make the schema of now the promise.

    Raises:
        SystemExit: something that was promised is gone, and nobody has signed that.
    """
    now = sdl()
    signed = {one.change for one in signed_changes()}
    lost = set(breaking_changes(RELEASED.read_text(encoding="utf-8"), now)) - signed
    if lost:
        sys.exit("\n".join(["not signed in breaking_changes.toml:", *sorted(lost)]))
    RELEASED.write_text(promise(now), encoding="utf-8")


if __name__ == "__main__":
    main()
