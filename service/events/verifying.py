"""Whether the log is what was written: every number there, every hash what the chain comes to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from service.database import Database, Session
from service.events.chain import BEGINNING, Link, next_hash
from service.events.models import EventChain
from service.events.record import EVENTS
from service.tables import metadata

_FETCHED = 5_000
_MOST_TOLD = 1_000
_CHAINS = metadata.tables[str(EventChain.__tablename__)]

# In the order of `Link`.
_LINKS = (
    select(
        EVENTS.c.organization_id,
        EVENTS.c.sequence,
        EVENTS.c.id,
        EVENTS.c.type,
        EVENTS.c.subject_kind,
        EVENTS.c.subject_id,
        EVENTS.c.actor_person_id,
        EVENTS.c.actor_token_id,
        EVENTS.c.occurred_at,
        EVENTS.c.changes,
        EVENTS.c.details,
        EVENTS.c.cause_id,
        EVENTS.c.hash,
    )
    .where(EVENTS.c.organization_id == bindparam("organization"))
    .where(EVENTS.c.sequence > bindparam("after"))
    .order_by(EVENTS.c.sequence, EVENTS.c.id)
)
_CHAIN = select(
    _CHAINS.c.sequence, _CHAINS.c.hash, _CHAINS.c.anchor_sequence, _CHAINS.c.anchor_hash
).where(_CHAINS.c.organization_id == bindparam("organization"))
_UNNUMBERED = (
    select(func.count())
    .select_from(EVENTS)
    .where(EVENTS.c.organization_id == bindparam("organization"))
    .where(EVENTS.c.sequence.is_(None))
)


class BreakKind(StrEnum):
    """What is wrong with the chain at one place; the value says it."""

    HASH = "it or what stands before it was changed"
    GAP = "events before it are missing"
    TWICE = "the number was given twice"
    HEAD = "it is not the end that was written down"


@dataclass(frozen=True, slots=True)
class LogBreak:
    """A place where the log is not what was written."""

    sequence: int
    kind: BreakKind


@dataclass(slots=True)
class LogVerification:
    """What was looked at.

    Attributes:
        events: that have a number.
        unnumbered: that wait for theirs; they are not yet in the chain.
        broken: how many places; of very many, `breaks` holds the first ones.
    """

    events: int = 0
    unnumbered: int = 0
    broken: int = 0
    breaks: list[LogBreak] = field(default_factory=list)

    def note(self, sequence: int, kind: BreakKind) -> None:
        self.broken += 1
        if len(self.breaks) < _MOST_TOLD:
            self.breaks.append(LogBreak(sequence, kind))


async def verify_log(database: Database, organization_id: UUID) -> LogVerification:
    """Compute the whole chain of an organization anew, at one moment."""
    async with database.reading() as session:
        scope = {"organization": organization_id}
        found = LogVerification(unnumbered=await session.scalar(_UNNUMBERED, scope) or 0)
        chain = (await session.execute(_CHAIN, scope)).one_or_none()
        head, head_hash, last, last_hash = chain or (0, BEGINNING, 0, BEGINNING)
        async for *told, stored in _rows(session, organization_id, last):
            link = Link(*told)
            found.events += 1
            if link.sequence != last + 1:
                kind = BreakKind.TWICE if link.sequence == last else BreakKind.GAP
                found.note(link.sequence, kind)
            elif next_hash(last_hash, link) != stored:
                found.note(link.sequence, BreakKind.HASH)
            last, last_hash = link.sequence, stored or BEGINNING
    if (last, last_hash) != (head, head_hash):
        found.note(last, BreakKind.HEAD)
    return found


async def _rows(session: Session, organization_id: UUID, after: int) -> AsyncIterator[Any]:
    scope = {"organization": organization_id, "after": after}
    options = {"yield_per": _FETCHED}
    async for row in await session.stream(_LINKS, scope, execution_options=options):
        yield row
