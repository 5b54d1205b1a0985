"""The log's parts by time: months to come are made ahead, months that are over are let go.

Whoever owns the table does this, in a connection of its own: those who serve may not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from service.database_url import driver_url
from service.outages import FAILURES, named
from service.tables import first_id

MONTHS_AHEAD = 2

# The number only has to be ours.
_TURN = "SELECT pg_advisory_xact_lock(0x516B711F)"
# Whoever asks for the log meanwhile waits as long as we do: another time is as good.
_LOCK_WAIT = "SET LOCAL lock_timeout = '500ms'"
_REST = "event_default"
_NAME = re.compile(r"event_(\d{4})_(\d{2})")

_PARTS = """
SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = 'event'::regclass ORDER BY 1
"""

# Its rows come with their numbers and hashes. The columns of both stand in the order of `event`.
_MOVE = """
WITH moved AS (DELETE FROM event_default WHERE id >= $1 AND id < $2 RETURNING *)
INSERT INTO {part} SELECT * FROM moved
"""

_ENDS = """
SELECT DISTINCT ON (organization_id) organization_id, sequence, hash
  FROM {part} ORDER BY organization_id, sequence DESC NULLS FIRST
"""

# Those who read every log have seen it, and nothing of it is still to be sent.
_IS_DONE = """
SELECT NOT EXISTS (SELECT 1 FROM log_cursor WHERE organization_id = $1 AND sequence < $2)
   AND NOT EXISTS (SELECT 1 FROM webhook_delivery
                    WHERE organization_id = $1 AND sequence <= $2
                      AND state IN ('PENDING', 'LEASED'))
"""

_ANCHOR = """
UPDATE event_chain SET anchor_sequence = $2, anchor_hash = $3
 WHERE organization_id = $1 AND anchor_sequence < $2 AND sequence >= $2
"""
_IS_ANCHORED = "SELECT anchor_sequence >= $2 FROM event_chain WHERE organization_id = $1"


@dataclass(frozen=True, slots=True)
class Kept:
    """Why a month that is over is still there."""

    part: str
    organization_id: UUID


def month_of(moment: datetime) -> datetime:
    """The first moment of the month, in UTC."""
    at = moment.astimezone(UTC)
    return datetime(at.year, at.month, 1, tzinfo=UTC)


def month_after(month: datetime, months: int = 1) -> datetime:
    """The first moment of a later month."""
    years, place = divmod(month.month - 1 + months, 12)
    return month.replace(year=month.year + years, month=place + 1)


def part_of(month: datetime) -> str:
    return f"event_{month:%Y_%m}"


def month_named(part: str) -> datetime | None:
    """The month whose events a part has; None: those of no month."""
    found = _NAME.fullmatch(part)
    return found and datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC)


async def make_parts(url: str, now: datetime) -> list[str]:
    """Make the parts of this month and the next ones; what is there already stays.

    Returns:
        The parts that were made.

    Raises:
        asyncpg.InsufficientPrivilegeError: the table is somebody else's.
        Conflict: others held it for too long; asking again may help.
        Unavailable: the database cannot answer now.
    """
    made = []
    async with _Owner(url) as connection:
        there = set(await _parts(connection))
        for ahead in range(MONTHS_AHEAD + 1):
            month = month_after(month_of(now), ahead)
            if part_of(month) not in there:
                await _make(connection, month)
                made.append(part_of(month))
    return made


async def drop_parts(url: str, now: datetime, days: int) -> tuple[list[str], list[Kept]]:
    """Let months go that ended so many days ago, the oldest first.

    Of each organization goes all up to the last event of that month, by number; its chain
    remembers where it begins now. What has no number, or is still to be delivered, is kept, with
    all its month and all later ones.

    Returns:
        The parts that are gone, and what keeps the next one, if it is time for it.

    Raises:
        as `make_parts`.
    """
    gone: list[str] = []
    async with _Owner(url) as connection:
        for part in await _parts(connection):
            month = month_named(part)
            if month is None or month_after(month) > now - timedelta(days=days):
                continue
            kept = await _drop(connection, part)
            if kept:
                return gone, kept
            gone.append(part)
    return gone, []


class _Owner:
    """A connection in the role that logged in."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> asyncpg.Connection:
        try:
            self._connection = await asyncpg.connect(driver_url(self._url), timeout=5)
        except FAILURES as error:
            raise named(error) from error
        return self._connection

    async def __aexit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        await self._connection.close()
        if isinstance(error, FAILURES) and not isinstance(
            error, asyncpg.InsufficientPrivilegeError
        ):
            raise named(error) from error


async def _parts(connection: asyncpg.Connection) -> list[str]:
    return [row["relname"] for row in await connection.fetch(_PARTS)]


async def _make(connection: asyncpg.Connection, month: datetime) -> None:
    """Beside the log first, then into it; what waited among the rest comes along."""
    part, bounds = part_of(month), (first_id(month), first_id(month_after(month)))
    async with connection.transaction():
        await connection.execute(_LOCK_WAIT)
        await connection.execute(_TURN)
        if part in await _parts(connection):
            return
        # As attaching takes it: nobody may put such a row there in between.
        await connection.execute(f"LOCK TABLE {_REST} IN ACCESS EXCLUSIVE MODE")
        await connection.execute(f"CREATE TABLE {part} (LIKE event INCLUDING DEFAULTS)")
        await connection.execute(_MOVE.format(part=part), *bounds)
        await connection.execute(
            f"ALTER TABLE event ATTACH PARTITION {part}"
            f" FOR VALUES FROM ('{bounds[0]}') TO ('{bounds[1]}')"
        )


async def _drop(connection: asyncpg.Connection, part: str) -> list[Kept]:
    async with connection.transaction():
        await connection.execute(_LOCK_WAIT)
        await connection.execute(_TURN)
        ends = await connection.fetch(_ENDS.format(part=part))
        kept = [
            Kept(part, end["organization_id"])
            for end in ends
            if not await _is_done(connection, end)
        ]
        if not kept:
            await _cut(connection, part, ends)
    return kept


async def _is_done(connection: asyncpg.Connection, end: asyncpg.Record) -> bool:
    await _enter(connection, end["organization_id"])
    return end["sequence"] is not None and bool(
        await connection.fetchval(_IS_DONE, end["organization_id"], end["sequence"])
    )


async def _cut(connection: asyncpg.Connection, part: str, ends: Sequence[asyncpg.Record]) -> None:
    others = [one for one in await _parts(connection) if one != part]
    for organization_id, sequence, hash_ in ends:
        await _enter(connection, organization_id)
        await connection.execute(_ANCHOR, organization_id, sequence, hash_)
        if not await connection.fetchval(_IS_ANCHORED, organization_id, sequence):
            raise RuntimeError(
                f"the chain of {organization_id} cannot be cut: is it ours to write?"
            )
        # Who began before midnight and committed after may have a greater number than others.
        for other in others:
            await connection.execute(
                f"DELETE FROM {other} WHERE organization_id = $1 AND sequence <= $2",  # noqa: S608 - our own names
                organization_id,
                sequence,
            )
    # Only now is anybody kept from the log, and for no longer than this takes.
    await connection.execute(f"DROP TABLE {part}")


async def _enter(connection: asyncpg.Connection, organization_id: UUID) -> None:
    """For row-level security, which binds the owner, too, as a member of both roles."""
    await connection.execute(
        "SELECT set_config('app.organization_id', $1, true)", str(organization_id)
    )
