from typing import Annotated

import typer

from service.cli.messages import message
from service.cli.output import result
from service.cli.storage import address
from service.database_url import without_password
from service.migration import is_migrated
from service.migration import migrate as migrate_database
from service.settings import read_settings


def migrate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only tell: exit status 1 where it is behind.")
    ] = False,
) -> None:
    with address(read_settings()) as url:
        is_there = is_migrated(url)
        if check and not is_there:
            message(f"the schema of {without_password(url)} is behind: run `sightline migrate`")
            raise typer.Exit(1)
        if not check:
            # Of a schema that is there already it makes the log's months to come.
            migrate_database(url)
        result("the schema is up to date" if is_there else "the schema was brought up to date")
