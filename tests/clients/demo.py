"""The demo company as it is today, in an organization of the tests' own."""

from pathlib import Path

from service.actor import Actor
from service.database import Database
from service.demo.calendar import DOCUMENT_NAME, demo_document
from service.interchange.commands import ImportOptions, import_document
from service.interchange.reading import read_documents
from service.rollup.draining import drain
from service.tables import utc_now
from tests.conftest import new_organization


async def demo_organization(database_url: str, folder: Path) -> Actor:
    """An admin of it."""
    document = folder / DOCUMENT_NAME
    document.write_bytes(demo_document(utc_now().date()))
    database = Database(database_url, pool_size=2)
    await database.open()
    try:
        actor = await new_organization(database)
        async with database.writing(actor.organization_id) as session:
            await import_document(session, actor, read_documents([document]), ImportOptions())
        await drain(database, actor.organization_id, utc_now())
    finally:
        await database.close()
    return actor
