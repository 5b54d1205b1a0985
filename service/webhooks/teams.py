"""Whose an event's subject is: its team, and all teams above, which it belongs to as well."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, String, Uuid, bindparam, text

from service.database import Session

# What stands between two goals is of both ends' teams. What has no team (a cycle, the strategy, a
# person) is nobody's alone.
_TEAMS = text("""
WITH RECURSIVE subject AS (
    SELECT * FROM unnest(:kinds, :ids) AS given(kind, id)
), goal AS (
    SELECT s.id AS subject_id, s.id AS goal_id FROM subject s
     WHERE s.kind IN ('objective', 'key_result', 'initiative')
    UNION ALL
    SELECT s.id, c.key_result_id FROM subject s JOIN check_in c
        ON c.organization_id = :organization AND c.id = s.id WHERE s.kind = 'check_in'
    UNION ALL
    SELECT s.id, r.objective_id FROM subject s JOIN review r
        ON r.organization_id = :organization AND r.id = s.id WHERE s.kind = 'review'
    UNION ALL
    SELECT s.id, unnest(ARRAY[a.child_id, a.parent_id]) FROM subject s JOIN alignment a
        ON a.organization_id = :organization AND a.id = s.id WHERE s.kind = 'alignment'
    UNION ALL
    SELECT s.id, unnest(ARRAY[d.from_id, d.to_id]) FROM subject s JOIN dependency d
        ON d.organization_id = :organization AND d.id = s.id WHERE s.kind = 'dependency'
), own AS (
    SELECT g.subject_id, o.team_id FROM goal g JOIN objective o
        ON o.organization_id = :organization AND o.id = g.goal_id
    UNION ALL
    SELECT g.subject_id, o.team_id FROM goal g
      JOIN key_result k ON k.organization_id = :organization AND k.id = g.goal_id
      JOIN objective o ON o.organization_id = :organization AND o.id = k.objective_id
    UNION ALL
    SELECT g.subject_id, i.team_id FROM goal g JOIN initiative i
        ON i.organization_id = :organization AND i.id = g.goal_id
    UNION ALL
    SELECT s.id, s.id FROM subject s WHERE s.kind = 'team'
    UNION ALL
    SELECT s.id, m.team_id FROM subject s JOIN membership m
        ON m.organization_id = :organization AND m.id = s.id WHERE s.kind = 'membership'
    UNION ALL
    SELECT s.id, r.team_id FROM subject s JOIN review r
        ON r.organization_id = :organization AND r.id = s.id WHERE s.kind = 'review'
    UNION ALL
    SELECT s.id, d.provider_team_id FROM subject s JOIN dependency d
        ON d.organization_id = :organization AND d.id = s.id WHERE s.kind = 'dependency'
), above AS (
    SELECT subject_id, team_id FROM own WHERE team_id IS NOT NULL
    UNION
    SELECT a.subject_id, t.parent_id FROM above a JOIN team t
        ON t.organization_id = :organization AND t.id = a.team_id
     WHERE t.parent_id IS NOT NULL
)
SELECT subject_id, team_id FROM above
""").bindparams(
    bindparam("organization", type_=Uuid),
    bindparam("kinds", type_=ARRAY(String)),
    bindparam("ids", type_=ARRAY(Uuid)),
)


async def teams_of(
    session: Session, organization_id: UUID, subjects: Sequence[tuple[str, UUID]]
) -> Mapping[UUID, set[UUID]]:
    """By id of a subject (kind, id), its team and those above; nothing where it has none.

    As things are now: who moves a goal to another team moves what is told of it later, too.
    """
    teams: defaultdict[UUID, set[UUID]] = defaultdict(set)
    if not subjects:
        return teams
    scope = {
        "organization": organization_id,
        "kinds": [kind for kind, _ in subjects],
        "ids": [own_id for _, own_id in subjects],
    }
    for row in await session.execute(_TEAMS, scope):
        teams[row.subject_id].add(row.team_id)
    return teams
