from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import NotFound, Taken
from service.events.facts import created
from service.events.record import record
from service.kpis.models import Kpi, KpiReading
from service.kpis.queries import kpis
from service.kpis.rules import KPI_CHECKS, check_range, check_reading
from service.tables import new_id
from service.writing.archiving import archive_row, restore_row
from service.writing.batches import alone
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, Values, given
from service.writing.inserting import insert_new, new_rows, record_new
from service.writing.recordset import table_of
from service.writing.rows import changes, write_edits

_KPIS = table_of(Kpi)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKpi(New):
    """A number to keep healthy; healthy is from `lower` to `upper`."""

    name: str
    unit: str | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiChange(Seen):
    """What is to change of a KPI; null clears, but for its name."""

    name: str | Unset | None = UNSET
    unit: str | Unset | None = UNSET
    lower: Decimal | Unset | None = UNSET
    upper: Decimal | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKpiReading:
    """What a KPI was at one moment; `at` absent: now."""

    kpi_id: UUID
    value: Decimal
    at: datetime | None = None
    id: UUID | None = None


async def create_kpi(session: Session, actor: Actor, new: NewKpi, now: datetime) -> UUID:
    """A KPI without readings.

    Raises:
        Required, TooLong, Invalid: a value that it cannot have.
        Taken: the id or the external id is in use.
    """
    allow(actor, Action.KPI_CREATE)
    batch = alone(new)
    _check_new(new)
    batch = alone(new)
    rows = new_rows(actor, batch, now)
    await insert_new(session, _KPIS, batch, rows)
    await record_new(session, actor, _KPIS, list(rows.values()))
    return batch.outcome(lambda index, _: rows[index]["id"]).only()


async def update_kpi(session: Session, actor: Actor, change: KpiChange, now: datetime) -> UUID:
    """Set what the change says.

    Raises:
        NotFound: there is no such KPI.
        ReadOnly: it is archived.
        Conflict: its version is another than expected.
        Required, TooLong, Invalid: a value that it cannot have.
    """
    allow(actor, Action.KPI_UPDATE)
    check_values(given(change), KPI_CHECKS)
    edits = await changes(session, actor, _KPIS, alone(change))
    for edit in edits.values():
        if edit.after.keys() & {"lower", "upper"}:
            check_range(edit.now("lower"), edit.now("upper"))
    await write_edits(session, actor, _KPIS, list(edits.values()), now)
    return change.id


async def archive_kpi(session: Session, actor: Actor, seen: Seen, now: datetime) -> UUID:
    """Put a KPI away; key results that name it keep it. Nothing happens where it is archived.

    Raises:
        NotFound: there is no such KPI.
        Conflict: its version is another than expected.
    """
    allow(actor, Action.KPI_ARCHIVE)
    return await archive_row(session, actor, _KPIS, seen, now)


async def restore_kpi(session: Session, actor: Actor, seen: Seen, now: datetime) -> UUID:
    """Bring a KPI back; nothing happens where it is live.

    Raises:
        NotFound: there is no such KPI.
        Conflict: its version is another than expected.
    """
    allow(actor, Action.KPI_RESTORE)
    return await restore_row(session, actor, _KPIS, seen, now)


async def create_kpi_reading(
    session: Session, actor: Actor, new: NewKpiReading, now: datetime
) -> UUID:
    """A reading; one of the same moment and value is there already, and its id is the answer.

    Raises:
        NotFound: there is no such KPI, or it is archived.
        Taken: there is another value for that moment, or the id is in use.
        Invalid: the value is no number.
    """
    allow(actor, Action.KPI_READING_CREATE)
    check_reading(new.value)
    statement = kpis(actor).where(col(Kpi.id) == new.kpi_id).with_for_update(read=True)
    if await session.scalar(statement) is None:
        raise NotFound("there is no such kpi", ["kpi_id"])
    row: Values = {
        "organization_id": actor.organization_id,
        "id": new.id or new_id(),
        "kpi_id": new.kpi_id,
        "at": new.at or now,
        "value": new.value,
    }
    inserted: UUID | None = await session.scalar(
        insert(KpiReading).values(row).on_conflict_do_nothing().returning(col(KpiReading.id))
    )
    if inserted is None:
        return await _known_reading(session, actor, new, row["at"])
    await record(session, actor, created("kpi_reading", inserted, row))
    return inserted


async def _known_reading(session: Session, actor: Actor, new: NewKpiReading, at: datetime) -> UUID:
    known = await session.scalar(
        select(KpiReading).where(
            col(KpiReading.organization_id) == actor.organization_id,
            col(KpiReading.kpi_id) == new.kpi_id,
            col(KpiReading.at) == at,
        )
    )
    if known is None:
        raise Taken("the id is in use", ["id"])
    if known.value != new.value:
        raise Taken("there is another value for that moment", ["at"])
    return known.id


def _check_new(new: NewKpi) -> None:
    check_values(given(new), KPI_CHECKS)
    check_range(new.lower, new.upper)
