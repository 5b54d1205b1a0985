"""Statements that find what stands around nodes: each takes ids and gives ids."""

from sqlalchemy import text

# What belongs together: an objective and its key results, whichever of them is given.
GROUPS = text("""
WITH given(id) AS (SELECT unnest(CAST(:ids AS uuid[]))),
home(id) AS (
    SELECT id FROM given
    UNION
    SELECT k.objective_id FROM given
      JOIN key_result k ON k.organization_id = :organization AND k.id = given.id
)
SELECT id FROM home
UNION
SELECT k.id FROM home
  JOIN key_result k ON k.organization_id = :organization AND k.objective_id = home.id
""")

_BY_DEPENDENCY = """
SELECT d.to_id AS id FROM dependency d
 WHERE d.organization_id = :organization AND d.from_id = given.id AND d.archived_at IS NULL
UNION
SELECT d.from_id FROM dependency d
 WHERE d.organization_id = :organization AND d.to_id = given.id AND d.archived_at IS NULL
"""

# Whatever depends on them, and they on; whatever leads up to them by any edge, of any state.
PARTNERS = text(f"""
SELECT beside.id FROM unnest(CAST(:ids AS uuid[])) AS given(id)
 CROSS JOIN LATERAL ({_BY_DEPENDENCY}) beside LIMIT CAST(:most AS bigint) + 1
""")  # noqa: S608  nothing but our own names gets in
BESIDE = text(f"""
SELECT beside.id FROM unnest(CAST(:ids AS uuid[])) AS given(id) CROSS JOIN LATERAL (
    SELECT a.child_id AS id FROM alignment a
     WHERE a.organization_id = :organization AND a.parent_id = given.id AND a.archived_at IS NULL
    UNION
    SELECT t.initiative_id FROM initiative_target t
     WHERE t.organization_id = :organization AND t.target_id = given.id
    UNION
    SELECT e.id FROM strategy_element e
     WHERE e.organization_id = :organization AND e.parent_id = given.id
    UNION
    {_BY_DEPENDENCY}
) beside LIMIT CAST(:most AS bigint) + 1
""")  # noqa: S608  nothing but our own names gets in

PARENTS = text("""
SELECT above.id FROM unnest(CAST(:ids AS uuid[])) AS given(id) CROSS JOIN LATERAL (
    SELECT a.parent_id AS id FROM alignment a
     WHERE a.organization_id = :organization AND a.child_id = given.id AND a.archived_at IS NULL
    UNION
    SELECT t.target_id FROM initiative_target t
     WHERE t.organization_id = :organization AND t.initiative_id = given.id
    UNION
    SELECT e.parent_id FROM strategy_element e
     WHERE e.organization_id = :organization AND e.id = given.id AND e.parent_id IS NOT NULL
) above
""")

BELOW = text("""
WITH RECURSIVE below(id) AS (
    SELECT unnest(CAST(:ids AS uuid[]))
    UNION
    SELECT edge.id FROM below CROSS JOIN LATERAL (
        SELECT k.id FROM key_result k
         WHERE k.organization_id = :organization AND k.objective_id = below.id
        UNION ALL
        SELECT a.child_id FROM alignment a
         WHERE a.organization_id = :organization AND a.parent_id = below.id
           AND a.archived_at IS NULL
        UNION ALL
        SELECT e.id FROM strategy_element e
         WHERE e.organization_id = :organization AND e.parent_id = below.id
    ) edge
)
SELECT id FROM below LIMIT CAST(:most AS bigint) + 1
""")

# What they continue and what continues them, to both ends.
CHAINS = text("""
WITH RECURSIVE chain(id) AS (
    SELECT unnest(CAST(:ids AS uuid[]))
    UNION
    SELECT link.id FROM chain CROSS JOIN LATERAL (
        SELECT o.carried_from_id AS id FROM objective o
         WHERE o.organization_id = :organization AND o.id = chain.id
        UNION ALL
        SELECT o.id FROM objective o
         WHERE o.organization_id = :organization AND o.carried_from_id = chain.id
        UNION ALL
        SELECT k.carried_from_id FROM key_result k
         WHERE k.organization_id = :organization AND k.id = chain.id
        UNION ALL
        SELECT k.id FROM key_result k
         WHERE k.organization_id = :organization AND k.carried_from_id = chain.id
    ) link WHERE link.id IS NOT NULL
)
SELECT id FROM chain LIMIT CAST(:most AS bigint) + 1
""")

# All that they wait for, by whatever way.
AWAITED = text("""
WITH RECURSIVE waits(id) AS (
    SELECT unnest(CAST(:ids AS uuid[]))
    UNION
    SELECT provider.id FROM waits CROSS JOIN LATERAL (
        SELECT d.to_id AS id FROM dependency d
         WHERE d.organization_id = :organization AND d.from_id = waits.id
           AND d.kind = 'NEEDS' AND d.archived_at IS NULL
        UNION ALL
        SELECT d.from_id FROM dependency d
         WHERE d.organization_id = :organization AND d.to_id = waits.id
           AND d.kind = 'BLOCKS' AND d.archived_at IS NULL
    ) provider
)
SELECT id FROM waits LIMIT CAST(:most AS bigint) + 1
""")

