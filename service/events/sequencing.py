"""The sequencer: gives committed events their numbers, without a gap, and their hashes.

One at a time in an organization, and after the commit: who writes waits for nobody. What was
recorded first comes first, but for what was committed only when others had their numbers already.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.database import Database, Session
from service.events.chain import BEGINNING, Link, next_hash
from service.events.feed import CHANNEL
from service.turns import Purpose, take_turn

BATCH = 2_000

# By skipping from one organization to the next, however many events wait.
_WAITING = """
WITH RECURSIVE waiting(id) AS (
    (SELECT organization_id FROM event WHERE sequence IS NULL ORDER BY organization_id LIMIT 1)
    UNION ALL
    SELECT (SELECT next.organization_id FROM event next
             WHERE next.sequence IS NULL AND next.organization_id > waiting.id
             ORDER BY next.organization_id LIMIT 1)
      FROM waiting WHERE waiting.id IS NOT NULL
)
SELECT coalesce(json_agg(id), '[]'::json) FROM waiting WHERE id IS NOT NULL
"""

# It is another one as soon as any transaction that wrote something has ended.
_SNAPSHOT = "SELECT to_json(pg_current_snapshot()::text)"

# The columns of `Link` but the number, in their order, stand first.
_TOLD = 11
_UNNUMBERED = text("""
SELECT e.organization_id, e.id, e.type, e.subject_kind, e.subject_id, e.actor_person_id,
       e.actor_token_id, e.occurred_at, e.changes, e.details, e.cause_id,
       c.sequence AS head, c.hash AS head_hash
  FROM event e LEFT JOIN event_chain c ON c.organization_id = e.organization_id
 WHERE e.organization_id = :organization AND e.sequence IS NULL
 ORDER BY e.position LIMIT CAST(:most AS bigint)
""")

# The ids stand between two so that other parts of the table are left alone.
_NUMBER = text("""
WITH numbered AS (
    UPDATE event SET sequence = sent.sequence, hash = sent.hash
      FROM unnest(CAST(:ids AS uuid[]), CAST(:sequences AS bigint[]), CAST(:hashes AS bytea[]))
           AS sent(id, sequence, hash)
     WHERE event.organization_id = :organization AND event.id = sent.id
       AND event.id BETWEEN :least AND :greatest AND event.sequence IS NULL
    RETURNING 1
), chained AS (
    INSERT INTO event_chain (organization_id, sequence, hash, anchor_sequence, anchor_hash)
    VALUES (:organization, CAST(:head AS bigint), :hash, 0, :beginning)
    ON CONFLICT (organization_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
     WHERE event_chain.sequence = CAST(:before AS bigint)
    RETURNING 1
)
SELECT (SELECT count(*) FROM numbered) AS numbered, (SELECT count(*) FROM chained) AS chained,
       CAST(pg_notify(:channel, CAST(:said AS text)) AS text) AS told
""")


class Watch:
    """Looks for events without a number; costs next to nothing while nobody writes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._quiet: bytes | None = None

    async def waiting(self) -> list[UUID]:
        """The organizations that have some."""
        statements = self._database.statements
        snapshot = await statements.json(_SNAPSHOT, ())
        if snapshot == self._quiet:
            return []
        found = await statements.ids(_WAITING)
        # Whatever is committed after the snapshot gives another one.
        self._quiet = None if found else snapshot
        return found


async def number_all(database: Database, organization_id: UUID) -> int:
    """Number whatever is committed, waiting for others who do; answers how many there were."""
    numbered = 0
    while batch := await number_batch(database, organization_id, wait=True):
        numbered += batch
    return numbered


async def number_batch(
    database: Database, organization_id: UUID, *, wait: bool = False, most: int = BATCH
) -> int:
    """Number the next events in one transaction, and say so on the channel.

    Returns:
        How many; 0 where there is none, or another worker has its turn.
    """
    async with database.writing_lightly(organization_id) as session:
        if not await take_turn(session, organization_id, Purpose.SEQUENCE, wait=wait):
            return 0
        scope = {"organization": organization_id, "most": most}
        rows = list(await session.execute(_UNNUMBERED, scope))
        if rows:
            await _number(session, organization_id, rows)
        return len(rows)


async def _number(session: Session, organization_id: UUID, rows: Sequence[Any]) -> None:
    before, last = rows[0].head or 0, rows[0].head_hash or BEGINNING
    ids, hashes = [], []
    for sequence, row in enumerate(rows, before + 1):
        # By place: by name it would take as long as all the rest.
        organization, *told = row[:_TOLD]
        last = next_hash(last, Link(organization, sequence, *told))
        ids.append(row.id)
        hashes.append(last)
    given = {
        "organization": organization_id,
        "ids": ids,
        "sequences": list(range(before + 1, before + 1 + len(rows))),
        "hashes": hashes,
        "least": min(ids),
        "greatest": max(ids),
        "before": before,
        "head": before + len(rows),
        "hash": last,
        "beginning": BEGINNING,
        "channel": CHANNEL,
        "said": str(organization_id),
    }
    done = (await session.execute(_NUMBER, given)).one()
    if (done.numbered, done.chained) != (len(rows), 1):
        raise RuntimeError("somebody else has numbered events of this organization")
