"""Changes of alignments as people write them, for a look at what would be.

A list of rows, each `{add: {child, parent, …}}`, with the keys of a document's `alignments`, or
`{remove: {child, parent}}`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, ClassVar

from service.alignment.rules import AlignmentKind
from service.alignment.what_if import EdgeAdded, EdgeChange, EdgeRemoved
from service.errors import UnusableInput
from service.interchange import values
from service.interchange.entries import GOALS, PARENTS
from service.interchange.items import Entry, Noun, Reads, Refers
from service.interchange.problems import Code, Origin
from service.interchange.reading import parsed_file
from service.interchange.row_reader import Findings, read_row
from service.interchange.syntax import Parsed, Unreadable
from service.interchange.yaml_core import parse_yaml

INLINE = "changes"  # what messages call a text that is no file
_OPENINGS = ("[", "{", "- ")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedEntry(Entry):
    noun: ClassVar = Noun.ALIGNMENT
    child: Annotated[str, Refers(GOALS)]
    parent: Annotated[str, Refers(PARENTS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedEntry(RemovedEntry):
    kind: AlignmentKind | None = None
    is_primary: bool | None = None
    weight: Annotated[Decimal | None, Reads(values.weight)] = None
    allocation: Annotated[Decimal | None, Reads(values.share)] = None


def read_changes(given: str) -> list[EdgeChange]:
    """The changes in a file, or in a text that begins as a list or a mapping, by the sender's ids.

    Raises:
        UnusableInput: it cannot be read, or a row of it says something else; the message names
            every row and field that is wrong.
    """
    is_text = given.lstrip().startswith(_OPENINGS)
    source = INLINE if is_text else given
    root = (_parsed(given) if is_text else parsed_file(Path(given))).root
    findings = Findings()
    changes = list(_changes(root, source, findings))
    problems = [*findings.errors, *findings.warnings()]
    if problems:
        raise UnusableInput("; ".join(str(problem) for problem in problems))
    return changes


def _parsed(text: str) -> Parsed:
    try:
        return parse_yaml(text)
    except Unreadable as error:
        raise UnusableInput(f"{INLINE}:{error.line or 1}: {error.message}") from None


def _changes(root: object, source: str, findings: Findings) -> Iterator[EdgeChange]:
    rows = [root] if isinstance(root, dict) else root
    if not isinstance(rows, list):
        findings.report(Origin(source), None, Code.INVALID, "must be a list of changes")
        return
    for place, row in enumerate(rows, 1):
        change = _change(_entry(row, Origin(source, list="changes", row=place), findings))
        if change is not None:
            yield change


def _entry(row: object, origin: Origin, findings: Findings) -> Entry | None:
    if isinstance(row, dict):
        findings.repeated(row, origin)
    match row:
        case {"add": inner, **others} if not others:
            return read_row(AddedEntry, inner, origin, findings, "add.")
        case {"remove": inner, **others} if not others:
            return read_row(RemovedEntry, inner, origin, findings, "remove.")
        case _:
            message = "must be {add: {child, parent}} or {remove: {child, parent}}"
            findings.report(origin, None, Code.INVALID, message)
            return None


def _change(entry: Entry | None) -> EdgeChange | None:
    match entry:
        case AddedEntry():
            return EdgeAdded(
                entry.child,
                entry.parent,
                entry.kind or AlignmentKind.CONTRIBUTES,
                Decimal(1) if entry.weight is None else entry.weight,
                entry.allocation,
                entry.is_primary,
            )
        case RemovedEntry():
            return EdgeRemoved(entry.child, entry.parent)
        case _:
            return None
