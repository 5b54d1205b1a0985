"""What key results are told by others: while somebody says a value, nobody else sets it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import TextClause, text

from service.actor import Actor
from service.database import Session
from service.numbers.statements import KPI_TELLS, SAID_BY_CHECK_INS

TOLD = tuple(SAID_BY_CHECK_INS)
BY_KPI = "by_kpi"
_SPEAKERS = {**SAID_BY_CHECK_INS, BY_KPI: KPI_TELLS}

_SAID: TextClause = text(
    f"""
SELECT key_result.id, {", ".join(f"{sql} AS said_{name}" for name, sql in _SPEAKERS.items())}
  FROM unnest(CAST(:ids AS uuid[])) AS named(id)
  JOIN key_result ON key_result.organization_id = :organization AND key_result.id = named.id
"""  # noqa: S608  # put together of constants
)


async def said_of(
    session: Session, actor: Actor, key_result_ids: Collection[UUID]
) -> dict[UUID, frozenset[str]]:
    """Of each key result, the columns that its check-ins say, and `BY_KPI` where its KPI tells."""
    if not key_result_ids:
        return {}
    scope = {"organization": actor.organization_id, "ids": list(key_result_ids)}
    return {
        row.id: frozenset(name for name in _SPEAKERS if getattr(row, f"said_{name}"))
        for row in await session.execute(_SAID, scope)
    }
