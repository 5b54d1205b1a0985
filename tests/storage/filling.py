"""Three organizations with two thousand rows in every table, for what only many rows show.

Every parent has about ten rows. Ids are made of a letter and a row's number.
"""

ORGANIZATIONS = 3
ROWS = 1_999

_AUTHORED = {"created_at": "now()", "updated_at": "now()", "version": "1"}
_EXTERNAL = {"external_system": "''", "external_id": "'X-' || n"}
_PARENT = "n / 10 * 10 + 1"


def _id(letter: str, number: str = "n") -> str:
    return f"pg_temp.id('{letter}', {number})"


_NODES = {
    "s": ("strategy_element", "STRATEGY_ELEMENT"),
    "b": ("objective", "OBJECTIVE"),
    "k": ("key_result", "KEY_RESULT"),
    "w": ("initiative", "INITIATIVE"),
}
_NOUN_COLUMNS = {
    "s": {"element_kind": "'PILLAR'", "parent_id": _id("s", _PARENT)},
    "b": {
        "lifecycle": "'ACTIVE'",
        "weight": "1",
        "team_id": _id("t", _PARENT),
        "cycle_id": _id("c", _PARENT),
        "owner_id": _id("p", _PARENT),
    },
    "k": {
        "weight": "1",
        "objective_id": _id("b", _PARENT),
        "owner_id": _id("p", _PARENT),
        "kpi_id": _id("i", _PARENT),
        "position": "nullif(n % 10, 9)",
        "due_on": "nullif('2026-01-01'::date + (n % 999)::integer, '2026-02-01')",
    },
    "w": {"owner_id": _id("p", _PARENT), "team_id": _id("t", _PARENT)},
}
_TABLES: dict[tuple[str, str], dict[str, str]] = {
    ("person", "p"): _AUTHORED
    | _EXTERNAL
    | {"name": "title", "active": "true", "manager_id": _id("p", _PARENT)},
    ("team", "t"): _AUTHORED | _EXTERNAL | {"name": "title", "parent_id": _id("t", _PARENT)},
    ("cycle", "c"): _AUTHORED
    | _EXTERNAL
    | {
        "name": "title",
        "state": "'ACTIVE'",
        "parent_id": _id("c", _PARENT),
        "starts_on": "'2026-01-01'::date + (n % 999)::integer",
    },
    ("kpi", "i"): _AUTHORED | _EXTERNAL | {"name": "title"},
    ("kpi_reading", "g"): {
        "kpi_id": _id("i", _PARENT),
        "at": "now() - n * interval '1 hour'",
        "value": "n",
    },
    ("membership", "m"): _AUTHORED
    | {"person_id": _id("p"), "team_id": _id("t", _PARENT), "role": "'MEMBER'"},
    ("token", "x"): {
        "name": "title",
        "role": "'VIEWER'",
        "digest": "sha256(n::text::bytea)",
        "person_id": _id("p", _PARENT),
        "created_at": "now()",
    },
}
_LATER_TABLES: dict[tuple[str, str], dict[str, str]] = {
    ("alignment", "a"): _AUTHORED
    | _EXTERNAL
    | {
        "child_id": _id("b", "n / 10 * 10 + 2"),
        "child_kind": "'OBJECTIVE'",
        "parent_id": _id("k", "n"),
        "parent_kind": "'KEY_RESULT'",
        "kind": "'CONTRIBUTES'",
        "state": "CASE WHEN n % 10 = 3 THEN 'PROPOSED' ELSE 'ACCEPTED' END",
        "is_primary": "false",
        "weight": "1",
        "proposed_at": "now()",
    },
    ("dependency", "d"): _AUTHORED
    | _EXTERNAL
    | {
        "from_id": _id("b", "n / 10 * 10 + 2"),
        "from_kind": "'OBJECTIVE'",
        "to_id": _id("k", "n"),
        "to_kind": "'KEY_RESULT'",
        "kind": "'NEEDS'",
        "state": "'REQUESTED'",
        "requested_at": "now()",
        "provider_team_id": _id("t", _PARENT),
        "risk_owner_id": _id("p", _PARENT),
    },
    ("check_in", "h"): _EXTERNAL
    | {
        "key_result_id": _id("k", _PARENT),
        "author_id": _id("p", _PARENT),
        "occurred_at": "now() - n * interval '1 hour'",
        "created_at": "now()",
        # Every tenth one corrects the one before, which is of the same key result.
        "corrects_id": f"CASE WHEN n % 10 = 2 THEN {_id('h', 'n - 1')} END",
    },
    ("checkpoint", "y"): {
        "key_result_id": _id("k", _PARENT),
        "day": "'2026-01-01'::date + (n % 10)::integer",
        "value": "n",
    },
    ("finding", "f"): {
        "fingerprint": "encode(sha256(n::text::bytea), 'hex')",
        "rule": "'OBJ001'",
        "severity": "'ERROR'",
        "state": "'OPEN'",
        "subject_kind": "'objective'",
        "subject_id": _id("b", _PARENT),
        "related": "'[]'",
        "message": "'No owner.'",
        "evidence": "'{}'",
        "digest": "decode(md5(n::text), 'hex')",
        "first_seen_at": "now()",
        "opened_at": "now() - n * interval '1 hour'",
        "opened_run_id": _id("u"),
    },
    ("audit_run", "u"): {
        "trigger": "'NIGHTLY'",
        "as_of": "'2026-01-01'::date + n::integer",
        "rule_set": "'3'",
        "sequence": "n",
        "opened": "0",
        "resolved": "0",
        "started_at": "now()",
        "finished_at": "now() - n * interval '1 hour'",
    },
    ("planning_step", "l"): {
        "cycle_id": _id("c", _PARENT),
        "audience": "'TEAMS'",
        "starts_on": "'2026-01-01'::date + (n % 999)::integer",
        "ends_on": "'2026-12-31'::date",
    },
    # The first half of objectives, the others of cycles.
    ("review", "r"): _AUTHORED
    | _EXTERNAL
    | {
        "kind": "'WEEKLY'",
        "objective_id": f"CASE WHEN n % 100000 < 1000 THEN {_id('b', _PARENT)} END",
        "cycle_id": f"CASE WHEN n % 100000 >= 1000 THEN {_id('c', _PARENT)} END",
        "team_id": f"CASE WHEN n % 100000 >= 1000 THEN {_id('t', _PARENT)} END",
        "author_id": _id("p", _PARENT),
        "held_on": "'2026-01-01'::date + (n % 999)::integer",
    },
    ("event", "e"): {
        "sequence": "n",
        "type": "'objective.updated'",
        "subject_kind": "'objective'",
        "subject_id": _id("b", _PARENT),
        "actor_person_id": _id("p", _PARENT),
        "occurred_at": "now() - n * interval '1 hour'",
        "changes": "'{}'",
    },
    ("milestone", "z"): {
        "key_result_id": _id("k", _PARENT),
        "position": "n % 10",
        "title": "title",
        "weight": "1",
    },
    ("webhook", "e"): _AUTHORED
    | _EXTERNAL
    | {
        "name": "title",
        "url": "'https://example.com/'",
        "event_types": "ARRAY['*']",
        "headers": "'{}'",
        "state": "'ENABLED'",
        "signature": "'HMAC'",
        "max_in_flight": "10",
        "ordered": "false",
        "team_id": _id("t", _PARENT),
    },
    ("webhook_secret", "f"): {
        "webhook_id": _id("e", _PARENT),
        "signature": "'HMAC'",
        "secret": "''",
        "created_at": "now() - n * interval '1 hour'",
    },
    ("webhook_delivery", "j"): {
        "webhook_id": _id("e", _PARENT),
        "event_id": _id("v"),
        "sequence": "n",
        "type": "'team.created'",
        "subject_id": _id("t"),
        "kind": "'EVENT'",
        "state": "CASE WHEN n % 10 = 3 THEN 'PENDING' ELSE 'SUCCEEDED' END",
        "attempts": "1",
        "next_attempt_at": "now()",
        "created_at": "now()",
    },
    ("webhook_attempt", "q"): {
        "delivery_id": _id("j", _PARENT),
        "number": "n % 10",
        "started_at": "now()",
        "duration_ms": "1",
    },
}


