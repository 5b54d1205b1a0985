"""Putting rows away and bringing them back, where nothing else hangs on it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Table

from service.actor import Actor
from service.database import Session
from service.writing.batches import alone
from service.writing.given import Seen
from service.writing.rows import archivings, write_edits


async def archive_row(
    session: Session, actor: Actor, table: Table, seen: Seen, now: datetime
) -> UUID:
    """Archive a row; nothing happens where it is archived.

    Raises:
        NotFound: there is no such row.
        Conflict: its version is another than expected.
    """
    edits = await archivings(session, actor, table, alone(seen), now)
    await write_edits(session, actor, table, list(edits.values()), now)
    return seen.id


async def restore_row(
    session: Session, actor: Actor, table: Table, seen: Seen, now: datetime
) -> UUID:
    """Bring a row back; nothing happens where it is live.

    Raises:
        NotFound: there is no such row.
        Conflict: its version is another than expected.
    """
    edits = await archivings(session, actor, table, alone(seen), None)
    await write_edits(session, actor, table, list(edits.values()), now)
    return seen.id
