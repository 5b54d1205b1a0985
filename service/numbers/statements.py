"""The statements of this slice; each is one text, so that it is compiled once.

Numbers travel as text inside JSON, which knows no decimals.
"""

from collections.abc import Mapping

from sqlalchemy import TextClause, text

# What the latest check-in says that says anything of it; one that another corrects says nothing.
_SAID = """
(SELECT said.{column} FROM check_in said
  WHERE said.organization_id = k.organization_id AND said.key_result_id = k.id
    AND said.{column} IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM check_in correction
                     WHERE correction.organization_id = said.organization_id
                       AND correction.corrects_id = said.id)
  ORDER BY said.occurred_at DESC, said.id DESC LIMIT 1)"""

_SAYS = """
EXISTS (SELECT 1 FROM check_in said
         WHERE said.organization_id = key_result.organization_id
           AND said.key_result_id = key_result.id AND said.{column} IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM check_in correction
                            WHERE correction.organization_id = said.organization_id
                              AND correction.corrects_id = said.id))"""

# By column of a key result, whether a check-in says it; and whether its KPI tells a value.
SAID_BY_CHECK_INS: Mapping[str, str] = {
    "current": _SAYS.format(column="value"),
    "confidence": _SAYS.format(column="confidence"),
    "reported_status": _SAYS.format(column="status"),
}
KPI_TELLS = """
(key_result.follows = 'KPI'
 AND EXISTS (SELECT 1 FROM kpi_reading reading
              WHERE reading.organization_id = key_result.organization_id
                AND reading.kpi_id = key_result.kpi_id))"""

# The days of all that a child contributes to, among live parents: it is shared out among these.
# CASE in place of COALESCE: with that, row-level security lets no index be used.
_SHARED = """
(SELECT json_agg(json_build_array(e.valid_from, e.valid_to))
   FROM alignment e
   LEFT JOIN key_result pk ON e.parent_kind = 'KEY_RESULT'
    AND pk.organization_id = e.organization_id AND pk.id = e.parent_id
   LEFT JOIN objective po ON e.parent_kind <> 'STRATEGY_ELEMENT'
    AND po.organization_id = e.organization_id
    AND po.id = CASE WHEN pk.objective_id IS NULL THEN e.parent_id ELSE pk.objective_id END
   LEFT JOIN strategy_element ps ON e.parent_kind = 'STRATEGY_ELEMENT'
    AND ps.organization_id = e.organization_id AND ps.id = e.parent_id
  WHERE e.organization_id = a.organization_id AND e.child_id = a.child_id
    AND e.archived_at IS NULL AND e.state = 'ACCEPTED' AND e.kind = 'CONTRIBUTES'
    AND pk.archived_at IS NULL AND po.archived_at IS NULL AND ps.archived_at IS NULL
    AND po.lifecycle IS DISTINCT FROM 'CANCELLED')"""

# The live children that contribute to a node, each with its own numbers as they are stored.
_CHILDREN = """
(SELECT json_agg(json_build_array(
          a.child_id, a.weight::text, a.allocation::text, a.valid_from, a.valid_to,
          CASE WHEN a.allocation IS NULL THEN {shared} END,
          CASE a.child_kind WHEN 'KEY_RESULT' THEN ck.progress ELSE co.progress END::text,
          CASE a.child_kind WHEN 'KEY_RESULT' THEN ck.expected ELSE co.expected END::text)
        ORDER BY a.child_id)
   FROM alignment a
   LEFT JOIN key_result ck ON a.child_kind = 'KEY_RESULT'
    AND ck.organization_id = a.organization_id AND ck.id = a.child_id
   JOIN objective co ON co.organization_id = a.organization_id
    AND co.id = CASE WHEN ck.objective_id IS NULL THEN a.child_id ELSE ck.objective_id END
  WHERE a.organization_id = {parent}.organization_id AND a.parent_id = {parent}.id
    AND a.archived_at IS NULL AND a.state = 'ACCEPTED' AND a.kind = 'CONTRIBUTES'
    AND ck.archived_at IS NULL AND co.archived_at IS NULL AND co.lifecycle <> 'CANCELLED')"""

_KEY_RESULTS = """
(SELECT json_agg(json_build_array(
          k.id, k.created_at, k.due_on, k.weight::text, k.follows,
          k.metric_type, k.start::text, k.target::text, k.lower::text, k.upper::text,
          k.current::text, k.confidence, k.reported_status,
          k.progress_raw::text, k.progress::text, k.expected::text,
          k.derived_status, k.status, k.status_rule, k.stale, k.checked_in_at,
          {value}::text, {confidence}, {status}, {occurred_at},
          CASE WHEN k.follows = 'KPI' THEN
            (SELECT reading.value::text FROM kpi_reading reading
              WHERE reading.organization_id = k.organization_id AND reading.kpi_id = k.kpi_id
              ORDER BY reading.at DESC LIMIT 1) END,
          (SELECT json_agg(json_build_array(p.day, p.value::text) ORDER BY p.day)
             FROM checkpoint p
            WHERE p.organization_id = k.organization_id AND p.key_result_id = k.id),
          CASE WHEN k.metric_type = 'MILESTONE' THEN
            (SELECT json_agg(json_build_array(m.weight::text, m.due_on, m.done_on)
                             ORDER BY m.position, m.id)
               FROM milestone m
              WHERE m.organization_id = k.organization_id AND m.key_result_id = k.id) END,
          CASE WHEN k.follows = 'ALIGNED_CHILDREN' THEN {children} END)
        ORDER BY k.position, k.id)
   FROM key_result k
  WHERE k.organization_id = o.organization_id AND k.objective_id = o.id
    AND k.archived_at IS NULL)"""

