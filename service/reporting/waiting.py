"""What waits for a decision around some goals, and who decides it: as the inbox says.

A goal is its owner's to decide about: a key result without an owner is its objective's, an
objective without one its team's. A team decides by those who lead it, or by all its members where
nobody does.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.database import Session
from service.narrative.facts import DecisionKind
from service.reporting.composing.material import Waiting
from service.teams.rules import TeamRole

# A goal that BLOCKS another one provides; else what it leads to does.
_WAITING = text("""
WITH own AS (
    SELECT id FROM objective
     WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
    UNION ALL
    SELECT id FROM key_result
     WHERE organization_id = :organization AND objective_id = ANY(CAST(:ids AS uuid[]))
       AND archived_at IS NULL
), asked AS (
    SELECT 'PROPOSAL' AS kind, id, child_id AS by, parent_id AS of, proposed_at AS since,
           rationale AS why, CAST(NULL AS date) AS needed_by, CAST(NULL AS uuid) AS team_id
      FROM alignment
     WHERE organization_id = :organization AND state = 'PROPOSED' AND archived_at IS NULL
       AND (child_id IN (SELECT id FROM own) OR parent_id IN (SELECT id FROM own))
    UNION ALL
    SELECT 'DEPENDENCY', id, CASE kind WHEN 'BLOCKS' THEN to_id ELSE from_id END,
           CASE kind WHEN 'BLOCKS' THEN from_id ELSE to_id END, requested_at, note, needed_by,
           provider_team_id
      FROM dependency
     WHERE organization_id = :organization AND state = 'REQUESTED' AND archived_at IS NULL
       AND (from_id IN (SELECT id FROM own) OR to_id IN (SELECT id FROM own))
), told AS (
    SELECT asked.*, (asked.since AT TIME ZONE CAST(:zone AS text))::date AS day,
           coalesce(bk.title, bo.title) AS asks, coalesce(s.title, k.title, o.title) AS asked_title,
           coalesce(k.owner_id, o.owner_id) AS owner_id, o.team_id AS home_id, c.state
      FROM asked
      LEFT JOIN key_result bk ON bk.organization_id = :organization AND bk.id = asked.by
      JOIN objective bo
        ON bo.organization_id = :organization AND bo.id = coalesce(bk.objective_id, asked.by)
      LEFT JOIN cycle c ON c.organization_id = :organization AND c.id = bo.cycle_id
      LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = asked.of
      LEFT JOIN objective o
        ON o.organization_id = :organization AND o.id = coalesce(k.objective_id, asked.of)
      LEFT JOIN strategy_element s ON s.organization_id = :organization AND s.id = asked.of
     WHERE coalesce(bk.archived_at, bo.archived_at) IS NULL AND bo.lifecycle <> 'CANCELLED'
       AND coalesce(s.archived_at, k.archived_at, o.archived_at) IS NULL
       AND coalesce(o.lifecycle, '') <> 'CANCELLED'
)
SELECT told.kind, told.asks, told.asked_title, told.day, told.why, told.needed_by,
       p.name AS owner, told.home_id, told.team_id
  FROM told LEFT JOIN person p ON p.organization_id = :organization AND p.id = told.owner_id
 WHERE told.day <= :day AND told.state IS DISTINCT FROM 'CLOSED'
 ORDER BY told.day, told.id
""")

_MEMBERS = text("""
SELECT m.team_id, m.role, p.name
  FROM membership m
  JOIN person p ON p.organization_id = m.organization_id AND p.id = m.person_id
 WHERE m.organization_id = :organization AND m.team_id = ANY(CAST(:teams AS uuid[]))
   AND m.archived_at IS NULL AND p.archived_at IS NULL AND p.active
 ORDER BY p.name, m.id
""")


async def waiting_around(
    session: Session, actor: Actor, objective_ids: Collection[UUID], day: date, zone: str
) -> list[Waiting]:
    """What is asked by the goals or of them, the longest waiting first."""
    scope: dict[str, Any] = {
        "organization": actor.organization_id,
        "ids": list(objective_ids),
        "day": day,
        "zone": zone,
    }
    rows = list(await session.execute(_WAITING, scope))
    teams = {team for row in rows for team in (row.home_id, row.team_id) if team is not None}
    deciders = await _deciders(session, actor, teams)
    return [_waiting(row, deciders) for row in rows]


def _waiting(row: Any, deciders: Mapping[UUID, Sequence[str]]) -> Waiting:  # noqa: ANN401  a row
    own = [row.owner] if row.owner is not None else list(deciders.get(row.home_id, ()))
    others = deciders.get(row.team_id, ())
    return Waiting(
        kind=DecisionKind(row.kind),
        asks=row.asks,
        asked=row.asked_title,
        since=row.day,
        deciders=list(dict.fromkeys([*own, *others])),
        why=row.why,
        needed_by=row.needed_by,
    )


async def _deciders(
    session: Session, actor: Actor, teams: Collection[UUID]
) -> Mapping[UUID, Sequence[str]]:
    """Who decides for a team, by name."""
    scope = {"organization": actor.organization_id, "teams": list(teams)}
    members: dict[UUID, list[str]] = defaultdict(list)
    leads: dict[UUID, list[str]] = defaultdict(list)
    for row in await session.execute(_MEMBERS, scope):
        members[row.team_id].append(row.name)
        if row.role == TeamRole.LEAD:
            leads[row.team_id].append(row.name)
    return {**members, **leads}