_ID = """
CREATE FUNCTION pg_temp.id(text, bigint) RETURNS uuid LANGUAGE sql RETURN md5($1 || $2)::uuid
"""
_NUMBERED = f"""
CREATE TEMP TABLE numbered AS
SELECT pg_temp.id('o', o) AS organization_id, o * 100000 + n AS n,
       'Title of ' || md5(n::text) AS title
  FROM generate_series(1, {ORGANIZATIONS}) o, generate_series(1, {ROWS}) n
"""
_ORGANIZATIONS = """
INSERT INTO organization (id, slug, name, timezone, created_at, updated_at, version)
SELECT DISTINCT organization_id, organization_id::text, 'Name', 'UTC', now(), now(), 1 FROM numbered
"""
_TARGETS = f"""
INSERT INTO initiative_target
    (organization_id, initiative_id, target_id, target_kind, position)
SELECT organization_id, {_id("w")}, {_id("k", _PARENT)}, 'KEY_RESULT', 0 FROM numbered
"""


def statements() -> list[str]:
    """What fills an empty database, in order, in one session."""
    return [
        _ID,
        _NUMBERED,
        _ORGANIZATIONS,
        *(_insert(*table, columns) for table, columns in _TABLES.items()),
        *(_insert("node", letter, _node(letter)) for letter in _NODES),
        *(_insert(_NODES[letter][0], letter, _noun(letter)) for letter in _NODES),
        *(_insert(*table, columns) for table, columns in _LATER_TABLES.items()),
        _TARGETS,
        "VACUUM ANALYZE",  # empties the pending lists of the GIN indexes, as autovacuum does
    ]


def _node(letter: str) -> dict[str, str]:
    _, kind = _NODES[letter]
    return {"kind": f"'{kind}'", "external_system": "''", "external_id": f"'{letter}-' || n"}


def _noun(letter: str) -> dict[str, str]:
    _, kind = _NODES[letter]
    return _AUTHORED | {"kind": f"'{kind}'", "title": "title"} | _NOUN_COLUMNS[letter]


def _insert(table: str, letter: str, columns: dict[str, str]) -> str:
    return (
        f"INSERT INTO {table} (organization_id, id, {', '.join(columns)})"
        f" SELECT organization_id, {_id(letter)}, {', '.join(columns.values())} FROM numbered"
    )
