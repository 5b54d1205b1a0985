"""Readings of KPIs, and the numbers of the key results that follow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import NotFound, Taken
from service.events.facts import created
from service.kpi_readings.queries import followers, hold_kpis, readings_at
from service.kpi_readings.rules import check_reading
from service.kpis.models import KpiReading
from service.numbers.refreshing import hold_homes, refresh_held
from service.objectives.commands.holding import refuse_moved
from service.tables import new_id
from service.writing.batches import Batch, Outcome, Policy
from service.writing.given import Values
from service.writing.inserting import insert_and_tell
from service.writing.recordset import table_of

_READINGS = table_of(KpiReading)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKpiReading:
    """What a KPI was at one moment; `at` absent: now."""

    kpi_id: UUID
    value: Decimal
    at: datetime | None = None
    id: UUID | None = None


async def create_kpi_readings(
    session: Session, actor: Actor, news: Sequence[NewKpiReading], policy: Policy, now: datetime
) -> Outcome:
    """Readings; one of the same moment and value is there already, and its id is the answer.

    Refuses with NotFound (no such KPI, or it is archived), Taken (another value for that moment,
    or the id), Invalid (the value).
    """
    allow(actor, Action.KPI_READING_CREATE)
    batch = Batch(news, policy)
    batch.refuse_repeated(lambda new: new.id, "id")
    batch.refuse_repeated(lambda new: (new.kpi_id, new.at or now), "at")
    batch.check(lambda new: check_reading(new.value))
    kpis = await _held_kpis(session, actor, batch)
    batch.settle()
    following = await followers(session, actor, kpis)
    held = await hold_homes(session, actor, following) if following else set()
    rows = {index: _reading(actor, new, now) for index, new in batch.accepted()}
    inserted = await _insert(session, actor, batch, rows)
    if inserted and held:
        following = await followers(session, actor, kpis)
        refuse_moved(held, following.values())
        await refresh_held(session, actor, set(following.values()), now)
    return batch.outcome(lambda index, _: rows[index]["id"])


async def _held_kpis(session: Session, actor: Actor, batch: Batch[NewKpiReading]) -> set[UUID]:
    live = await hold_kpis(session, actor, {new.kpi_id for _, new in batch.accepted()})

    def check(new: NewKpiReading) -> None:
        if new.kpi_id not in live:
            raise NotFound("there is no such kpi", ["kpi_id"])

    batch.check(check)
    return live


async def _insert(
    session: Session, actor: Actor, batch: Batch[NewKpiReading], rows: dict[int, Values]
) -> bool:
    """Whether anything is new; the rows of what was there already become what it is."""
    if not rows:
        return False
    facts = [created(_READINGS.name, row["id"], row) for row in rows.values()]
    inserted = await insert_and_tell(session, actor, _READINGS, list(rows.values()), facts)
    skipped = {index: row for index, row in rows.items() if row["id"] not in inserted}
    if skipped:
        await _take_known(session, actor, batch, rows, skipped)
    return bool(inserted)


async def _take_known(
    session: Session,
    actor: Actor,
    batch: Batch[NewKpiReading],
    rows: dict[int, Values],
    skipped: dict[int, Values],
) -> None:
    """Let rows that are there already be those; refuse what is there otherwise."""
    kpis, moments = ({row[name] for row in skipped.values()} for name in ("kpi_id", "at"))
    found = await readings_at(session, actor, kpis, moments)
    known = {(reading.kpi_id, reading.at): reading for reading in found}

    def check(index: int, _: object) -> None:
        if index not in skipped:
            return
        row = skipped[index]
        reading = known.get((row["kpi_id"], row["at"]))
        if reading is None:
            raise Taken("the id is in use", ["id"])
        if reading.value != row["value"]:
            raise Taken("there is another value for that moment", ["at"])
        rows[index] = {**row, "id": reading.id}

    batch.check_each(check)
    batch.settle()


def _reading(actor: Actor, new: NewKpiReading, now: datetime) -> Values:
    return {
        "organization_id": actor.organization_id,
        "id": new.id or new_id(),
        "kpi_id": new.kpi_id,
        "at": new.at or now,
        "value": new.value,
    }
