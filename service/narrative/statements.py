"""What stories are read by: every statement is of any number of goals, or of cycles.

A row is the goal, or the cycle, that it belongs to, and one JSON text: so many become dataclasses
in a thread, without the event loop.
"""

from sqlalchemy import text

from service.rituals.queries import CYCLES_AND_TEAMS, OF_TEAMS

_GOALS_OF_CYCLES = f"""{CYCLES_AND_TEAMS}, goals AS (
    SELECT cycles.root, o.* FROM cycles
      JOIN objective o ON o.organization_id = :organization AND o.cycle_id = cycles.id
     WHERE o.archived_at IS NULL
       AND {OF_TEAMS.format("o")}
)"""  # noqa: S608  # put together of constants

_GOALS_CALLED = """
WITH goals AS (
    SELECT o.id AS root, o.* FROM objective o
     WHERE o.organization_id = :organization AND o.id = ANY(CAST(:ids AS uuid[]))
       AND o.archived_at IS NULL
)"""

# What a node of the graph is, found by its key alone: however little is known of the tables, of
# which an import may just have filled one, nothing is read but the one row, or two.
NODE = """LATERAL (
    SELECT o.id AS goal, o.title, o.archived_at, o.lifecycle, o.team_id FROM objective o
     WHERE o.organization_id = :organization AND o.id = {0}
    UNION ALL
    SELECT o.id, k.title, coalesce(k.archived_at, o.archived_at), o.lifecycle, o.team_id
      FROM key_result k
      JOIN objective o ON o.organization_id = :organization AND o.id = k.objective_id
     WHERE k.organization_id = :organization AND k.id = {0}
    UNION ALL
    SELECT NULL, s.title, s.archived_at, NULL, NULL FROM strategy_element s
     WHERE s.organization_id = :organization AND s.id = {0}
    LIMIT 1
)"""

# What a key result, and an objective, say of themselves in the same words.
_SHARED = """
'id', {0}.id, 'title', {0}.title, 'role', {0}.owner_role, 'owner', (
    SELECT json_build_array(p.name, p.active AND p.archived_at IS NULL) FROM person p
     WHERE p.organization_id = :organization AND p.id = {0}.owner_id),
'score', {0}.score::text, 'note', {0}.score_note,
'progress', {0}.progress::text, 'expected', {0}.expected::text,
'status', {0}.status, 'stale', {0}.stale
"""

_TOLD = f"""
SELECT g.root, g.id, json_build_object({_SHARED.format("g")},
    'lifecycle', g.lifecycle, 'level', g.level, 'commitment', g.commitment,
    'cycle_id', g.cycle_id, 'cycle', c.name, 'cycle_state', c.state,
    'team_id', g.team_id, 'team', t.name,
    'starts_on', coalesce(g.starts_on, c.starts_on), 'ends_on', coalesce(g.ends_on, c.ends_on),
    'numbers_on', g.numbers_on, 'why_none', g.no_progress_reason, 'outcome', g.close_outcome,
    'standalone_reason', g.standalone_reason, 'origin', origin.title, 'origin_cycle', past.name,
    'key_results', results.list, 'parents', parents.list)::text
  FROM goals g
  LEFT JOIN cycle c ON c.organization_id = :organization AND c.id = g.cycle_id
  LEFT JOIN team t ON t.organization_id = :organization AND t.id = g.team_id
  LEFT JOIN objective origin
    ON origin.organization_id = :organization AND origin.id = g.carried_from_id
  LEFT JOIN cycle past ON past.organization_id = :organization AND past.id = origin.cycle_id
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object({_SHARED.format("k")},
        'metric_type', k.metric_type, 'unit_kind', k.unit_kind, 'unit', k.unit,
        'start', k.start::text, 'target', k.target::text, 'current', k.current::text,
        'lower', k.lower::text, 'upper', k.upper::text,
        'stages', m.stages, 'stages_done', m.done, 'confidence', k.confidence,
        'due_on', k.due_on,
        'checked_in_on', (k.checked_in_at AT TIME ZONE CAST(:zone AS text))::date)
        ORDER BY k.position NULLS LAST, k.id) AS list
      FROM key_result k
      LEFT JOIN LATERAL (
        SELECT count(*) AS stages, count(*) FILTER (WHERE done_on <= :day) AS done
          FROM milestone
         WHERE organization_id = :organization AND key_result_id = k.id
           AND k.metric_type = 'MILESTONE') m ON true
     WHERE k.organization_id = :organization AND k.objective_id = g.id AND k.archived_at IS NULL
  ) results ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(above.title ORDER BY NOT a.is_primary, a.id) AS list
      FROM alignment a
      CROSS JOIN {NODE.format("a.parent_id")} above
     WHERE a.organization_id = :organization AND a.child_id = g.id
       AND a.state = 'ACCEPTED' AND a.archived_at IS NULL
       AND coalesce(a.valid_from <= :day, true) AND coalesce(a.valid_to >= :day, true)
       AND above.archived_at IS NULL AND above.lifecycle IS DISTINCT FROM 'CANCELLED'
  ) parents ON true
 ORDER BY g.root, array_position(CAST(:levels AS text[]), g.level) NULLS LAST,
       g.position NULLS LAST, g.id
"""  # noqa: S608  # as above

GOALS_OF_CYCLES = text(_GOALS_OF_CYCLES + _TOLD)
GOALS_CALLED = text(_GOALS_CALLED + _TOLD)

# The objectives and their key results in use.
_OWN = """
WITH own(ids) AS MATERIALIZED (
    SELECT CAST(:ids AS uuid[]) || ARRAY(
        SELECT id FROM key_result
         WHERE organization_id = :organization AND objective_id = ANY(CAST(:ids AS uuid[]))
           AND archived_at IS NULL)
)"""

