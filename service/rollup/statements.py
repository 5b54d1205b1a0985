"""The statements of roll-up; each is one text, so that it is compiled once."""

from sqlalchemy import text

# By skipping from one organization to the next, however long the queues are.
PENDING = """
WITH RECURSIVE waiting(id) AS (
    (SELECT organization_id FROM roll_up_request ORDER BY organization_id LIMIT 1)
    UNION ALL
    SELECT (SELECT next.organization_id FROM roll_up_request next
             WHERE next.organization_id > waiting.id
             ORDER BY next.organization_id LIMIT 1)
      FROM waiting WHERE waiting.id IS NOT NULL
)
SELECT coalesce(json_agg(id), '[]'::json) FROM waiting WHERE id IS NOT NULL
"""

# A plan that was made while tables were small would be kept while they grow: a minute for a batch
# that takes a tenth of a second. To plan anew costs milliseconds.
PLAN_ANEW = text("SET LOCAL plan_cache_mode = force_custom_plan")

# What was committed, the oldest first.
WAITING = text("""
SELECT id, objective_id, refresh, cause_id, requested_at FROM roll_up_request
 WHERE organization_id = :organization ORDER BY id LIMIT CAST(:most AS bigint)
""")

TAKE = text("""
DELETE FROM roll_up_request
 WHERE organization_id = :organization AND id = ANY(CAST(:requests AS bigint[]))
""")

# What was refreshed is still to be climbed from.
TURN_PLAIN = text("""
UPDATE roll_up_request SET refresh = false
 WHERE organization_id = :organization AND id = ANY(CAST(:requests AS bigint[]))
""")

# Whose key results may stand under others.
MEMBERS = text("""
SELECT id, objective_id FROM key_result
 WHERE organization_id = :organization AND objective_id = ANY(CAST(:ids AS uuid[]))
""")

TIMEZONE = text("SELECT timezone FROM organization WHERE id = :organization")

# From what moved up to all that this may move: parents that are driven by their children, key
# results that follow them and their objectives. Wider than the graph where that is simpler:
# whether an edge holds on the day, or its child lives, is looked at when numbers are computed.
# A key result moves without a request where it is computed for another day than it was; one that
# left life moves what it counted in.
ABOVE = text("""
WITH RECURSIVE moved(id) AS (
    (SELECT unnest(CAST(:ids AS uuid[]))
     UNION
     SELECT k.id FROM key_result k
      WHERE k.organization_id = :organization AND k.objective_id = ANY(CAST(:ids AS uuid[])))
    UNION
    SELECT above.id FROM moved CROSS JOIN LATERAL (
        SELECT o.id FROM alignment a
          JOIN objective o ON o.organization_id = a.organization_id AND o.id = a.parent_id
         WHERE a.organization_id = :organization AND a.child_id = moved.id
           AND a.parent_kind = 'OBJECTIVE'
           AND a.kind = 'CONTRIBUTES' AND a.state = 'ACCEPTED' AND a.archived_at IS NULL
           AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
           AND (o.progress_driver IN ('ALIGNED_CHILDREN', 'BOTH') OR o.progress_driver IS NULL
                AND NOT EXISTS (SELECT 1 FROM key_result k
                                 WHERE k.organization_id = :organization
                                   AND k.objective_id = o.id AND k.archived_at IS NULL))
        UNION ALL
        SELECT k.id FROM alignment a
          JOIN key_result k ON k.organization_id = a.organization_id AND k.id = a.parent_id
         WHERE a.organization_id = :organization AND a.child_id = moved.id
           AND a.parent_kind = 'KEY_RESULT'
           AND a.kind = 'CONTRIBUTES' AND a.state = 'ACCEPTED' AND a.archived_at IS NULL
           AND k.archived_at IS NULL AND k.follows = 'ALIGNED_CHILDREN'
        UNION ALL
        SELECT k.objective_id FROM key_result k
         WHERE k.organization_id = :organization AND k.id = moved.id
           AND k.archived_at IS NULL AND k.follows = 'ALIGNED_CHILDREN'
        UNION ALL
        SELECT k.id FROM objective o
          JOIN key_result k ON k.organization_id = o.organization_id AND k.objective_id = o.id
         WHERE o.organization_id = :organization AND o.id = moved.id
           AND o.numbers_on IS DISTINCT FROM CAST(:day AS date) AND k.archived_at IS NULL
    ) above
)
SELECT driven.id FROM moved CROSS JOIN LATERAL (
    SELECT o.id FROM objective o
     WHERE o.organization_id = :organization AND o.id = moved.id
       AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
       AND (o.progress_driver IN ('ALIGNED_CHILDREN', 'BOTH')
            OR o.no_progress_reason = 'CYCLE'
            OR EXISTS (SELECT 1 FROM key_result k
                        WHERE k.organization_id = :organization AND k.objective_id = o.id
                          AND k.archived_at IS NULL AND k.follows = 'ALIGNED_CHILDREN')
            OR o.progress_driver IS NULL
               AND NOT EXISTS (SELECT 1 FROM key_result k
                                WHERE k.organization_id = :organization AND k.objective_id = o.id
                                  AND k.archived_at IS NULL))
    -- By its key: nobody can know how few have moved.
    OFFSET 0
) driven
 ORDER BY driven.id
""")

