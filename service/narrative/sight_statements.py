"""What tells where lines of sight end, and since when."""

from sqlalchemy import text

from service.narrative.statements import NODE

TITLES = text("""
SELECT id, title FROM objective
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
UNION ALL
SELECT id, title FROM key_result
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")

# Since when an objective from which nothing leads up has been so: the last day on which anything
# happened that could have ended a way up. What was imported counts as having always been, so its
# creation tells nothing. `unknown` where a parent was cancelled on a day that nobody recorded.
SINCE = text(f"""
SELECT own.id,
       (greatest(own.made_at, edge.ended_at, own.sunk_at, cancelled.at)
        AT TIME ZONE CAST(:zone AS text))::date AS day,
       edge.expired_on, cancelled.unknown
  FROM (
    SELECT o.id,
           CASE WHEN n.external_id IS NULL THEN o.created_at END AS made_at,
           (SELECT max(e.occurred_at) FROM event e
             WHERE e.organization_id = :organization AND e.subject_id = o.id
               AND e.type = 'objective.updated' AND e.changes -> 'level' ->> 0 = 'COMPANY'
           ) AS sunk_at
      FROM objective o
      JOIN node n ON n.organization_id = :organization AND n.id = o.id
     WHERE o.organization_id = :organization AND o.id = ANY(CAST(:ids AS uuid[]))
  ) own
  LEFT JOIN LATERAL (
    SELECT max(greatest(
               CASE WHEN a.state = 'ACCEPTED' THEN a.archived_at END,
               CASE WHEN a.state = 'ACCEPTED' THEN parent.archived_at END,
               (SELECT max(e.occurred_at) FROM event e
                 WHERE e.organization_id = :organization AND e.subject_id = a.id
                   AND e.changes -> 'state' ->> 0 = 'ACCEPTED'))) AS ended_at,
           max(a.valid_to) FILTER (WHERE a.state = 'ACCEPTED' AND a.valid_to < :day) AS expired_on
      FROM alignment a
      CROSS JOIN {NODE.format("a.parent_id")} parent
     WHERE a.organization_id = :organization AND a.child_id = own.id
  ) edge ON true
  LEFT JOIN LATERAL (
    SELECT max(told.at) AS at, coalesce(bool_or(told.at IS NULL), false) AS unknown
      FROM alignment a
      CROSS JOIN {NODE.format("a.parent_id")} parent
      LEFT JOIN LATERAL (
        SELECT max(e.occurred_at) AS at FROM event e
         WHERE e.organization_id = :organization AND e.subject_id = parent.goal
           AND e.changes -> 'lifecycle' ->> 1 = 'CANCELLED'
      ) told ON true
     WHERE a.organization_id = :organization AND a.child_id = own.id
       AND a.state = 'ACCEPTED' AND a.archived_at IS NULL
       AND parent.lifecycle = 'CANCELLED' AND parent.archived_at IS NULL
  ) cancelled ON true
""")  # noqa: S608  # put together of constants
