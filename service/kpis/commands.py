from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import col, select

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import NotFound, Taken
from service.kpis.models import Kpi, KpiReading
from service.kpis.queries import kpis
from service.kpis.rules import KPI_CHECKS, check_range, check_reading
from service.tables import new_id
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, Values, given
from service.writing.inserting import insert_unless_there, record_new
from service.writing.plain import (
    Plain,
    archive_plain,
    create_plain,
    plain_edits,
    restore_plain,
)
from service.writing.recordset import table_of
from service.writing.rows import Edit, any_of, write_batch

_KPIS = Plain(table_of(Kpi), checks=KPI_CHECKS, references={})
_READINGS = table_of(KpiReading)


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


async def create_kpis(
    session: Session, actor: Actor, news: Sequence[NewKpi], policy: Policy, now: datetime
) -> Outcome:
    """KPIs without readings.

    Refuses with Required, TooLong, Invalid (a value), Taken (an id).
    """
    allow(actor, Action.KPI_CREATE)
    batch = Batch(news, policy)
    batch.check(_check_new)
    return await create_plain(session, actor, _KPIS, batch, now)


async def update_kpis(
    session: Session, actor: Actor, changes: Sequence[KpiChange], policy: Policy, now: datetime
) -> Outcome:
    """Set what the changes say.

    Refuses as `create_kpis` does, and with NotFound, ReadOnly (it is archived), Conflict.
    """
    allow(actor, Action.KPI_UPDATE)
    batch = Batch(changes, policy)
    edits = await plain_edits(session, actor, _KPIS, batch)
    batch.check_each(lambda index, _: _check_edit(edits[index]))
    return await write_batch(session, actor, _KPIS.table, batch, edits, now)


async def archive_kpis(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put KPIs away; key results that name them keep naming them.

    Refuses with NotFound, Conflict.
    """
    allow(actor, Action.KPI_ARCHIVE)
    return await archive_plain(session, actor, _KPIS, Batch(seen, policy), now)


async def restore_kpis(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring KPIs back.

    Refuses with NotFound, Conflict.
    """
    allow(actor, Action.KPI_RESTORE)
    return await restore_plain(session, actor, _KPIS, Batch(seen, policy), now)


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
    await _refuse_missing(session, actor, batch)
    batch.settle()
    row_by_index = {index: _reading(actor, new, now) for index, new in batch.accepted()}
    inserted = await insert_unless_there(session, _READINGS, list(row_by_index.values()))
    new_rows = [row for row in row_by_index.values() if row["id"] in inserted]
    if len(new_rows) < len(row_by_index):
        known = [row for row in row_by_index.values() if row["id"] not in inserted]
        await _take_known(session, actor, batch, row_by_index, known)
    await record_new(session, actor, _READINGS, new_rows)
    return batch.outcome(lambda index, _: row_by_index[index]["id"])


async def _refuse_missing(session: Session, actor: Actor, batch: Batch[NewKpiReading]) -> None:
    """The KPIs stay as they are until the transaction ends."""
    ids = [new.kpi_id for _, new in batch.accepted()]
    statement = kpis(actor).where(col(Kpi.id) == any_of(ids)).order_by(col(Kpi.id))
    found = await session.scalars(statement.with_for_update(read=True))
    live = {kpi.id for kpi in found}

    def check(new: NewKpiReading) -> None:
        if new.kpi_id not in live:
            raise NotFound("there is no such kpi", ["kpi_id"])

    batch.check(check)


async def _take_known(
    session: Session,
    actor: Actor,
    batch: Batch[NewKpiReading],
    row_by_index: dict[int, Values],
    skipped: Sequence[Values],
) -> None:
    """Let rows that are there already be those; refuse what is there otherwise."""
    found = await session.scalars(
        select(KpiReading).where(
            col(KpiReading.organization_id) == actor.organization_id,
            col(KpiReading.kpi_id) == any_of([row["kpi_id"] for row in skipped]),
            col(KpiReading.at).in_([row["at"] for row in skipped]),
        )
    )
    known = {(reading.kpi_id, reading.at): reading for reading in found}
    skipped_ids = {row["id"] for row in skipped}

    def check(index: int, _: object) -> None:
        row = row_by_index[index]
        if row["id"] not in skipped_ids:
            return
        reading = known.get((row["kpi_id"], row["at"]))
        if reading is None:
            raise Taken("the id is in use", ["id"])
        if reading.value != row["value"]:
            raise Taken("there is another value for that moment", ["at"])
        row_by_index[index] = {**row, "id": reading.id}

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


def _check_new(new: NewKpi) -> None:
    check_values(given(new), KPI_CHECKS)
    check_range(new.lower, new.upper)


def _check_edit(edit: Edit) -> None:
    # Imported bounds may be in any order: only who sets them has to set them right.
    if edit.after.keys() & {"lower", "upper"}:
        check_range(edit.now("lower"), edit.now("upper"))
