"""Whose turn it is: one worker at a time does one kind of work in one organization."""

from enum import IntEnum
from uuid import UUID

from sqlalchemy import text

from service.database import Session

_TRY = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:organization, :purpose))")
_WAIT = text("SELECT pg_advisory_xact_lock(hashtextextended(:organization, :purpose))")


class Purpose(IntEnum):
    """Kinds of work; the seed of a lock's key, of which the graph's own is 0."""

    DRAIN = 1
    CALENDAR = 2
    SEQUENCE = 3
    FAN_OUT = 4
    SIGHT = 5
    FINDINGS = 6
    CLAIM = 8


async def take_turn(
    session: Session, organization_id: UUID, purpose: Purpose, *, wait: bool = False
) -> bool:
    """Hold it until the transaction ends; False where another worker does, unless it may `wait`."""
    key = {"organization": str(organization_id), "purpose": int(purpose)}
    if wait:
        await session.execute(_WAIT, key)
        return True
    return bool(await session.scalar(_TRY, key))
