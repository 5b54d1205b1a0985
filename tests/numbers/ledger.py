"""Numbers as they are stored, and brought up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.database import Database
from service.numbers.refreshing import hold, refresh, refresh_held

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def october(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What one organization's numbers are."""

    database: Database
    actor: Actor

    async def refresh(self, *objectives: UUID, now: datetime = NOW) -> None:
        async with self.database.writing(self.actor.organization_id) as session:
            await refresh(session, self.actor, objectives, now)

    async def refresh_lightly(self, *objectives: UUID, now: datetime = NOW) -> None:
        """The same in a transaction without a session."""
        async with self.database.writing_lightly(self.actor.organization_id) as session:
            await refresh(session, self.actor, objectives, now)

    async def refresh_corrected(
        self, objective: UUID, taken_back: Mapping[UUID, Sequence[str]]
    ) -> None:
        """The same after corrections of check-ins that said these columns."""
        async with self.database.writing(self.actor.organization_id) as session:
            await hold(session, self.actor, [objective])
            await refresh_held(session, self.actor, [objective], NOW, taken_back)

    async def key_result(self, id_: UUID, *columns: str) -> tuple[Any, ...]:
        return await self._row("key_result", id_, columns)

    async def objective(self, id_: UUID, *columns: str) -> tuple[Any, ...]:
        return await self._row("objective", id_, columns)

    async def change(self, table: str, id_: UUID, **values: Any) -> None:
        """Set columns past every command."""
        assigned = ", ".join(f"{name} = :{name}" for name in values)
        async with self.database.writing(self.actor.organization_id) as session:
            await session.execute(
                text(f"UPDATE {table} SET {assigned} WHERE id = :id"), {"id": id_, **values}
            )

    async def requests(self) -> list[tuple[UUID, bool]]:
        """The objectives that the worker is asked for, and whether to compute them first."""
        async with self.database.reading() as session:
            found = await session.execute(
                text(
                    "SELECT objective_id, refresh FROM roll_up_request"
                    " WHERE organization_id = :organization ORDER BY id"
                ),
                {"organization": self.actor.organization_id},
            )
            return [(row.objective_id, row.refresh) for row in found]

    async def set_clock(self, day: date) -> None:
        """All numbers have been turned to the day."""
        async with self.database.writing(self.actor.organization_id) as session:
            await session.execute(
                text("INSERT INTO progress_clock VALUES (:organization, :day, NULL)"),
                {"organization": self.actor.organization_id, "day": day},
            )

    async def clock(self) -> date | None:
        """The day that they have been turned to; None where they are to be turned anew."""
        async with self.database.reading() as session:
            found: date | None = await session.scalar(
                text("SELECT turned_on FROM progress_clock WHERE organization_id = :organization"),
                {"organization": self.actor.organization_id},
            )
            return found

    async def _row(self, table: str, id_: UUID, columns: Sequence[str]) -> tuple[Any, ...]:
        async with self.database.reading() as session:
            found = await session.execute(
                text(
                    f"SELECT {', '.join(columns)} FROM {table}"
                    " WHERE organization_id = :organization AND id = :id"
                ),
                {"organization": self.actor.organization_id, "id": id_},
            )
            return tuple(map(_trimmed, found.one()))


def _trimmed(value: Any) -> Any:
    return value.normalize() if isinstance(value, Decimal) else value
