"""The statements of delivery; each is one text, so that it is compiled once.

All times are the database's: workers on several machines have one clock.
"""

from sqlalchemy import text

# How many requests an endpoint of a `webhook w` takes at once. One that has failed for half a
# minute on end is asked by two at a time, until one is answered: what hangs holds no places.
_MOST_AT_ONCE = """
    CASE WHEN w.ordered THEN 1
         WHEN w.failing_since < statement_timestamp() - interval '30 seconds'
         THEN least(w.max_in_flight, 2)
         ELSE w.max_in_flight END"""

# How many requests of a burst: a tenth of a second's worth.
_BURST = "greatest(w.rate_per_second / 10, 1)"
# How many may begin now, by its rate (the generic cell rate algorithm, `paced_until` being the
# theoretical arrival time); and by what it asked for, as that moves `paced_until`, too.
_PACED = f"""
    CASE WHEN w.rate_per_second IS NULL
         THEN CASE WHEN w.paced_until > statement_timestamp() THEN 0 ELSE 1000 END
         ELSE floor({_BURST} - w.rate_per_second * greatest(
                  extract(epoch FROM w.paced_until - statement_timestamp()), 0))
         END"""

_LEASED = """
    SELECT b.subject_id FROM webhook_delivery b
     WHERE b.organization_id = w.organization_id AND b.webhook_id = w.id AND b.state = 'LEASED'"""

# What an ordered endpoint of a `webhook w` is to get next: the first of the log that is open, and
# what has no place in the log, which waits for nothing that has.
_NEXT = """
    SELECT next.id, next.next_attempt_at FROM (
        (SELECT d.id, d.next_attempt_at, d.state FROM webhook_delivery d
          WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id
            AND d.state IN ('PENDING', 'LEASED') AND d.sequence IS NOT NULL
          ORDER BY d.sequence, d.id LIMIT 1)
        UNION ALL
        (SELECT d.id, d.next_attempt_at, d.state FROM webhook_delivery d
          WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id
            AND d.state IN ('PENDING', 'LEASED') AND d.sequence IS NULL
          ORDER BY d.sequence, d.id LIMIT 1)
    ) next
     WHERE next.state = 'PENDING' AND next.next_attempt_at <= statement_timestamp()"""

# An endpoint that is to be sent something now, and may be.
_IS_READY = f"""
    w.state = 'ENABLED' AND w.archived_at IS NULL
    AND CASE WHEN w.ordered THEN EXISTS ({_NEXT})
             ELSE EXISTS (SELECT 1 FROM webhook_delivery d
                           WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id
                             AND d.state = 'PENDING'
                             AND d.next_attempt_at <= statement_timestamp()) END
    AND {_PACED} > 0
    AND (SELECT count(*) FROM ({_LEASED}) leased) < {_MOST_AT_ONCE}"""  # noqa: S608  nothing but our own words gets in

# Endpoints for which something waits, by skipping from one to the next, however much that is.
WAITING = """
waiting(organization_id, webhook_id) AS (
    (SELECT organization_id, webhook_id FROM webhook_delivery
      WHERE state = 'PENDING' ORDER BY organization_id, webhook_id LIMIT 1)
    UNION ALL
    SELECT next.organization_id, next.webhook_id FROM waiting CROSS JOIN LATERAL (
        SELECT d.organization_id, d.webhook_id FROM webhook_delivery d
         WHERE d.state = 'PENDING'
           AND (d.organization_id, d.webhook_id) > (waiting.organization_id, waiting.webhook_id)
         ORDER BY d.organization_id, d.webhook_id LIMIT 1
    ) next
)
"""

DUE = f"""
WITH RECURSIVE {WAITING}
SELECT coalesce(json_agg(DISTINCT w.organization_id), '[]'::json)
  FROM waiting JOIN webhook w
    ON w.organization_id = waiting.organization_id AND w.id = waiting.webhook_id
 WHERE {_IS_READY}
"""  # noqa: S608  nothing but our own words gets in

