"""The statements of this slice; each is one text, so that it is compiled once."""

from sqlalchemy import text

from service.alignment.packing import Field, Fields, chunk, record_sql

# Some rows of tables that hold millions: a plan for their number, and not for any.
PLAN_ANEW = text("SET LOCAL plan_cache_mode = force_custom_plan")

# Few, and a time zone is Python's to read.
CLOCKS = """
SELECT coalesce(json_agg(json_build_array(o.id, o.timezone, c.day)), '[]'::json)
  FROM organization o JOIN sight_clock c ON c.organization_id = o.id
"""

CLOCK = text("""
SELECT o.timezone, c.day FROM organization o LEFT JOIN sight_clock c ON c.organization_id = o.id
 WHERE o.id = :organization
""")

# Numbered or not yet: any of them may have moved something.
UNFOLLOWED = text("""
SELECT count(*) FROM event
 WHERE organization_id = :organization AND (sequence > CAST(:seen AS bigint) OR sequence IS NULL)
""")

SET_CLOCK = text("""
INSERT INTO sight_clock (organization_id, day) VALUES (:organization, CAST(:day AS date))
ON CONFLICT (organization_id) DO UPDATE SET day = excluded.day
 WHERE sight_clock.day <> excluded.day
""")

STORED = text("""
SELECT part, reach FROM sight
 WHERE organization_id = :organization AND part = ANY(CAST(:parts AS bigint[]))
""")

STORE = text("""
INSERT INTO sight (organization_id, part, reach)
SELECT CAST(:organization AS uuid), sent.part, sent.reach
  FROM unnest(CAST(:parts AS bigint[]), CAST(:reaches AS bytea[])) AS sent(part, reach)
ON CONFLICT (organization_id, part) DO UPDATE SET reach = excluded.reach
""")

CHILDREN = text("""
SELECT id, child_id FROM alignment
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")

# What began or ended to hold between two days, whichever is the later one.
TURNED = text("""
SELECT DISTINCT child_id FROM alignment
 WHERE organization_id = :organization AND archived_at IS NULL AND state = 'ACCEPTED'
   AND (valid_from > CAST(:since AS date) AND valid_from <= CAST(:day AS date)
     OR valid_to >= CAST(:since AS date) AND valid_to < CAST(:day AS date))
 ORDER BY child_id
""")

_HOLDS = """
a.archived_at IS NULL AND a.state = 'ACCEPTED'
          AND (a.valid_from <= CAST(:day AS date) OR a.valid_from IS NULL)
          AND (a.valid_to >= CAST(:day AS date) OR a.valid_to IS NULL)"""

# Nodes and all above them, over edges that hold, whatever lives: each with what it is directly
# under. By keys throughout: nobody can know how few they are.
ABOVE = text(f"""
WITH RECURSIVE above(id) AS (
    SELECT unnest(CAST(:ids AS uuid[]))
    UNION
    SELECT edge.parent_id FROM above CROSS JOIN LATERAL (
        SELECT k.objective_id AS parent_id FROM key_result k
         WHERE k.organization_id = :organization AND k.id = above.id
        UNION ALL
        SELECT a.parent_id FROM alignment a
         WHERE a.organization_id = :organization AND a.child_id = above.id AND {_HOLDS}
    ) edge
)
SELECT found.*,
       ARRAY(SELECT a.parent_id FROM alignment a
              WHERE a.organization_id = :organization AND a.child_id = found.id AND {_HOLDS})
       AS parents
  FROM above CROSS JOIN LATERAL (
    SELECT n.id, n.seq, n.kind, k.objective_id AS home,
           coalesce(s.archived_at, k.archived_at, o.archived_at) IS NULL
           AND o.lifecycle IS DISTINCT FROM 'CANCELLED' AS live,
           o.level IS NOT DISTINCT FROM 'COMPANY' AS company,
           coalesce(o.standalone_reason, '') <> '' AS standalone
      FROM node n
      LEFT JOIN strategy_element s ON s.organization_id = n.organization_id AND s.id = n.id
      LEFT JOIN key_result k ON k.organization_id = n.organization_id AND k.id = n.id
      LEFT JOIN objective o ON o.organization_id = n.organization_id AND o.id = n.id
     WHERE n.organization_id = :organization AND n.id = above.id AND n.kind <> 'INITIATIVE'
    OFFSET 0
  ) found
""")  # noqa: S608  # put together of constants

BELOW = text(f"""
SELECT child.id, child.seq FROM unnest(CAST(:ids AS uuid[])) AS above(id) CROSS JOIN LATERAL (
    SELECT n.id, n.seq FROM key_result k
      JOIN node n ON n.organization_id = k.organization_id AND n.id = k.id
     WHERE k.organization_id = :organization AND k.objective_id = above.id
    UNION ALL
    SELECT n.id, n.seq FROM alignment a
      JOIN node n ON n.organization_id = a.organization_id AND n.id = a.child_id
     WHERE a.organization_id = :organization AND a.parent_id = above.id AND {_HOLDS}
) child
 LIMIT CAST(:most AS bigint)
""")  # noqa: S608  # put together of constants

MEMBERS = text("""
SELECT id FROM key_result
 WHERE organization_id = :organization AND objective_id = ANY(CAST(:ids AS uuid[]))
 LIMIT CAST(:most AS bigint)
""")

NODE: Fields = {"id": Field.ID, "seq": Field.SEQ}
GOAL: Fields = {"id": Field.ID, "home": Field.ID, "bits": Field.SMALL}
EDGE: Fields = {"child": Field.ID, "parent": Field.ID}
LIVE, COMPANY, STANDALONE = 1, 2, 4

_OBJECTIVE_BITS = f"""
CASE WHEN x.archived_at IS NULL AND x.lifecycle <> 'CANCELLED' THEN {LIVE} ELSE 0 END
 | CASE WHEN x.level = 'COMPANY' THEN {COMPANY} ELSE 0 END
 | CASE WHEN coalesce(x.standalone_reason, '') <> '' THEN {STANDALONE} ELSE 0 END"""
_BITS = f"CASE WHEN x.archived_at IS NULL THEN {LIVE} ELSE 0 END"


def _packed(name: str, table: str, fields: Fields, columns: dict[str, str], also: str = "") -> str:
    return (
        f"SELECT '{name}' AS kind, string_agg({record_sql(fields, columns)}, ''::bytea) AS records"  # noqa: S608  nothing but our own names gets in
        f" FROM {table} WHERE organization_id = :organization {also}"
        f" GROUP BY {chunk(next(iter(columns.values())))}"
    )


def _goals(kind: str, home: str, bits: str) -> str:
    columns = {"id": "x.id", "home": home, "bits": bits}
    return _packed(kind, f"{kind.lower()} x", GOAL, columns)


# No statement joins: ids are put together here, in a third of the time.
EVERYTHING = text(
    " UNION ALL ".join(
        [
            _packed("NODE", "node", NODE, {"id": "id", "seq": "seq"}, "AND kind <> 'INITIATIVE'"),
            _goals("STRATEGY_ELEMENT", "CAST(NULL AS uuid)", _BITS),
            _goals("OBJECTIVE", "CAST(NULL AS uuid)", _OBJECTIVE_BITS),
            _goals("KEY_RESULT", "x.objective_id", _BITS),
            _packed(
                "ALIGNMENT",
                "alignment a",
                EDGE,
                {"child": "a.child_id", "parent": "a.parent_id"},
                f"AND {_HOLDS}",
            ),
        ]
    )
)
