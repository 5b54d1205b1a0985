"""One organization, with documents coming in and going out."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

from service.actor import Actor
from service.alignment.writing import graph_writing
from service.database import Database
from service.events.models import Event
from service.interchange.commands import ImportOptions, ImportResult, import_document
from service.interchange.export import export_document
from service.interchange.reading import read_documents
from tests.company import events_of

WriteFile = Callable[..., Path]


class Desk:
    """Imports texts into one organization, and looks at what is there."""

    def __init__(self, database: Database, actor: Actor, write: WriteFile) -> None:
        self.database = database
        self.actor = actor
        self._write = write

    async def bring(self, text: str, **options: Any) -> ImportResult:
        """Import `text`, a YAML document without its first line."""
        path = self._write(f"format: sightline/1\n{dedent(text)}")
        return await self.bring_file(path, **options)

    async def bring_file(self, *paths: Path, **options: Any) -> ImportResult:
        reading = read_documents(paths)
        async with graph_writing(self.database, self.actor) as session:
            return await import_document(session, self.actor, reading, ImportOptions(**options))

    async def export(self, cycles: tuple = ()) -> dict[str, Any]:
        async with self.database.reading() as session:
            return await export_document(session, self.actor, cycles)

    async def events(self) -> list[Event]:
        """All but the organization's own first one."""
        return await events_of(self.database, self.actor)


def told(result: ImportResult) -> list[tuple]:
    """The problems, without the file."""
    return [
        (found.origin.list, found.origin.row, found.field, found.code.value, found.message)
        for found in result.problems
    ]


def changed(result: ImportResult) -> dict[str, dict[str, int]]:
    """The counts that are not zero."""
    nonzero = {
        noun: {outcome: count for outcome, count in counts.items() if count}
        for noun, counts in result.counts.items()
    }
    return {noun: counts for noun, counts in nonzero.items() if counts}