# All clocks: few, and a time zone is Python's to read.
CLOCKS = """
SELECT coalesce(json_agg(json_build_array(o.id, o.timezone, c.turned_on)), '[]'::json)
  FROM organization o LEFT JOIN progress_clock c ON c.organization_id = o.id
"""

# `seen` is of this version of the row: a clock that is set back meanwhile stays set back.
CLOCK = text("""
SELECT o.timezone, c.turned_on, c.cause_id, CAST(CAST(c.xmin AS text) AS bigint) AS seen
  FROM organization o LEFT JOIN progress_clock c ON c.organization_id = o.id
 WHERE o.id = :organization
""")

TURNED = text("""
INSERT INTO progress_clock AS clock (organization_id, turned_on)
VALUES (:organization, CAST(:day AS date))
ON CONFLICT (organization_id) DO UPDATE SET turned_on = excluded.turned_on, cause_id = NULL
 WHERE CAST(CAST(clock.xmin AS text) AS bigint) = CAST(:seen AS bigint)
""")

# Objectives whose numbers another day can change: not those that were over, with all their key
# results, when they were computed last.
TO_TURN = text("""
SELECT o.id FROM objective o
  LEFT JOIN cycle c ON c.organization_id = o.organization_id AND c.id = o.cycle_id
 WHERE o.organization_id = :organization AND o.id > CAST(:after AS uuid)
   AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
   AND (CAST(:every AS boolean) OR o.numbers_on IS NULL
        OR o.numbers_on <> CAST(:day AS date) AND (
           CAST(:since AS date) IS NULL
           OR coalesce(o.ends_on, c.ends_on, o.numbers_on) >= o.numbers_on
           OR EXISTS (SELECT 1 FROM key_result k
                       WHERE k.organization_id = o.organization_id AND k.objective_id = o.id
                         AND k.archived_at IS NULL AND k.due_on >= o.numbers_on)
           OR EXISTS (SELECT 1 FROM key_result k JOIN milestone m
                          ON m.organization_id = k.organization_id AND m.key_result_id = k.id
                       WHERE k.organization_id = o.organization_id AND k.objective_id = o.id
                         AND k.archived_at IS NULL AND m.done_on > o.numbers_on)))
 ORDER BY o.id LIMIT CAST(:most AS bigint)
""")

# Where an edge began or ended to hold: its parent, and all else that its child is shared out among.
REQUEST_EDGES = text("""
INSERT INTO roll_up_request (organization_id, objective_id, refresh, requested_at)
SELECT DISTINCT CAST(:organization AS uuid), coalesce(k.objective_id, o.id), true,
       CAST(:now AS timestamptz)
  FROM alignment changed
  JOIN alignment a ON a.organization_id = changed.organization_id AND a.child_id = changed.child_id
   AND a.archived_at IS NULL
  LEFT JOIN key_result k ON k.organization_id = a.organization_id AND k.id = a.parent_id
  LEFT JOIN objective o ON o.organization_id = a.organization_id AND o.id = a.parent_id
 WHERE changed.organization_id = :organization AND changed.archived_at IS NULL
   AND coalesce(k.objective_id, o.id) IS NOT NULL
   AND (changed.valid_from > CAST(:since AS date) AND changed.valid_from <= CAST(:day AS date)
     OR changed.valid_to >= CAST(:since AS date) AND changed.valid_to < CAST(:day AS date))
""")
