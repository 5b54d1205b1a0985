"""`sightline verify`: whether what is derived is what the records come to, and the log is whole."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import typer

from service.cli import output
from service.cli.storage import in_database
from service.database import Database
from service.decimals import decimal_text
from service.events.verifying import LogVerification, verify_log
from service.identity.queries import organization_id_by_slug, organization_slugs
from service.rollup.verifying import Difference, Verification
from service.rollup.verifying import verify as verified
from service.settings import read_settings
from service.sight.verifying import SightVerification, verify_sight
from service.tables import utc_now


def verify(
    *,
    organization: Annotated[
        str | None, typer.Option(metavar="SLUG", help="This one alone; else all.")
    ] = None,
) -> None:
    async def work(database: Database) -> bool:
        is_sound = True
        for slug, id_ in await _chosen(database, organization):
            found = await verified(database, id_, utc_now())
            log = await verify_log(database, id_)
            sight = await verify_sight(database, id_)
            _print(slug, found)
            _print_log(slug, log)
            _print_sight(slug, sight)
            is_sound &= not (found.differing or log.broken or sight.differing)
        return is_sound

    with output.working("Computing all numbers anew"):
        is_sound = in_database(read_settings(), work)
    if not is_sound:
        raise typer.Exit(1)


async def _chosen(database: Database, slug: str | None) -> Iterable[tuple[str, UUID]]:
    async with database.reading() as session:
        if slug is None:
            return await organization_slugs(session)
        return [(slug, await organization_id_by_slug(session, slug))]


def _print(slug: str, found: Verification) -> None:
    pending = f", {found.pending:,} of them still to be computed" if found.pending else ""
    output.result(
        f"{slug}: {found.objectives:,} objectives{pending}, {found.key_results:,} key results,"
        f" {found.differing:,} differences"
    )
    for one in found.differences:
        output.result(f"  {_words(one)}")
    if found.differing > len(found.differences):
        output.result("  …")


def _print_log(slug: str, found: LogVerification) -> None:
    waiting = f", {found.unnumbered:,} more still to be numbered" if found.unnumbered else ""
    output.result(f"{slug}: {found.events:,} events in the log{waiting}, {found.broken:,} breaks")
    for one in found.breaks:
        output.result(f"  event {one.sequence}: {one.kind}")
    if found.broken > len(found.breaks):
        output.result("  …")


def _print_sight(slug: str, found: SightVerification) -> None:
    waiting = f", {found.unfollowed:,} events still to be followed" if found.unfollowed else ""
    output.result(
        f"{slug}: lines of sight of {found.nodes:,} nodes{waiting}, {found.differing:,} differences"
    )
    for one in found.differences:
        output.result(
            f"  {one.id}: is stored as {one.stored.name}, recomputed as {one.recomputed.name}"
        )
    if found.differing > len(found.differences):
        output.result("  …")


def _words(one: Difference) -> str:
    noun = one.kind.replace("_", " ")
    return (
        f"{noun} {one.key or one.id}: {one.field} is stored as {_text(one.stored)},"
        f" recomputed as {_text(one.recomputed)}"
    )


def _text(value: Any) -> str:  # noqa: ANN401 - of any column
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
