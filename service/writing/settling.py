"""Rows that are locked, with what is joined to them: all of it as it is once they are.

A statement that waits for a row goes on with the row as others left it, but with what is joined as
it was when the statement began. Whoever closes a cycle gives every goal in it another version, so
that whoever waited for one of them is told here to look again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Label, Select, Table, select

from service.database import Session

_BEFORE = "version_before"


def version_before(table: Table) -> Label[Any]:
    """The version that a row had when the statement began, for `settled_rows`."""
    same = table.alias()
    found = select(same.c.version).where(
        same.c.organization_id == table.c.organization_id, same.c.id == table.c.id
    )
    return found.correlate(table).scalar_subquery().label(_BEFORE)


async def settled_rows(
    session: Session, statement: Select[Any], scope: Mapping[str, Any]
) -> Sequence[Any]:
    """What a locking statement finds; it selects the `version` and `version_before` of its rows."""
    found: Sequence[Any] = (await session.execute(statement, scope)).all()
    if any(row.version != row.version_before for row in found):
        found = (await session.execute(statement, scope)).all()
    return found
