"""What is recorded, read as it is: nothing is worked out by these statements.

They share none with the way that numbers are written, which they are the check of.
"""

from sqlalchemy import text

ORGANIZATION = text("""
SELECT o.timezone, o.settings, c.organization_id IS NOT NULL AND c.turned_on IS NULL AS turning
  FROM organization o LEFT JOIN progress_clock c ON c.organization_id = o.id
 WHERE o.id = :organization
""")

PENDING = text("""
SELECT DISTINCT n.seq FROM roll_up_request r
  JOIN node n ON n.organization_id = r.organization_id AND n.id = r.objective_id
 WHERE r.organization_id = :organization
""")

# Live nodes in the order of their numbers; a key result with its objective's.
NODES = text("""
SELECT n.seq, 'OBJECTIVE' AS kind, n.seq AS home, o.id, o.numbers_on, o.progress_driver AS moved_by
  FROM objective o JOIN node n ON n.organization_id = o.organization_id AND n.id = o.id
 WHERE o.organization_id = :organization AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
UNION ALL
SELECT n.seq, 'KEY_RESULT', home.seq, NULL, NULL, k.follows
  FROM key_result k
  JOIN node n ON n.organization_id = k.organization_id AND n.id = k.id
  JOIN objective o ON o.organization_id = k.organization_id AND o.id = k.objective_id
  JOIN node home ON home.organization_id = o.organization_id AND home.id = o.id
 WHERE k.organization_id = :organization AND k.archived_at IS NULL
   AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
UNION ALL
SELECT n.seq, 'STRATEGY_ELEMENT', n.seq, NULL, NULL, NULL
  FROM strategy_element s JOIN node n ON n.organization_id = s.organization_id AND n.id = s.id
 WHERE s.organization_id = :organization AND s.archived_at IS NULL
ORDER BY seq
""")

EDGES = text("""
SELECT child.seq AS child, parent.seq AS parent, a.weight, a.allocation, a.valid_from, a.valid_to
  FROM alignment a
  JOIN node child ON child.organization_id = a.organization_id AND child.id = a.child_id
  JOIN node parent ON parent.organization_id = a.organization_id AND parent.id = a.parent_id
 WHERE a.organization_id = :organization AND a.archived_at IS NULL
   AND a.state = 'ACCEPTED' AND a.kind = 'CONTRIBUTES'
 ORDER BY child.seq, parent.seq
""")

OBJECTIVES = text("""
SELECT o.id, n.seq, n.external_id, o.lifecycle, o.progress_driver,
       o.starts_on, o.ends_on, c.starts_on AS cycle_starts_on, c.ends_on AS cycle_ends_on,
       c.state AS cycle_state, o.progress, o.data_coverage, o.expected, o.status, o.status_rule,
       o.stale, o.no_progress_reason, o.numbers_on
  FROM objective o
  JOIN node n ON n.organization_id = o.organization_id AND n.id = o.id
  LEFT JOIN cycle c ON c.organization_id = o.organization_id AND c.id = o.cycle_id
 WHERE o.organization_id = :organization AND o.id = ANY(CAST(:ids AS uuid[]))
""")

KEY_RESULTS = text("""
SELECT k.id, n.seq, n.external_id, k.objective_id, k.created_at, k.metric_type, k.start, k.target,
       k.lower, k.upper, k.due_on, k.weight, k.kpi_id, k.follows, k.current, k.confidence,
       k.reported_status, k.progress_raw, k.progress, k.expected, k.derived_status, k.status,
       k.status_rule, k.stale, k.checked_in_at
  FROM key_result k JOIN node n ON n.organization_id = k.organization_id AND n.id = k.id
 WHERE k.organization_id = :organization AND k.objective_id = ANY(CAST(:ids AS uuid[]))
   AND k.archived_at IS NULL
 ORDER BY k.id
""")

CHECK_INS = text("""
SELECT key_result_id, id, occurred_at, value, confidence, status, corrects_id FROM check_in
 WHERE organization_id = :organization AND key_result_id = ANY(CAST(:ids AS uuid[]))
""")

CHECKPOINTS = text("""
SELECT key_result_id, day, value FROM checkpoint
 WHERE organization_id = :organization AND key_result_id = ANY(CAST(:ids AS uuid[]))
""")

MILESTONES = text("""
SELECT key_result_id, weight, due_on, done_on FROM milestone
 WHERE organization_id = :organization AND key_result_id = ANY(CAST(:ids AS uuid[]))
""")

READINGS = text("""
SELECT DISTINCT ON (kpi_id) kpi_id, value FROM kpi_reading
 WHERE organization_id = :organization AND kpi_id = ANY(CAST(:ids AS uuid[]))
 ORDER BY kpi_id, at DESC
""")
