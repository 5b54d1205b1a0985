from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.kpis.models import Kpi
from service.kpis.rules import KPI_CHECKS, check_range
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, given
from service.writing.plain import (
    Plain,
    archive_plain,
    create_plain,
    plain_edits,
    restore_plain,
)
from service.writing.recordset import table_of
from service.writing.rows import Edit, write_batch

_KPIS = Plain(table_of(Kpi), checks=KPI_CHECKS, references={})


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


def _check_new(new: NewKpi) -> None:
    check_values(given(new), KPI_CHECKS)
    check_range(new.lower, new.upper)


def _check_edit(edit: Edit) -> None:
    # Imported bounds may be in any order: only who sets them has to set them right.
    if edit.after.keys() & {"lower", "upper"}:
        check_range(edit.now("lower"), edit.now("upper"))
