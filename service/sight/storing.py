"""Standings out of the table and back into it."""

from uuid import UUID

from service.database import Session
from service.sight.reaches import Reaches, Seqs
from service.sight.statements import STORE, STORED


async def read_parts(session: Session, organization_id: UUID, reaches: Reaches, seqs: Seqs) -> None:
    """Read what is stored of these nodes, but for what was read already."""
    if parts := reaches.missing(seqs):
        scope = {"organization": organization_id, "parts": parts}
        stored = {row.part: row.reach for row in await session.execute(STORED, scope)}
        reaches.add(parts, stored)


async def write_parts(session: Session, organization_id: UUID, reaches: Reaches) -> None:
    """Write what was changed of them."""
    if changed := reaches.changed():
        scope = {
            "organization": organization_id,
            "parts": list(changed),
            "reaches": list(changed.values()),
        }
        await session.execute(STORE, scope)