FACTS: TextClause = text(f"""
SELECT o.id, o.archived_at IS NOT NULL AS archived, o.lifecycle, o.progress_driver,
       coalesce(o.starts_on, c.starts_on) AS starts_on, coalesce(o.ends_on, c.ends_on) AS ends_on,
       c.state AS cycle_state, organization.timezone, organization.settings::text AS settings,
       o.progress, o.data_coverage, o.expected, o.status, o.status_rule, o.stale,
       o.no_progress_reason, o.numbers_on, o.created_at,
       {
    _KEY_RESULTS.format(
        **{column: _SAID.format(column=column) for column in ("value", "confidence", "status")},
        occurred_at=_SAID.format(column="occurred_at"),
        children=_CHILDREN.format(parent="k", shared=_SHARED),
    )
}::text AS key_results,
       {_CHILDREN.format(parent="o", shared=_SHARED)}::text AS children
  FROM objective o
  JOIN organization ON organization.id = o.organization_id
  LEFT JOIN cycle c ON c.organization_id = o.organization_id AND c.id = o.cycle_id
 WHERE o.organization_id = :organization AND o.id = ANY(CAST(:ids AS uuid[]))
 ORDER BY o.id
""")  # noqa: S608  # put together of constants

HOLD: TextClause = text("""
SELECT id FROM objective
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
 ORDER BY id FOR NO KEY UPDATE
""")

HOLD_HOMES: TextClause = text("""
SELECT id FROM objective
 WHERE organization_id = :organization
   AND id = ANY(ARRAY(SELECT objective_id FROM key_result
                       WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))))
 ORDER BY id FOR NO KEY UPDATE
""")

# The children themselves, too: whoever moves them now is waited for, or comes after these edges.
HOLD_FAMILIES: TextClause = text("""
WITH parents AS MATERIALIZED (
    SELECT coalesce(k.objective_id, a.parent_id) AS id FROM alignment a
      LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = a.parent_id
     WHERE a.organization_id = :organization AND a.child_id = ANY(CAST(:children AS uuid[]))
       AND (a.archived_at IS NULL OR a.id = ANY(CAST(:edges AS uuid[])))
), families AS MATERIALIZED (
    SELECT id FROM parents
    UNION
    SELECT coalesce(k.objective_id, child.id) FROM unnest(CAST(:children AS uuid[])) AS child(id)
      LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = child.id
)
SELECT id, id = ANY(ARRAY(SELECT parents.id FROM parents)) AS is_parent FROM objective
 WHERE organization_id = :organization AND id = ANY(ARRAY(SELECT families.id FROM families))
 ORDER BY id FOR NO KEY UPDATE OF objective
""")

# Key results are locked in order: who changes no number of them holds no objective.
_WRITE = """
WITH sent AS MATERIALIZED (
    SELECT * FROM json_to_recordset(CAST(CAST(:key_results AS text) AS json)) AS sent(
        id uuid, current numeric, confidence int, reported_status text, progress_raw numeric,
        progress numeric, expected numeric, derived_status text, status text, status_rule text,
        stale boolean, checked_in_at timestamptz)
), held AS (
    SELECT k.id FROM key_result k
     WHERE k.organization_id = :organization AND k.id = ANY(ARRAY(SELECT sent.id FROM sent))
     ORDER BY k.id FOR NO KEY UPDATE
), key_results AS (
    UPDATE key_result k
       SET current = sent.current, confidence = sent.confidence,
           reported_status = sent.reported_status, progress_raw = sent.progress_raw,
           progress = sent.progress, expected = sent.expected,
           derived_status = sent.derived_status, status = sent.status,
           status_rule = sent.status_rule, stale = sent.stale, checked_in_at = sent.checked_in_at
      FROM held JOIN sent ON sent.id = held.id
     WHERE k.organization_id = :organization AND k.id = held.id
), objectives AS (
    UPDATE objective o
       SET progress = sent.progress, data_coverage = sent.data_coverage, expected = sent.expected,
           status = sent.status, status_rule = sent.status_rule, stale = sent.stale,
           no_progress_reason = sent.no_progress_reason, numbers_on = sent.numbers_on,
           progress_as_of = CAST(:now AS timestamptz)
      FROM json_to_recordset(CAST(CAST(:objectives AS text) AS json)) AS sent(
        id uuid, progress numeric, data_coverage numeric, expected numeric, status text,
        status_rule text, stale boolean, no_progress_reason text, numbers_on date)
     WHERE o.organization_id = :organization AND o.id = sent.id
) {told}
INSERT INTO roll_up_request (organization_id, objective_id, refresh, requested_at, cause_id)
SELECT :organization, sent.id, sent.refresh,
       coalesce(sent.requested_at, CAST(:now AS timestamptz)), sent.cause_id
  FROM json_to_recordset(CAST(CAST(:requests AS text) AS json))
    AS sent(id uuid, refresh boolean, cause_id uuid, requested_at timestamptz)
"""

_TOLD = """
, told AS (
    INSERT INTO event (organization_id, id, type, subject_kind, subject_id, actor_token_id,
                       actor_person_id, occurred_at, changes, details, cause_id)
    SELECT * FROM json_to_recordset(CAST(CAST(:events AS text) AS json)) AS sent(
        organization_id uuid, id uuid, type text, subject_kind text, subject_id uuid,
        actor_token_id uuid, actor_person_id uuid, occurred_at timestamptz, changes jsonb,
        details jsonb, cause_id uuid)
)"""

WRITE: TextClause = text(_WRITE.format(told=""))
# Most writes move no status, and leave the log alone.
WRITE_AND_TELL: TextClause = text(_WRITE.format(told=_TOLD))