# The endpoints of one organization that are this transaction's to claim for: nobody else counts
# what is in flight to one of them meanwhile. A statement of its own: what follows has to see what
# was committed before the turn was taken.
ENDPOINTS = text(f"""
WITH ready AS MATERIALIZED (
    SELECT w.* FROM webhook w WHERE w.organization_id = :organization AND {_IS_READY}
)
SELECT w.id, w.url, w.headers, w.document, o.slug, keys.signatures, keys.secrets, keys.ids,
       -- The commit need not wait for the disk: were it lost with the database, so would be what is
       -- under way; whatever is settled flushes what was claimed before.
       set_config('synchronous_commit', 'off', true)
  FROM ready w CROSS JOIN LATERAL (
    SELECT array_agg(k.signature) AS signatures, array_agg(k.secret) AS secrets,
           array_agg(k.id) AS ids
      FROM (SELECT s.id, s.signature, s.secret FROM webhook_secret s
             WHERE s.organization_id = w.organization_id AND s.webhook_id = w.id
               AND (s.expires_at IS NULL OR s.expires_at > statement_timestamp())
             ORDER BY s.created_at DESC, s.id DESC) k) keys
  JOIN organization o ON o.id = w.organization_id
 WHERE pg_try_advisory_xact_lock(hashtextextended(CAST(w.id AS text), :purpose))
""")  # noqa: S608  nothing but our own words gets in

# Of each endpoint what has waited longest, one of a subject at a time and its earliest first; of an
# ordered one only what comes next. When there are more than places, each gets one before any gets
# another.
CLAIM = text(f"""
WITH slots AS MATERIALIZED (
    SELECT w.organization_id, w.id, w.ordered, leased.subjects,
           least({_MOST_AT_ONCE} - cardinality(leased.subjects),
                 {_PACED}) AS free
      FROM webhook w CROSS JOIN LATERAL (SELECT ARRAY({_LEASED}) AS subjects) leased
     WHERE w.organization_id = :organization AND w.id = ANY(CAST(:endpoints AS uuid[]))
), candidates AS (
    SELECT c.id, row_number() OVER (PARTITION BY w.id ORDER BY c.next_attempt_at, c.id) AS place
      FROM slots w CROSS JOIN LATERAL (
        (SELECT ranked.id, ranked.next_attempt_at FROM (
            SELECT first.*, row_number() OVER (
                       PARTITION BY first.subject_id ORDER BY first.sequence, first.id) AS turn
              FROM (SELECT d.id, d.next_attempt_at, d.subject_id, d.sequence
                      FROM webhook_delivery d
                     WHERE d.organization_id = :organization AND d.webhook_id = w.id
                       AND d.state = 'PENDING' AND d.next_attempt_at <= statement_timestamp()
                       AND NOT w.ordered
                     ORDER BY d.next_attempt_at, d.id
                     LIMIT CAST(greatest(8 * w.free, 100) AS bigint)) first
             WHERE first.subject_id <> ALL (w.subjects)) ranked
          WHERE ranked.turn = 1
          ORDER BY ranked.next_attempt_at, ranked.id
          LIMIT CAST(greatest(w.free, 0) AS bigint))
        UNION ALL
        (SELECT * FROM ({_NEXT}) next WHERE w.ordered)
        ORDER BY next_attempt_at, id
        LIMIT CAST(greatest(w.free, 0) AS bigint)
      ) c
), taken AS (
    SELECT d.id FROM webhook_delivery d
     WHERE d.organization_id = :organization AND d.state = 'PENDING'
       AND d.id = ANY(ARRAY(SELECT id FROM candidates ORDER BY place LIMIT CAST(:most AS bigint)))
       FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE webhook_delivery d
       SET state = 'LEASED', attempts = d.attempts + 1, lease_token = :token,
           lease_until = statement_timestamp() + make_interval(secs => :lease_s)
      FROM taken
     WHERE d.organization_id = :organization AND d.id = taken.id
 RETURNING d.id, d.webhook_id, d.event_id, d.kind, d.attempts, d.type, d.subject_id
), paced AS (
    UPDATE webhook w
       SET paced_until = greatest(w.paced_until, statement_timestamp())
               + made.deliveries * interval '1 second' / w.rate_per_second
      FROM (SELECT webhook_id, count(*) AS deliveries FROM claimed GROUP BY webhook_id) made
     WHERE w.organization_id = :organization AND w.id = made.webhook_id
       AND w.rate_per_second IS NOT NULL
)
SELECT claimed.*, e.sequence, e.subject_kind, e.actor_token_id, e.actor_person_id,
       e.occurred_at, e.changes, e.details, e.cause_id
  FROM claimed LEFT JOIN LATERAL (
    SELECT * FROM event e
     WHERE e.organization_id = :organization AND e.id = claimed.event_id
    OFFSET 0
  ) e ON true
 ORDER BY claimed.id
""")  # noqa: S608  nothing but our own words gets in

