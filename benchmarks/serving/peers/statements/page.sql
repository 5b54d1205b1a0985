-- The first fifty objectives of a team with all that a page shows: $1 organization, $2 team.
-- One row more than asked for tells whether the list goes on.
WITH chosen AS MATERIALIZED (
    SELECT o.id, o.title, o.owner_id, row_number() OVER (ORDER BY o.id) AS place
      FROM objective o
     WHERE o.organization_id = $1 AND o.team_id = $2 AND o.archived_at IS NULL
     ORDER BY o.id LIMIT 51
)
SELECT row_to_json(data) FROM (SELECT (SELECT page FROM (SELECT
    ARRAY(SELECT node FROM (
        SELECT encode(('Objective:' || o.id)::bytea, 'base64') AS id, o.title,
               (SELECT owner FROM (
                   SELECT p.name FROM person p WHERE p.organization_id = $1 AND p.id = o.owner_id
               ) owner) AS owner,
               (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
                   SELECT encode(('KeyResult:' || k.id)::bytea, 'base64') AS id, k.title,
                          trim_scale(k.current)::text AS current,
                          trim_scale(k.target)::text AS target,
                          (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
                              SELECT encode(('CheckIn:' || c.id)::bytea, 'base64') AS id,
                                     trim_scale(c.value)::text AS value,
                                     c.occurred_at AS "occurredAt"
                                FROM check_in c
                               WHERE c.organization_id = $1 AND c.key_result_id = k.id
                               ORDER BY c.occurred_at DESC, c.id DESC LIMIT 5
                          ) node) AS nodes) page) AS "checkIns"
                     FROM key_result k
                    WHERE k.organization_id = $1 AND k.objective_id = o.id
                      AND k.archived_at IS NULL
                    ORDER BY k.position, k.id LIMIT 4
               ) node) AS nodes) page) AS "keyResults"
          FROM chosen o WHERE o.place <= 50 ORDER BY o.place
    ) node) AS nodes,
    (SELECT information FROM (SELECT
        EXISTS (SELECT FROM chosen WHERE place = 51) AS "hasNextPage",
        (SELECT translate(encode(('["Objective", "' || id || '"]')::bytea, 'base64'), '+/=', '-_')
           FROM chosen WHERE place <= 50 ORDER BY place DESC LIMIT 1) AS "endCursor"
    ) information) AS "pageInfo"
) page) AS objectives) data
