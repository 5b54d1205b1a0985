"""What waits on the way from a change to its consumers, over all organizations."""

from dataclasses import dataclass
from typing import Any

import orjson

from service.database import Database
from service.events.feed import Consumer
from service.webhooks.statements import WAITING

# Nobody needs to know how many more there are, and to count them takes a while.
MOST_COUNTED = 1_000_000

_BACKLOG = f"""
WITH RECURSIVE {WAITING},
unnumbered(organization_id, since) AS (
    (SELECT organization_id, occurred_at FROM event WHERE sequence IS NULL
      ORDER BY organization_id, position LIMIT 1)
    UNION ALL
    SELECT next.organization_id, next.occurred_at FROM unnumbered CROSS JOIN LATERAL (
        SELECT e.organization_id, e.occurred_at FROM event e
         WHERE e.sequence IS NULL AND e.organization_id > unnumbered.organization_id
         ORDER BY e.organization_id, e.position LIMIT 1
    ) next
), open AS (
    SELECT w.state, due.count, due.since FROM waiting JOIN webhook w
        ON w.organization_id = waiting.organization_id AND w.id = waiting.webhook_id
       AND w.archived_at IS NULL
     CROSS JOIN LATERAL (
        SELECT count(*), min(next_attempt_at) AS since FROM (
            SELECT d.next_attempt_at FROM webhook_delivery d
             WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id
               AND d.state = 'PENDING' AND d.next_attempt_at <= statement_timestamp()
             ORDER BY d.next_attempt_at LIMIT {MOST_COUNTED}) x) due
), counted AS (
    SELECT
    (SELECT count(*) FROM (SELECT 1 FROM event WHERE sequence IS NULL LIMIT {MOST_COUNTED}) x)
        AS unnumbered,
    (SELECT extract(epoch FROM statement_timestamp() - min(since)) FROM unnumbered)
        AS unnumbered_s,
    (SELECT sum(c.sequence - greatest(l.sequence, c.anchor_sequence)) FROM event_chain c
       LEFT JOIN log_cursor l ON l.organization_id = c.organization_id AND l.consumer = $1)
        AS behind,
    (SELECT sum(count) FROM open WHERE state = 'ENABLED') AS due,
    (SELECT extract(epoch FROM statement_timestamp() - min(since)) FROM open
      WHERE state = 'ENABLED') AS due_s,
    (SELECT sum(count) FROM open WHERE state = 'PAUSED') AS held,
    (SELECT count(*) FROM (SELECT 1 FROM webhook_delivery WHERE state = 'PENDING'
      LIMIT {MOST_COUNTED}) x) AS pending,
    (SELECT count(*) FROM webhook_delivery WHERE state = 'LEASED') AS leased,
    (SELECT count(*) FROM (SELECT 1 FROM webhook_delivery
      WHERE state IN ('EXHAUSTED', 'CANCELLED') LIMIT {MOST_COUNTED}) x) AS failed,
    (SELECT count(*) FROM (SELECT 1 FROM roll_up_request LIMIT {MOST_COUNTED}) x) AS roll_ups
)
SELECT row_to_json(counted) FROM counted
"""  # noqa: S608  nothing but our own words gets in


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts end at a million.

    Attributes:
        unnumbered: events that have no number in the log yet.
        unnumbered_s: for how many seconds the oldest of these has waited.
        behind: events that were not fanned out to webhooks yet.
        due: deliveries that could be made now; `due_s` is how late the latest of these is.
        held: deliveries that wait for paused endpoints.
        pending: all deliveries that wait, for a retry as well.
        leased: deliveries that are under way.
        failed: deliveries that were given up or called off.
        roll_ups: requests to compute numbers anew.
    """

    unnumbered: int
    unnumbered_s: float
    behind: int
    due: int
    due_s: float
    held: int
    pending: int
    leased: int
    failed: int
    roll_ups: int


async def backlog_of(database: Database) -> Backlog:
    """One look.

    Raises:
        Unavailable: the database cannot answer now.
    """
    found: dict[str, Any] = orjson.loads(
        await database.statements.json(_BACKLOG, (Consumer.FAN_OUT.value,))
    )
    return Backlog(**{name: max(value or 0, 0) for name, value in found.items()})
