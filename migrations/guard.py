"""Row-level security: what every table gets in the revision that makes it.

Two roles that cannot log in, taken by the service's connections:
`sightline_reader` may only read, and sees every organization (its statements name theirs);
`sightline_tenant` reads and writes the rows of the organization that the transaction named.
FORCE binds the tables' owner, too. Where the database lets us make no roles, the tables stay
without the guard, and the service says so when it starts.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

READER = "sightline_reader"
TENANT = "sightline_tenant"

_CURRENT = "nullif(current_setting('app.organization_id', true), '')::uuid"
_OURS = "SELECT bool_and(pg_has_role(oid, 'MEMBER')) FROM pg_roles WHERE rolname = ANY(:r)"


def guard(tables: Sequence[str]) -> None:
    """Grant the tables to both roles, and keep each role to its rows."""
    if not _make_roles():
        return
    op.execute(f"GRANT USAGE ON SCHEMA public TO {READER}, {TENANT}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {TENANT}")
    for table in tables:
        key = "id" if table == "organization" else "organization_id"
        op.execute(f"GRANT SELECT ON {table} TO {READER}")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {TENANT}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY reader ON {table} FOR SELECT TO {READER} USING (true)")
        op.execute(
            f"CREATE POLICY tenant ON {table} TO {TENANT}"
            f" USING ({key} = {_CURRENT}) WITH CHECK ({key} = {_CURRENT})"
        )


def let_only_append(table: str, *, but: Sequence[str]) -> None:
    """Let nobody who serves take rows of it away or change them, `but` in these columns."""
    if _make_roles():
        op.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {TENANT}")
        op.execute(f"GRANT UPDATE ({', '.join(but)}) ON {table} TO {TENANT}")


def _make_roles() -> bool:
    """Whether both roles are there and ours to take."""
    connection = op.get_bind()
    for role in (READER, TENANT):
        if connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role}):
            continue
        try:
            with connection.begin_nested():
                connection.execute(sa.text(f"CREATE ROLE {role} NOLOGIN"))
                connection.execute(sa.text(f"GRANT {role} TO CURRENT_USER"))
        except sa.exc.DBAPIError:
            return False
    return bool(
        connection.scalar(
            sa.text(_OURS),
            {"r": [READER, TENANT]},
        )
    )
