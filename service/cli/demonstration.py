"""The demo company, and a token that lets whoever started it look around."""

import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from service.actor import Actor, Role, operator
from service.cli.importing import stored
from service.database import Database, Session
from service.demo.calendar import DOCUMENT_NAME, demo_document
from service.errors import NotFound, Unauthenticated
from service.identity.commands import Grant, create_token
from service.identity.queries import actor_by_token, organization_id_by_slug
from service.identity.secret_key import read_secret_key
from service.interchange.commands import ImportOptions
from service.interchange.reading import Reading, read_documents
from service.settings import Settings
from service.tables import utc_now

SLUG = "demo"
_FILE = "demo.token"
_GRANT = Grant("make run", Role.ADMIN)
_LIFETIME = timedelta(days=30)


async def demo_token(database: Database, settings: Settings) -> str:
    """An admin's token for the demo organization, which is made where there is none.

    It is kept in the data directory, for us alone, and is the same until it expires.
    """
    await _ensure_organization(database)
    secret_key = read_secret_key(settings)
    kept = settings.data_dir / _FILE
    async with database.reading() as session:
        actor = operator(await organization_id_by_slug(session, SLUG))
        text = await _still_valid(session, actor, _read(kept), secret_key)
    if text is None:
        async with database.writing(actor.organization_id) as session:
            _, text = await create_token(
                session, actor, secret_key=secret_key, grant=_GRANT, lifetime=_LIFETIME
            )
        _keep(kept, text)
    return text


async def _ensure_organization(database: Database) -> None:
    try:
        async with database.reading() as session:
            await organization_id_by_slug(session, SLUG)
    except NotFound:
        await stored(database, SLUG, _demo_reading(), ImportOptions(), create=True)


def _demo_reading() -> Reading:
    with TemporaryDirectory() as folder:
        document = Path(folder, DOCUMENT_NAME)
        document.write_bytes(demo_document(utc_now().date()))
        return read_documents([document])


async def _still_valid(session: Session, actor: Actor, text: str, secret_key: bytes) -> str | None:
    try:
        owner = await actor_by_token(session, text, secret_key=secret_key, now=utc_now())
    except Unauthenticated:
        return None
    return text if owner.organization_id == actor.organization_id else None


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError):
        return ""


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
