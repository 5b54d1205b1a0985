"""The database of a command: the embedded one, or that of SIGHTLINE_DATABASE_URL."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from service.actor import Actor, operator
from service.database import Database, Session
from service.database_url import check_url, without_password
from service.embedded import embedded_server
from service.errors import UnusableInput
from service.identity.queries import organization_id_by_slug
from service.long_work import with_database
from service.migration import is_migrated, migrate
from service.settings import Settings

Answer = TypeVar("Answer")


@contextmanager
def address(settings: Settings) -> Iterator[str]:
    """The address of the database, whatever its schema; an embedded one runs that long.

    Raises:
        UnusableInput: it cannot be started, or the given address is none.
    """
    if settings.database_url:
        yield check_url(settings.database_url)
        return
    with embedded_server(settings.data_dir) as url:
        yield url


@contextmanager
def migrated_address(settings: Settings) -> Iterator[str]:
    """The address of the database with its schema at head; an embedded one is brought there.

    Raises:
        UnusableInput: it cannot be reached, or is an external one that is behind.
    """
    with address(settings) as url:
        if not settings.database_url:
            migrate(url)
        elif not is_migrated(url):
            raise UnusableInput(
                f"the database at {without_password(url)} does not have this version's schema:"
                " run `sightline migrate`"
            )
        yield url


def in_database(settings: Settings, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """What `work` does with the open database, in an event loop of its own."""
    with migrated_address(settings) as url:
        return asyncio.run(with_database(url, work))


async def operator_of(session: Session, slug: str) -> Actor:
    """Who acts on an organization at the command line.

    Raises:
        NotFound: there is none with this slug.
    """
    return operator(await organization_id_by_slug(session, slug))
