"""The statements of stored findings; each is one text, so that it is compiled once."""

from sqlalchemy import text

# Whether a finding is accepted on a day.
_WAIVED = """
EXISTS (SELECT FROM waiver w WHERE w.organization_id = :organization AND w.finding_id = {}.id
           AND w.revoked_at IS NULL AND w.until >= CAST(:day AS date))
"""
_STATE = f"CASE WHEN {_WAIVED} THEN 'WAIVED' ELSE 'OPEN' END"

# Those that are new or come again, and those of which something else is said than before.
SAY = text(f"""
INSERT INTO finding (organization_id, id, fingerprint, rule, severity, state, subject_kind,
                     subject_id, related, message, evidence, digest, first_seen_at, opened_at,
                     opened_run_id)
SELECT :organization, sent.id, sent.fingerprint, sent.rule, sent.severity,
       {_STATE.format("sent")}, sent.subject_kind, sent.subject_id, sent.related, sent.message,
       sent.evidence, decode(sent.digest, 'hex'), :now, :now, :run
  FROM json_to_recordset(CAST(:rows AS json)) AS sent (
       id uuid, fingerprint text, rule text, severity text, subject_kind text, subject_id uuid,
       related jsonb, message text, evidence jsonb, digest text)
ON CONFLICT (organization_id, id) DO UPDATE
   SET severity = excluded.severity, state = excluded.state, related = excluded.related,
       message = excluded.message, evidence = excluded.evidence, digest = excluded.digest,
       subject_id = excluded.subject_id, subject_kind = excluded.subject_kind,
       opened_at = CASE WHEN finding.state = 'RESOLVED'
                        THEN excluded.opened_at ELSE finding.opened_at END,
       opened_run_id = CASE WHEN finding.state = 'RESOLVED'
                            THEN excluded.opened_run_id ELSE finding.opened_run_id END,
       last_seen_at = NULL, resolved_at = NULL, resolved_run_id = NULL
RETURNING id, state
""")  # noqa: S608  nothing but our own names gets in

RESOLVE = text("""
UPDATE finding
   SET state = 'RESOLVED', resolved_at = :now, resolved_run_id = :run,
       last_seen_at = greatest(opened_at, CAST(:seen_at AS timestamptz))
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[])) AND state <> 'RESOLVED'
RETURNING id, rule, severity, message, fingerprint, subject_kind, subject_id, related
""")

# A waiver begins with the command that makes it; that it ends is seen by the next audit.
WAIVED = text("""
UPDATE finding SET state = 'WAIVED'
 WHERE organization_id = :organization AND state = 'OPEN'
   AND id = ANY(ARRAY(SELECT finding_id FROM waiver
                       WHERE organization_id = :organization AND revoked_at IS NULL
                         AND until >= CAST(:day AS date)))
""")
NOT_WAIVED = text(f"""
UPDATE finding SET state = 'OPEN'
 WHERE organization_id = :organization AND state = 'WAIVED' AND NOT {_WAIVED.format("finding")}
""")  # noqa: S608  nothing but our own names gets in

# Marks: 32 bytes for each that stands, the digest after the id.
_MARKS = "coalesce(string_agg(uuid_send(id) || digest, ''::bytea), ''::bytea)"
STANDING = text(f"""
SELECT {_MARKS} FROM finding WHERE organization_id = :organization AND state <> 'RESOLVED'
""")  # noqa: S608  nothing but our own names gets in
STANDING_OF = text(f"""
SELECT {_MARKS} FROM finding
 WHERE organization_id = :organization AND state <> 'RESOLVED'
   AND (rule = ANY(CAST(:rules AS text[])) AND subject_id = ANY(CAST(:subjects AS uuid[]))
        OR id = ANY(CAST(:ids AS uuid[])))
""")  # noqa: S608  nothing but our own names gets in
CIRCLES_ON_RECORD = text("""
SELECT id, subject_id, related FROM finding
 WHERE organization_id = :organization AND rule = ANY(CAST(:rules AS text[]))
   AND state <> 'RESOLVED'
""")

CLOCK = text("""
SELECT o.id, o.timezone, c.audited_on, c.covered_at, c.levels, c.requested_at, c.requested_for
  FROM organization o LEFT JOIN audit_clock c ON c.organization_id = o.id
 WHERE o.id = :organization
""")
AUDITED = text("""
INSERT INTO audit_clock (organization_id, audited_on, covered_at, levels)
VALUES (:organization, :day, :now, CAST(:levels AS text[]))
ON CONFLICT (organization_id) DO UPDATE
   SET audited_on = excluded.audited_on, covered_at = excluded.covered_at,
       levels = excluded.levels,
       requested_at = CASE WHEN audit_clock.requested_at > :since
                           THEN audit_clock.requested_at END,
       requested_for = CASE WHEN audit_clock.requested_at > :since
                            THEN audit_clock.requested_for END
""")
# What small changes led to is told by their events; by the key, which begins with its time.
FORGET_SMALL_RUNS = text("""
DELETE FROM audit_run
 WHERE organization_id = :organization AND id < :first AND trigger = 'INCREMENTAL'
""")
# Somebody's own wish is not made to wait by what the service asks of itself.
REQUEST = text("""
INSERT INTO audit_clock (organization_id, requested_at, requested_for)
VALUES (:organization, :now, :cause)
ON CONFLICT (organization_id) DO UPDATE
   SET requested_for = CASE WHEN audit_clock.requested_at IS NULL THEN excluded.requested_for
                            WHEN audit_clock.requested_for IS NULL THEN NULL
                            ELSE excluded.requested_for END,
       requested_at = excluded.requested_at
RETURNING requested_at
""")

HEAD = text("SELECT sequence FROM event_chain WHERE organization_id = :organization")

INSERT_RUN = text("""
INSERT INTO audit_run (organization_id, id, trigger, as_of, rule_set, score, metrics, counts,
                       sequence, opened, resolved, started_at, finished_at)
VALUES (:organization, :id, :trigger, :as_of, :rule_set, :score, CAST(:metrics AS jsonb),
        CAST(:counts AS jsonb), :sequence, :opened, :resolved, :started_at, :finished_at)
""")

# Whoever has goals, and where the last audit was of an earlier day: judged by who asks.
CLOCKS = """
SELECT coalesce(json_agg(json_build_array(o.id, o.timezone, c.audited_on)), '[]'::json)
  FROM organization o LEFT JOIN audit_clock c ON c.organization_id = o.id
 WHERE EXISTS (SELECT FROM node n WHERE n.organization_id = o.id)
"""
REQUESTED = """
SELECT coalesce(json_agg(organization_id), '[]'::json) FROM audit_clock
 WHERE requested_at IS NOT NULL
   AND (requested_for IS NULL OR covered_at IS NULL OR covered_at < $1)
"""