# What goals depend on: who blocks another is asked, and the other waits.
_DEPENDENCIES = f"""
  FROM (
    SELECT d.*, d.from_id AS waits_id, d.to_id AS provider_id FROM dependency d
     WHERE d.organization_id = :organization AND d.from_id = ANY((SELECT ids FROM own)::uuid[])
       AND d.kind <> 'BLOCKS'
    UNION ALL
    SELECT d.*, d.to_id, d.from_id FROM dependency d
     WHERE d.organization_id = :organization AND d.to_id = ANY((SELECT ids FROM own)::uuid[])
       AND d.kind = 'BLOCKS'
  ) d
  CROSS JOIN {NODE.format("d.waits_id")} waits
  CROSS JOIN {NODE.format("d.provider_id")} provider
 WHERE d.archived_at IS NULL
   AND provider.archived_at IS NULL AND provider.lifecycle <> 'CANCELLED'
"""  # noqa: S608  # as above

# Of open cycles alone: nothing of a closed one is decided any more.
DECISIONS = text(f"""{_OWN}, waiting AS (
    SELECT child.goal, a.id, 'PROPOSAL' AS kind, child.title AS asks, parent.title AS asked,
           a.proposed_at AS since
      FROM alignment a
      CROSS JOIN {NODE.format("a.child_id")} child
      CROSS JOIN {NODE.format("a.parent_id")} parent
     WHERE a.organization_id = :organization AND a.child_id = ANY((SELECT ids FROM own)::uuid[])
       AND a.state = 'PROPOSED' AND a.archived_at IS NULL
       AND parent.archived_at IS NULL AND parent.lifecycle IS DISTINCT FROM 'CANCELLED'
    UNION ALL
    SELECT waits.goal, d.id, 'DEPENDENCY', waits.title, provider.title, d.requested_at
    {_DEPENDENCIES} AND d.state = 'REQUESTED'
)
SELECT w.goal, json_build_object('id', w.id, 'kind', w.kind, 'asks', w.asks, 'asked', w.asked,
       'since', (w.since AT TIME ZONE CAST(:zone AS text))::date)::text
  FROM waiting w
 CROSS JOIN LATERAL (
    SELECT g.lifecycle, c.state FROM objective g
      LEFT JOIN cycle c ON c.organization_id = :organization AND c.id = g.cycle_id
     WHERE g.organization_id = :organization AND g.id = w.goal
     LIMIT 1) home
 WHERE home.state IS DISTINCT FROM 'CLOSED' AND home.lifecycle <> 'CANCELLED'
 ORDER BY w.since, w.id
""")  # noqa: S608  # as above

AT_RISK = text(f"""{_OWN}
SELECT waits.goal, json_build_object('id', d.id, 'provider', provider.title,
    'needed_by', d.needed_by, 'team', (
        SELECT t.name FROM team t
         WHERE t.organization_id = :organization
           AND t.id = coalesce(d.provider_team_id, provider.team_id)),
    'risk_owner', (
        SELECT p.name FROM person p
         WHERE p.organization_id = :organization AND p.id = d.risk_owner_id))::text
{_DEPENDENCIES} AND d.state = 'AT_RISK'
 ORDER BY d.needed_by NULLS LAST, d.id
""")  # noqa: S608  # as above

_REVIEW = """
json_build_object('id', r.id, 'kind', r.kind, 'held_on', r.held_on, 'author', p.name,
    'team', t.name, 'objective', {0}, 'went_well', r.went_well, 'went_badly', r.went_badly,
    'learned', r.learned, 'carries_over', r.carries_over, 'recognition', r.recognition)::text
"""
_SAID_BY = """
  LEFT JOIN person p ON p.organization_id = :organization AND p.id = r.author_id
  LEFT JOIN team t ON t.organization_id = :organization AND t.id = r.team_id
"""
_LATEST_FIRST = " ORDER BY r.held_on DESC, r.id DESC"

REVIEWS_OF_GOALS = text(f"""
SELECT r.objective_id, {_REVIEW.format("o.title")}
  FROM review r
  JOIN objective o ON o.organization_id = :organization AND o.id = r.objective_id
  {_SAID_BY}
 WHERE r.organization_id = :organization AND r.archived_at IS NULL
   AND r.objective_id = ANY(CAST(:ids AS uuid[])) {_LATEST_FIRST}
""")  # noqa: S608  # as above

REVIEWS_OF_CYCLES = text(f"""{CYCLES_AND_TEAMS}
SELECT cycles.root, {_REVIEW.format("NULL")}
  FROM cycles
  JOIN review r ON r.organization_id = :organization AND r.cycle_id = cycles.id
  {_SAID_BY}
 WHERE r.archived_at IS NULL
   AND {OF_TEAMS.format("r")} {_LATEST_FIRST}
""")  # noqa: S608  # as above

CYCLES = text("""
SELECT c.id, json_build_object('id', c.id, 'name', c.name, 'organization', o.name,
       'state', c.state, 'starts_on', c.starts_on, 'ends_on', c.ends_on, 'teams', (
        SELECT json_agg(t.name ORDER BY array_position(CAST(:teams AS uuid[]), t.id)) FROM team t
         WHERE t.organization_id = :organization AND t.id = ANY(CAST(:teams AS uuid[]))))::text
  FROM cycle c
  JOIN organization o ON o.id = c.organization_id
 WHERE c.organization_id = :organization AND c.id = ANY(CAST(:cycles AS uuid[]))
""")
