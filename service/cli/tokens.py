from enum import StrEnum
from typing import Annotated

import typer

from service.actor import Role
from service.cli.output import result
from service.cli.storage import in_database, operator_of
from service.database import Database
from service.identity import commands
from service.identity.queries import person_id_named
from service.identity.rules import span
from service.identity.secret_key import read_secret_key
from service.settings import read_settings

app = typer.Typer(help="API tokens.", add_completion=False)


class RoleName(StrEnum):
    """The roles as they are typed."""

    VIEWER = "viewer"
    MEMBER = "member"
    ADMIN = "admin"


@app.callback()
def token() -> None:
    """A group stays one with a single command."""


@app.command("create")
def create_token(
    organization: Annotated[str, typer.Option(help="The organization's slug.")],
    name: Annotated[str, typer.Option(help="What it is for, to know it again.")],
    role: Annotated[
        RoleName, typer.Option(help="A viewer reads, a member writes OKRs, an admin all else.")
    ] = RoleName.VIEWER,
    person: Annotated[
        str | None, typer.Option(help="Id or external id of the person it stands for.")
    ] = None,
    expires: Annotated[str, typer.Option(help="From now: 12h, 90d, 6w or 1y.")] = "90d",
) -> None:
    """Create an API token and print it, this once."""
    settings = read_settings()
    lifetime = span(expires)
    secret_key = read_secret_key(settings)

    async def work(database: Database) -> str:
        async with database.reading() as session:
            actor = await operator_of(session, organization)
            person_id = await person_id_named(session, actor, person) if person else None
        grant = commands.Grant(name, Role[role.name], person_id)
        async with database.writing(actor.organization_id) as session:
            _, text = await commands.create_token(
                session, actor, secret_key=secret_key, grant=grant, lifetime=lifetime
            )
        return text

    result(in_database(settings, work))