# Fenced: what somebody else has by now, or has settled, stays as it is. The attempt was made all
# the same.
SETTLE = text("""
WITH outcome AS (
    SELECT * FROM unnest(
        CAST(:deliveries AS uuid[]), CAST(:tokens AS uuid[]), CAST(:states AS text[]),
        CAST(:again_s AS float8[]), CAST(:begun AS integer[]))
        AS o(delivery_id, token, state, again_s, begun)
), settled AS (
    UPDATE webhook_delivery d
       SET state = outcome.state, lease_token = NULL, lease_until = NULL,
           -- What never began does not count.
           attempts = d.attempts - 1 + outcome.begun,
           next_attempt_at = CASE WHEN outcome.state = 'PENDING'
               THEN statement_timestamp() + make_interval(secs => outcome.again_s)
               ELSE d.next_attempt_at END,
           finished_at = CASE WHEN outcome.state <> 'PENDING' THEN statement_timestamp() END
      FROM outcome
     WHERE d.organization_id = :organization AND d.id = outcome.delivery_id
       AND d.state = 'LEASED' AND d.lease_token = outcome.token
), told AS (
    INSERT INTO webhook_attempt
        (organization_id, id, delivery_id, number, started_at, duration_ms, status_code, error,
         response)
    SELECT CAST(:organization AS uuid), a.* FROM unnest(
        CAST(:attempts AS uuid[]), CAST(:attempted AS uuid[]), CAST(:numbers AS integer[]),
        CAST(:started AS timestamptz[]), CAST(:durations AS integer[]), CAST(:codes AS integer[]),
        CAST(:errors AS text[]), CAST(:responses AS text[])) a(id, delivery_id)
     -- A database that fell may have lost what was fanned out last, which it makes anew.
     WHERE EXISTS (SELECT 1 FROM webhook_delivery d
                    WHERE d.organization_id = :organization AND d.id = a.delivery_id)
    -- It may have been stored, and only its confirmation lost.
    ON CONFLICT DO NOTHING
), recovered AS (
    UPDATE webhook w SET failing_since = NULL
     WHERE w.organization_id = :organization AND w.id = ANY(CAST(:well AS uuid[]))
       AND w.failing_since IS NOT NULL
), failing AS (
    UPDATE webhook w SET failing_since = statement_timestamp()
     WHERE w.organization_id = :organization AND w.id = ANY(CAST(:ill AS uuid[]))
       AND w.failing_since IS NULL
)
SELECT w.id FROM webhook w
 WHERE w.organization_id = :organization AND w.id = ANY(CAST(:ill AS uuid[]))
   AND w.state <> 'DISABLED'
   AND w.failing_since <= statement_timestamp() - CAST(:patience AS interval)
""")

REST = text("""
UPDATE webhook w
   SET paced_until = greatest(
           w.paced_until, statement_timestamp() + make_interval(secs => CAST(:rest_s AS float8)))
 WHERE w.organization_id = :organization AND w.id = :webhook
""")

# Workers that ended, or lost the database, in the midst of a delivery.
ABANDONED = """
SELECT coalesce(json_agg(DISTINCT d.organization_id), '[]'::json)
  FROM webhook_delivery d WHERE d.state = 'LEASED' AND d.lease_until < statement_timestamp()
"""

REAP = text("""
UPDATE webhook_delivery d
   SET state = 'PENDING', lease_token = NULL, lease_until = NULL,
       next_attempt_at = statement_timestamp()
 WHERE d.organization_id = :organization AND d.id = ANY(ARRAY(
    SELECT id FROM webhook_delivery
     WHERE organization_id = :organization AND state = 'LEASED'
       AND lease_until < statement_timestamp()
     LIMIT CAST(:most AS bigint) FOR UPDATE SKIP LOCKED))
RETURNING d.id
""")

# Organizations in which deliveries wait for endpoints that are sent nothing more.
CALLED_OFF = f"""
WITH RECURSIVE {WAITING}
SELECT coalesce(json_agg(DISTINCT w.organization_id), '[]'::json)
  FROM waiting JOIN webhook w
    ON w.organization_id = waiting.organization_id AND w.id = waiting.webhook_id
 WHERE w.state = 'DISABLED' OR w.archived_at IS NOT NULL
"""  # noqa: S608  nothing but our own words gets in

CALL_OFF = text("""
UPDATE webhook_delivery d
   SET state = 'CANCELLED', finished_at = statement_timestamp()
 WHERE d.organization_id = :organization AND d.id = ANY(ARRAY(
    SELECT p.id FROM webhook w CROSS JOIN LATERAL (
        SELECT d.id FROM webhook_delivery d
         WHERE d.organization_id = w.organization_id AND d.webhook_id = w.id
           AND d.state = 'PENDING'
         LIMIT CAST(:most AS bigint) FOR UPDATE SKIP LOCKED) p
     WHERE w.organization_id = :organization
       AND (w.state = 'DISABLED' OR w.archived_at IS NOT NULL)
     LIMIT CAST(:most AS bigint)))
RETURNING d.id
""")
