from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from service.actor import operator
from service.audit.organization_settings import check_organization_settings
from service.cli import output
from service.cli.messages import message
from service.cli.storage import in_database
from service.database import Database
from service.errors import NotFound
from service.identity.commands import create_organization
from service.identity.queries import organization_id_by_slug
from service.interchange.commands import Cycles, ImportOptions, ImportResult, import_document
from service.interchange.reading import FileFormat, Reading, read_documents
from service.rollup.draining import drain
from service.settings import read_settings
from service.tables import new_id, utc_now

_KIND_COLUMNS = 16


class _NotWritten(Exception):
    """Ends a transaction that made an organization for nothing."""

    def __init__(self, result: ImportResult) -> None:
        super().__init__()
        self.result = result


def import_files(  # noqa: PLR0913 - the contract's options
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Documents, JSON or YAML; several are one."),
    ],
    *,
    organization: Annotated[str, typer.Option(metavar="SLUG", help="Where to.")],
    create: Annotated[
        bool, typer.Option("--create", help="Create the organization where there is none.")
    ] = False,
    format: Annotated[
        FileFormat | None, typer.Option(help="What the files are; else their names tell.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would happen, write nothing.")
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Leave out refused rows and what needs them.")
    ] = False,
    cycles: Annotated[
        Cycles | None, typer.Option(help="Refuse circles, or store them for the audit.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Counts and problems, for programs.")
    ] = False,
) -> None:
    settings = read_settings()
    with output.working(f"Reading {', '.join(str(file) for file in files)}"):
        reading = read_documents(files, format)
    policy = None if cycles is None else cycles.policy

    async def work(database: Database) -> ImportResult:
        with _progress() as progress:
            options = ImportOptions(dry_run, partial, policy, progress, check_organization_settings)
            return await stored(database, organization, reading, options, create=create)

    result = in_database(settings, work)
    if json:
        output.json_result(result.as_document())
    else:
        _print(result, dry_run=dry_run)
    if result.refused:
        raise typer.Exit(1)


async def stored(
    database: Database, slug: str, reading: Reading, options: ImportOptions, *, create: bool
) -> ImportResult:
    """What became of the files in one transaction; a new organization is kept only with them.

    The numbers that follow from them are there when this is done.

    Raises:
        NotFound: there is no such organization, and it is not to be created.
    """
    organization_id, is_new = await _organization_id(database, slug, create=create)
    try:
        async with database.writing(organization_id) as session:
            if is_new:
                await create_organization(session, organization_id, slug)
            result = await import_document(session, operator(organization_id), reading, options)
            _check_kept(result, is_new=is_new)
    except _NotWritten as ended:
        return ended.result
    if result.written:
        await drain(database, organization_id, utc_now())
    return result


def _check_kept(result: ImportResult, *, is_new: bool) -> None:
    if is_new and not result.written:
        raise _NotWritten(result)


async def _organization_id(database: Database, slug: str, *, create: bool) -> tuple[UUID, bool]:
    """The organization's id, and whether it is still to be made."""
    try:
        async with database.reading() as session:
            return await organization_id_by_slug(session, slug), False
    except NotFound:
        if not create:
            raise NotFound(
                f"there is no organization {slug!r}: add --create to make it", ["organization"]
            ) from None
    return new_id(), True


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal's stderr; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("Writing"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print(result: ImportResult, *, dry_run: bool) -> None:
    output.problems(result.problems)
    for kind, counts in result.counts.items():
        parts = [f"{count:,} {outcome}" for outcome, count in counts.items() if count]
        if parts:
            output.result(f"{kind:<{_KIND_COLUMNS}} {', '.join(parts)}")
    if result.refused and not result.written:
        message("nothing was written: mend the rows above, or leave them out with --partial")
    elif dry_run:
        message("dry run: nothing was written")
