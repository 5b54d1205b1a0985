from typing import Annotated

import typer

from service.cli.output import message, result
from service.cli.storage import address, without_password
from service.migration import is_migrated
from service.migration import migrate as migrate_database
from service.settings import read_settings


def migrate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only tell: exit status 1 where it is behind.")
    ] = False,
) -> None:
    """Bring the database's schema to this version."""
    with address(read_settings()) as url:
        if is_migrated(url):
            result("the schema is up to date")
            return
        if check:
            message(f"the schema of {without_password(url)} is behind: run `sightline migrate`")
            raise typer.Exit(1)
        migrate_database(url)
        result("the schema was brought up to date")
