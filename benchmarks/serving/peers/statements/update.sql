-- Another title for an objective, the event that tells of it, and the objective with its key
-- results: $1 organization, $2 objective, $3 title.
WITH before AS (
    SELECT id, title FROM objective WHERE organization_id = $1 AND id = $2 FOR UPDATE
), changed AS (
    UPDATE objective o
       SET title = $3, updated_at = now(), version = version + 1
      FROM before
     WHERE o.organization_id = $1 AND o.id = before.id
    RETURNING o.id, o.title, o.description, o.level, o.lifecycle, before.title AS old_title
), recorded AS (
    INSERT INTO event (organization_id, id, type, subject_kind, subject_id, occurred_at, changes)
    SELECT $1, gen_random_uuid(), 'objective.updated', 'objective', id, now(),
           jsonb_build_object('title', jsonb_build_array(old_title, title))
      FROM changed
)
SELECT row_to_json(data) FROM (SELECT (SELECT payload FROM (SELECT
    (SELECT found FROM (
        SELECT encode(('Objective:' || o.id)::bytea, 'base64') AS id,
               o.title, o.description, o.level, o.lifecycle,
               (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
                   SELECT encode(('KeyResult:' || k.id)::bytea, 'base64') AS id,
                          k.title, k.metric_type AS "metricType", k.unit,
                          trim_scale(k.start)::text AS start,
                          trim_scale(k.target)::text AS target,
                          trim_scale(k.current)::text AS current
                     FROM key_result k
                    WHERE k.organization_id = $1 AND k.objective_id = o.id
                      AND k.archived_at IS NULL
                    ORDER BY k.position, k.id LIMIT 10
               ) node) AS nodes) page) AS "keyResults"
          FROM changed o
    ) found) AS objective,
    ARRAY[]::text[] AS "userErrors"
) payload) AS "objectiveUpdate") data
