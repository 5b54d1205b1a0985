"""Numbers of a test's organization: asked for, rolled up and read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.database import Database
from service.rollup.draining import drain

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
QUARTER = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31)}

_REQUEST = text("""
INSERT INTO roll_up_request (organization_id, objective_id, refresh, requested_at)
SELECT organization_id, id, :refresh, now() FROM objective
 WHERE organization_id = :organization AND (:every OR id = ANY(CAST(:ids AS uuid[])))
 ORDER BY id
""")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one organization, at a moment that the test chooses."""

    database: Database
    actor: Actor
    now: datetime = NOW

    async def settle(self, *ids: UUID, now: datetime | None = None) -> int:
        """Compute some objectives anew, else all, and what stands above them."""
        await self.request(*ids, refresh=True)
        return await drain(self.database, self.actor.organization_id, now or self.now)

    async def request(self, *ids: UUID, refresh: bool) -> None:
        await self.execute(_REQUEST, ids=list(ids), every=not ids, refresh=refresh)

    async def waiting(self) -> int:
        rows = await self.rows("SELECT objective_id FROM roll_up_request")
        return len(rows)

    async def objective(self, id_: UUID) -> dict[str, Any]:
        return (await self.rows("SELECT * FROM objective", id_))[0]

    async def key_result(self, id_: UUID) -> dict[str, Any]:
        return (await self.rows("SELECT * FROM key_result", id_))[0]

    async def progress(self, *ids: UUID) -> list[str | None]:
        """Of objectives, as text."""
        found = [(await self.objective(id_))["progress"] for id_ in ids]
        return [None if one is None else f"{one.normalize():f}" for one in found]

    async def execute(self, statement: Any, **values: Any) -> None:
        if isinstance(statement, str):
            statement = text(statement)
        async with self.database.writing(self.actor.organization_id) as session:
            await session.execute(statement, {"organization": self.actor.organization_id, **values})

    async def rows(self, select: str, *ids: UUID) -> list[dict[str, Any]]:
        """Of this organization; `select` ends where its WHERE begins."""
        chosen = " AND id = ANY(CAST(:ids AS uuid[]))" if ids else ""
        statement = text(f"{select} WHERE organization_id = :organization{chosen}")
        values: dict[str, Any] = {"organization": self.actor.organization_id}
        async with self.database.reading() as session:
            found = await session.execute(
                statement, {**values, "ids": list(ids)} if ids else values
            )
            return [dict(row) for row in found.mappings()]


def measure(current: object, **values: Any) -> dict[str, Any]:
    """What a key result from 0 to 100 is at."""
    return {"metric_type": "INCREASE", "start": 0, "target": 100, "current": current, **values}
