from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.exc import IntegrityError

from service.cli.output import result
from service.cli.storage import in_database
from service.database import Database
from service.errors import NotFound
from service.identity import commands
from service.identity.queries import organization_id_by_slug
from service.settings import read_settings
from service.tables import new_id

app = typer.Typer(help="Organizations; each one's OKRs are its own.", add_completion=False)


@app.callback()
def organization() -> None:
    """A group stays one with a single command."""


@app.command("create")
def create_organization(
    slug: Annotated[str, typer.Argument(help="Its name in commands: a-z, 0-9 and -.")],
    name: Annotated[str | None, typer.Option(help="Its name for people; the slug if none.")] = None,
) -> None:
    """Create an organization; nothing happens where it exists already."""

    async def work(database: Database) -> bool:
        return (await made_organization(database, slug, name))[1]

    is_new = in_database(read_settings(), work)
    result(f"organization {slug} was created" if is_new else f"organization {slug} exists already")


async def made_organization(
    database: Database, slug: str, name: str | None = None
) -> tuple[UUID, bool]:
    """The organization of that slug, and whether it was made just now."""
    try:
        async with database.reading() as session:
            return await organization_id_by_slug(session, slug), False
    except NotFound:
        pass
    organization_id = new_id()
    try:
        async with database.writing(organization_id) as session:
            await commands.create_organization(session, organization_id, slug, name)
    except IntegrityError:
        # Another command made it at the same time.
        async with database.reading() as session:
            return await organization_id_by_slug(session, slug), False
    return organization_id, True
