"""Documents read for a look at them: no database, no server."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from service.alignment.records import OrganizationRecords
from service.cli import output
from service.interchange.checks import OUTSIDE_THE_GRAPH, loops, unresolved
from service.interchange.problems import Severity
from service.interchange.reading import read_documents
from service.interchange.records import records_from_document


def records_of(files: Sequence[Path], today: date) -> tuple[OrganizationRecords, bool]:
    """What the files say, and whether rows of theirs had to be refused; problems are printed.

    Raises:
        UnusableInput: a file cannot be read at all.
    """
    with output.working(f"Reading {', '.join(str(file) for file in files)}"):
        reading = read_documents(files)
        document = reading.document
        broken = [*unresolved(document), *loops(document, OUTSIDE_THE_GRAPH)]
        records = records_from_document(document, today)
    output.problems([*reading.problems, *broken])
    return records, any(found.severity is Severity.ERROR for found in [*reading.problems, *broken])
