"""Reads: an index for each list inside an object, for orders, filters and the search."""

import logging
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261122_0002"
down_revision: str | None = "20261122_0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Without case and accents. PostgreSQL's unaccent is an extension, and no function for an index.
FOLDED = r"""
CREATE FUNCTION folded(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN octet_length($1) = char_length($1) THEN lower($1)
        ELSE regexp_replace(normalize(lower($1), NFKD), '[\u0300-\u036f]', '', 'g') END
"""

# PostgreSQL's parser takes `e-mail` or `4.5` for several words at once, unless they are apart.
UNPUNCTUATED = r"""
CREATE FUNCTION unpunctuated(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(
        $1,
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a0-\u00bf\u2000-\u206f\u3000-\u303f]+',
        ' ', 'g'
    )
"""

# The organization is a word of each title: GIN has keys of several columns by an extension only.
TITLE_WORDS = """
CREATE FUNCTION title_words(organization_id uuid, title text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN array_to_tsvector(ARRAY[organization_id::text])
        || to_tsvector('pg_catalog.simple', unpunctuated(folded(title)))
"""

# All of the words, in any order, each perhaps only begun; null where there is no word.
WORDS_SOUGHT = """
CREATE FUNCTION words_sought(organization_id uuid, sought text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        SELECT ('''' || organization_id || ''' & '
                || string_agg('''' || lexeme || ''':*', ' & '))::tsquery
          FROM unnest(to_tsvector('pg_catalog.simple', unpunctuated(folded(sought))))
    )
"""

# Alike but for a slip of the pen; made with pg_trgm, or as functions that find nothing.
RESEMBLES = """
CREATE FUNCTION resembles(sought text, title text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE RETURN {answer}
"""
RESEMBLANCE = """
CREATE FUNCTION resemblance(sought text, title text) RETURNS real
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {answer}
"""

SEARCHABLE = {
    "strategy_element": "title",
    "objective": "title",
    "key_result": "title",
    "initiative": "title",
    "team": "name",
    "person": "name",
    "cycle": "name",
    "kpi": "name",
}

# Where a second index of the same name was narrower, or ordered by a whole name: a B-tree entry
# has at most 2,704 bytes, and names may have 8,000.
REPLACED = {
    "ix_check_in_author": "check_in",
    "ix_cycle_parent": "cycle",
    "ix_dependency_to": "dependency",
    "ix_initiative_target_target": "initiative_target",
    "ix_key_result_kpi": "key_result",
    "ix_kpi_name": "kpi",
    "ix_membership_team": "membership",
    "ix_person_manager": "person",
    "ix_person_name": "person",
    "ix_strategy_element_parent": "strategy_element",
    "ix_team_name": "team",
    "ix_team_parent": "team",
}

LISTS: dict[str, tuple[str, list[str]]] = {
    "ix_alignment_child": ("alignment", ["child_id", "id"]),
    "ix_check_in_author": ("check_in", ["author_id", "occurred_at", "id"]),
    "ix_check_in_occurred_at": ("check_in", ["occurred_at", "id"]),
    "ix_cycle_parent": ("cycle", ["parent_id", "starts_on", "id"]),
    "ix_dependency_from": ("dependency", ["from_id", "id"]),
    "ix_dependency_to": ("dependency", ["to_id", "id"]),
    "ix_initiative_target_target": ("initiative_target", ["target_id", "initiative_id"]),
    "ix_initiative_title": ("initiative", ["title", "id"]),
    "ix_key_result_due_on": ("key_result", ["due_on", "id"]),
    "ix_key_result_kpi": ("key_result", ["kpi_id", "id"]),
    "ix_key_result_title": ("key_result", ["title", "id"]),
    "ix_kpi_name": ("kpi", ["name", "id"]),
    "ix_membership_person": ("membership", ["person_id", "id"]),
    "ix_membership_team": ("membership", ["team_id", "id"]),
    "ix_objective_title": ("objective", ["title", "id"]),
    "ix_person_manager": ("person", ["manager_id", "name", "id"]),
    "ix_person_name": ("person", ["name", "id"]),
    "ix_strategy_element_parent": ("strategy_element", ["parent_id", "id"]),
    "ix_team_name": ("team", ["name", "id"]),
    "ix_team_parent": ("team", ["parent_id", "name", "id"]),
}


def upgrade() -> None:
    op.add_column("token", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    for function in (FOLDED, UNPUNCTUATED, TITLE_WORDS, WORDS_SOUGHT):
        op.execute(sa.text(function.replace(":", r"\:")))
    for name, table in REPLACED.items():
        op.drop_index(name, table)
    for name, (table, columns) in LISTS.items():
        op.create_index(name, table, ["organization_id", *map(_in_order, columns)])
    for table, column in SEARCHABLE.items():
        words = sa.text(f"title_words(organization_id, {column})")
        op.create_index(f"ix_{table}_words", table, [words], postgresql_using="gin")
    # Check-ins change the numbers of key results: with room on its page, an update that touches no
    # indexed column leaves the indexes alone.
    op.execute("ALTER TABLE key_result SET (fillfactor = 90)")
    _index_parts()


def _in_order(column: str) -> str | sa.TextClause:
    """A column as lists are ordered by it: texts by their beginning."""
    return sa.text(f'"left"(folded({column}), 200)') if column in ("title", "name") else column


def _index_parts() -> None:
    """Make parts of titles fast to find, and slips of the pen, where the database lets us."""
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            for extension in ("pg_trgm", "btree_gin"):
                connection.execute(sa.text(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
            for table, column in SEARCHABLE.items():
                op.create_index(
                    f"ix_{table}_parts",
                    table,
                    ["organization_id", column],
                    postgresql_using="gin",
                    postgresql_ops={column: "gin_trgm_ops"},
                )
            _make_resemblance("sought <<% title", "strict_word_similarity(sought, title)")
    except sa.exc.DBAPIError as error:
        logging.getLogger(__name__).warning(
            "the extensions pg_trgm and btree_gin cannot be used here (%s): the search forgives no"
            " slips of the pen, and `contains` reads all titles of the organization",
            error.orig,
        )
        _make_resemblance("false", "0")


def _make_resemblance(resembles: str, resemblance: str) -> None:
    op.execute(RESEMBLES.format(answer=resembles))
    op.execute(RESEMBLANCE.format(answer=resemblance))
