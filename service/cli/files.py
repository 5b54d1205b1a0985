"""Documents read for a look at them: no database, no server."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from service.alignment.records import OrganizationRecords
from service.audit.formats.places import Place, Places
from service.cli import output
from service.errors import UnusableInput
from service.interchange.checks import OUTSIDE_THE_GRAPH, loops, unresolved
from service.interchange.document import Document
from service.interchange.problems import Origin, Severity
from service.interchange.reading import read_documents
from service.interchange.records import records_from_document

DOCUMENTS = (".json", ".yaml", ".yml")
SNIPPET_LIMIT = 200  # a row may be one line of a megabyte


@dataclass(frozen=True, slots=True)
class Read:
    """What files say.

    Attributes:
        places: where each row that has an id stands.
        has_refused: whether rows had to be left out.
    """

    records: OrganizationRecords
    places: Places
    has_refused: bool


def read_files(paths: Sequence[Path], today: date) -> Read:
    """The documents as one; problems are printed.

    Args:
        paths: files, and folders of files.
        today: decides on the state of cycles that have none.

    Raises:
        UnusableInput: a file cannot be read at all, or a folder holds none.
    """
    files = [file for path in paths for file in documents_at(path)]
    with output.working(f"Reading {', '.join(str(path) for path in paths)}"):
        reading = read_documents(files)
        document = reading.document
        broken = [*unresolved(document), *loops(document, OUTSIDE_THE_GRAPH)]
        records = records_from_document(document, today)
    found = [*reading.problems, *broken]
    output.problems(found)
    has_refused = any(problem.severity is Severity.ERROR for problem in found)
    return Read(records, dict(_places(document)), has_refused)


def documents_at(path: Path) -> list[Path]:
    """The file itself, or the documents in the folder and below it by name, hidden ones left out.

    Raises:
        UnusableInput: the folder holds none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in DOCUMENTS and not _is_hidden(file, path) and file.is_file()
    )
    if not found:
        names = ", ".join(f"*{suffix}" for suffix in DOCUMENTS)
        raise UnusableInput(f"{path}: this folder holds no documents ({names})")
    return found


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _places(document: Document) -> Iterator[tuple[tuple[str, str], Place]]:
    lines_by_file: dict[str, list[str]] = {}
    for entry in document.named():
        file = entry.origin.file
        if file not in lines_by_file:
            lines_by_file[file] = Path(file).read_text("utf-8-sig").split("\n")
        yield (entry.noun.value, entry.id), _place(entry.origin, lines_by_file[file])


def _place(origin: Origin, lines: Sequence[str]) -> Place:
    if origin.line is None:
        return Place(origin.file)
    return Place(origin.file, origin.line, lines[origin.line - 1].strip()[:SNIPPET_LIMIT])
