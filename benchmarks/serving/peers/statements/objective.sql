-- One objective with its key results: $1 organization, $2 objective.
SELECT row_to_json(data) FROM (SELECT (SELECT found FROM (
    SELECT encode(('Objective:' || o.id)::bytea, 'base64') AS id,
           o.title, o.description, o.level, o.lifecycle,
           (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
               SELECT encode(('KeyResult:' || k.id)::bytea, 'base64') AS id,
                      k.title, k.metric_type AS "metricType", k.unit,
                      trim_scale(k.start)::text AS start,
                      trim_scale(k.target)::text AS target,
                      trim_scale(k.current)::text AS current
                 FROM key_result k
                WHERE k.organization_id = $1 AND k.objective_id = o.id AND k.archived_at IS NULL
                ORDER BY k.position, k.id LIMIT 10
           ) node) AS nodes) page) AS "keyResults"
      FROM objective o WHERE o.organization_id = $1 AND o.id = $2
) found) AS objective) data
