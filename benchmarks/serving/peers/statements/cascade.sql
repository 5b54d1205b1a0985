-- A company objective and its children, three levels down: $1 organization, $2 objective.
SELECT row_to_json(data) FROM (SELECT (SELECT found FROM (
    SELECT encode(('Objective:' || company.id)::bytea, 'base64') AS id, company.title,
           (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
               SELECT encode(('KeyResult:' || k.id)::bytea, 'base64') AS id, k.title,
                      trim_scale(k.current)::text AS current, trim_scale(k.target)::text AS target
                 FROM key_result k
                WHERE k.organization_id = $1 AND k.objective_id = company.id AND k.archived_at IS NULL
                ORDER BY k.position, k.id LIMIT 4
           ) node) AS nodes) page) AS "keyResults",
           (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
               SELECT encode(('Objective:' || child.id)::bytea, 'base64') AS id, child.title,
                      (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
                          SELECT encode(('KeyResult:' || k.id)::bytea, 'base64') AS id, k.title,
                                 trim_scale(k.current)::text AS current, trim_scale(k.target)::text AS target
                            FROM key_result k
                           WHERE k.organization_id = $1 AND k.objective_id = child.id AND k.archived_at IS NULL
                           ORDER BY k.position, k.id LIMIT 4
                      ) node) AS nodes) page) AS "keyResults",
                      (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
                          SELECT encode(('Objective:' || grandchild.id)::bytea, 'base64') AS id, grandchild.title,
                                 (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
                                     SELECT encode(('KeyResult:' || k.id)::bytea, 'base64') AS id, k.title,
                                            trim_scale(k.current)::text AS current, trim_scale(k.target)::text AS target
                                       FROM key_result k
                                      WHERE k.organization_id = $1 AND k.objective_id = grandchild.id AND k.archived_at IS NULL
                                      ORDER BY k.position, k.id LIMIT 4
                                 ) node) AS nodes) page) AS "keyResults",
                                 (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
                                     SELECT encode(('Objective:' || leaf.id)::bytea, 'base64') AS id, leaf.title,
                                            (SELECT page FROM (SELECT ARRAY(SELECT node FROM (
                                                SELECT encode(('KeyResult:' || k.id)::bytea, 'base64') AS id, k.title,
                                                       trim_scale(k.current)::text AS current, trim_scale(k.target)::text AS target
                                                  FROM key_result k
                                                 WHERE k.organization_id = $1 AND k.objective_id = leaf.id AND k.archived_at IS NULL
                                                 ORDER BY k.position, k.id LIMIT 4
                                            ) node) AS nodes) page) AS "keyResults"
                                       FROM alignment to_grandchild
                                       JOIN objective leaf ON leaf.organization_id = $1 AND leaf.id = to_grandchild.child_id AND leaf.archived_at IS NULL
                                      WHERE to_grandchild.organization_id = $1 AND to_grandchild.parent_id = grandchild.id AND to_grandchild.archived_at IS NULL AND to_grandchild.state = 'ACCEPTED'
                                      ORDER BY leaf.position, leaf.id LIMIT 10
                                 ) node) AS nodes) page) AS "alignedFrom"
                            FROM alignment to_child
                            JOIN objective grandchild ON grandchild.organization_id = $1 AND grandchild.id = to_child.child_id AND grandchild.archived_at IS NULL
                           WHERE to_child.organization_id = $1 AND to_child.parent_id = child.id AND to_child.archived_at IS NULL AND to_child.state = 'ACCEPTED'
                           ORDER BY grandchild.position, grandchild.id LIMIT 10
                      ) node) AS nodes) page) AS "alignedFrom"
                 FROM alignment to_company
                 JOIN objective child ON child.organization_id = $1 AND child.id = to_company.child_id AND child.archived_at IS NULL
                WHERE to_company.organization_id = $1 AND to_company.parent_id = company.id AND to_company.archived_at IS NULL AND to_company.state = 'ACCEPTED'
                ORDER BY child.position, child.id LIMIT 10
           ) node) AS nodes) page) AS "alignedFrom"
      FROM objective company WHERE company.organization_id = $1 AND company.id = $2
) found) AS objective) data
