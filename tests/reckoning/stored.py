"""The raw facts of a stored organization: no column that the service derives is read.

But for one: where no check-in says a value, a confidence or a status, what stands in their columns
was set there.
"""

from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from service.database import Database, Session
from tests.reckoning.facts import Aim, Edge, Goal, Word, World

Row = Any


async def stored_world(database: Database, organization_id: object) -> World:
    """All of an organization that numbers depend on."""
    async with database.reading() as session:
        return await _World(session, organization_id).read()


class _World:
    def __init__(self, session: Session, organization_id: object) -> None:
        self.session = session
        self.organization_id = organization_id
        self.world = World()

    async def read(self) -> World:
        await self.organization()
        await self.aims()
        await self.goals()
        await self.said()
        for row in await self.rows(
            "SELECT * FROM {} WHERE archived_at IS NULL AND state = 'ACCEPTED'"
            " AND kind = 'CONTRIBUTES' AND organization_id = :organization",
            "alignment",
        ):
            share = fraction(row.allocation)
            days = (row.valid_from, row.valid_to)
            self.world.edges.append(
                Edge(row.child_id, row.parent_id, Fraction(row.weight), share, *days)
            )
        elements = await self.rows(
            "SELECT id FROM {} WHERE archived_at IS NULL AND organization_id = :organization",
            "strategy_element",
        )
        self.world.strategy = {row.id for row in elements}
        return self.world

    async def rows(self, select: str, table: str) -> list[Row]:
        statement = text(select.format(table))
        return list(await self.session.execute(statement, {"organization": self.organization_id}))

    async def all(self, table: str, order: str = "id") -> list[Row]:
        select = f"SELECT * FROM {{}} WHERE organization_id = :organization ORDER BY {order}"
        return await self.rows(select, table)

    async def organization(self) -> None:
        (row,) = await self.rows(
            "SELECT timezone, settings FROM {} WHERE id = :organization", "organization"
        )
        gaps = row.settings.get("progress", {})
        days = row.settings.get("audit", {}).get("thresholds", {})
        self.world.timezone = row.timezone
        self.world.on_track_gap = Fraction(str(gaps.get("on_track_gap", "0.1")))
        self.world.at_risk_gap = Fraction(str(gaps.get("at_risk_gap", "0.25")))
        self.world.patience_days = days.get("check_in_cadence_days", 7) + days.get(
            "check_in_grace_days", 3
        )

    async def aims(self) -> None:
        cycles = {row.id: row for row in await self.all("cycle")}
        for row in await self.all("objective"):
            cycle = cycles.get(row.cycle_id)
            self.world.aims[row.id] = Aim(
                id=row.id,
                starts_on=row.starts_on or (cycle and cycle.starts_on),
                ends_on=row.ends_on or (cycle and cycle.ends_on),
                driver=row.progress_driver,
                lifecycle=row.lifecycle,
                cycle_state=cycle and cycle.state,
                archived=row.archived_at is not None,
            )

    async def goals(self) -> None:
        readings: dict[Any, list[tuple[datetime, Fraction]]] = {}
        for row in await self.all("kpi_reading"):
            readings.setdefault(row.kpi_id, []).append((row.at, Fraction(row.value)))
        zone = ZoneInfo(self.world.timezone)
        for row in await self.all("key_result"):
            self.world.goals[row.id] = Goal(
                id=row.id,
                home=row.objective_id,
                created_on=row.created_at.astimezone(zone).date(),
                metric_type=row.metric_type,
                follows=row.follows,
                start=fraction(row.start),
                target=fraction(row.target),
                lower=fraction(row.lower),
                upper=fraction(row.upper),
                due_on=row.due_on,
                weight=Fraction(row.weight),
                set_value=fraction(row.current),
                set_confidence=row.confidence,
                set_status=row.reported_status,
                readings=list(readings.get(row.kpi_id, ())),
                archived=row.archived_at is not None,
            )

    async def said(self) -> None:
        goals = self.world.goals
        for row in await self.all("checkpoint"):
            goals[row.key_result_id].checkpoints.append((row.day, Fraction(row.value)))
        for row in await self.all("milestone"):
            stage = (Fraction(row.weight), row.due_on, row.done_on)
            goals[row.key_result_id].stages.append(stage)
        for row in await self.all("check_in"):
            goals[row.key_result_id].words.append(
                Word(
                    row.id,
                    row.occurred_at,
                    fraction(row.value),
                    row.confidence,
                    row.status,
                    row.corrects_id,
                )
            )


def fraction(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)
