"""Numbers as they are stored, and brought up to date."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.database import Database
from service.numbers.refreshing import refresh

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What one organization's numbers are."""

    database: Database
    actor: Actor

    async def refresh(self, *objectives: UUID, now: datetime = NOW) -> None:
        async with self.database.writing(self.actor.organization_id) as session:
            await refresh(session, self.actor, objectives, now)

    async def refresh_lightly(self, *objectives: UUID, now: datetime = NOW) -> None:
        async with self.database.writing_lightly(self.actor.organization_id) as session:
            await refresh(session, self.actor, objectives, now)

    async def of(self, table: str, id_: UUID) -> dict[str, Any]:
        async with self.database.reading() as session:
            found = await session.execute(
                text(f"SELECT * FROM {table} WHERE organization_id = :o AND id = :i"),
                {"o": self.actor.organization_id, "i": id_},
            )
            return found.one()._asdict()

    async def requests(self) -> list[tuple[UUID, bool]]:
        async with self.database.reading() as session:
            found = await session.execute(
                text(
                    "SELECT objective_id, refresh FROM roll_up_request"
                    " WHERE organization_id = :o ORDER BY id"
                ),
                {"o": self.actor.organization_id},
            )
            return [tuple(row) for row in found]