_LIVE_CHILDREN = """
SELECT a.child_id AS id FROM alignment a
  LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = a.child_id
  JOIN objective o
    ON o.organization_id = :organization AND o.id = coalesce(k.objective_id, a.child_id)
 WHERE a.organization_id = :organization AND a.parent_id = given.id
   AND a.archived_at IS NULL AND a.state = 'ACCEPTED'
   AND coalesce(a.valid_from <= :day, true) AND coalesce(a.valid_to >= :day, true)
   AND k.archived_at IS NULL AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
"""

# Enough below each to tell whether anything is, from its own objective or another, and whether an
# initiative works on it: one near the top may have a hundred thousand.
SOME_CHILDREN = text(f"""
SELECT child.id FROM unnest(CAST(:ids AS uuid[])) AS given(id)
  LEFT JOIN key_result own ON own.organization_id = :organization AND own.id = given.id
 CROSS JOIN LATERAL (
    ({_LIVE_CHILDREN} LIMIT 1)
    UNION ALL
    ({_LIVE_CHILDREN} AND o.id <> coalesce(own.objective_id, given.id) LIMIT 1)
    UNION ALL
    (SELECT t.initiative_id FROM initiative_target t
       JOIN initiative i ON i.organization_id = :organization AND i.id = t.initiative_id
      WHERE t.organization_id = :organization AND t.target_id = given.id
        AND i.archived_at IS NULL AND i.status IS DISTINCT FROM 'DROPPED' LIMIT 1)
) child
""")  # noqa: S608  nothing but our own names gets in

# Objectives without key results are told by how many contribute to them.
CONTRIBUTORS = text(f"""
SELECT child.id FROM unnest(CAST(:ids AS uuid[])) AS given(id) CROSS JOIN LATERAL (
    {_LIVE_CHILDREN} AND a.kind = 'CONTRIBUTES'
) child
 WHERE EXISTS (SELECT FROM objective o WHERE o.organization_id = :organization AND o.id = given.id)
   AND NOT EXISTS (SELECT FROM key_result k WHERE k.organization_id = :organization
                    AND k.objective_id = given.id AND k.archived_at IS NULL)
 LIMIT CAST(:most AS bigint) + 1
""")  # noqa: S608  nothing but our own names gets in

# One live objective of each level that is in use, and every strategy element that is.
PILLARS = text("""
SELECT found.id FROM unnest(CAST(:levels AS text[])) AS asked(level) CROSS JOIN LATERAL (
    SELECT o.id FROM objective o
     WHERE o.organization_id = :organization AND o.level = asked.level
       AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED' LIMIT 1
) found
UNION ALL
SELECT id FROM strategy_element WHERE organization_id = :organization AND archived_at IS NULL
""")

LEVELS = text("""
SELECT asked.level FROM unnest(CAST(:levels AS text[])) AS asked(level)
 WHERE EXISTS (SELECT FROM objective o
                WHERE o.organization_id = :organization AND o.level = asked.level
                  AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED')
 ORDER BY 1
""")

# An active key result of each KPI that has one: more would not change what is said.
MOVERS = text("""
SELECT mover.id FROM unnest(CAST(:ids AS uuid[])) AS given(id) CROSS JOIN LATERAL (
    SELECT k.id FROM key_result k
      JOIN objective o ON o.organization_id = :organization AND o.id = k.objective_id
     WHERE k.organization_id = :organization AND k.kpi_id = given.id
       AND k.archived_at IS NULL AND o.archived_at IS NULL AND o.lifecycle = 'ACTIVE' LIMIT 1
) mover
""")

KPIS = text("""
SELECT DISTINCT kpi_id FROM key_result
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[])) AND kpi_id IS NOT NULL
""")

# Key results whose number is a KPI's.
FOLLOWERS = text("""
SELECT id FROM key_result WHERE organization_id = :organization
   AND kpi_id = ANY(CAST(:ids AS uuid[])) LIMIT CAST(:most AS bigint) + 1
""")

OWNED = text("""
(SELECT id FROM objective WHERE organization_id = :organization
    AND owner_id = ANY(CAST(:ids AS uuid[])) LIMIT CAST(:most AS bigint) + 1)
UNION ALL
(SELECT id FROM key_result WHERE organization_id = :organization
    AND owner_id = ANY(CAST(:ids AS uuid[])) LIMIT CAST(:most AS bigint) + 1)
""")

ALIGNED = text("""
SELECT id, child_id, parent_id FROM alignment
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")

DEPENDENT = text("""
SELECT id, from_id, to_id FROM dependency
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")

DEPENDENCIES_AMONG = text("""
SELECT id FROM dependency WHERE organization_id = :organization AND archived_at IS NULL
   AND from_id = ANY(CAST(:ids AS uuid[])) AND to_id = ANY(CAST(:ids AS uuid[]))
""")

HOMES = text("""
SELECT DISTINCT objective_id FROM key_result
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")
