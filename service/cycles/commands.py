from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.cycles.models import Cycle
from service.cycles.rules import (
    TIMED,
    Cadence,
    CycleState,
    check_dates,
    check_new_state,
    default_state,
)
from service.database import Session
from service.errors import ReadOnly
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.numbers.requesting import Touched, request_touched
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import title
from service.writing.given import UNSET, New, Seen, Unset
from service.writing.loops import Tree
from service.writing.plain import (
    Plain,
    archive_plain,
    create_plain,
    plain_edits,
    restore_plain,
)
from service.writing.recordset import table_of
from service.writing.rows import Edit, write_batch

_CYCLES = Plain(
    table_of(Cycle),
    checks={"name": title},
    references={"parent_id": table_of(Cycle)},
    tree=Tree(table_of(Cycle), "parent_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCycle(New):
    """A span of time; without a state it plans where it starts later, and is active else."""

    name: str
    cadence: Cadence | None = None
    parent_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    state: CycleState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleChange(Seen):
    """What is to change of a cycle; null clears, but for its name."""

    name: str | Unset | None = UNSET
    cadence: Cadence | Unset | None = UNSET
    parent_id: UUID | Unset | None = UNSET
    starts_on: date | Unset | None = UNSET
    ends_on: date | Unset | None = UNSET


async def create_cycles(
    session: Session, actor: Actor, news: Sequence[NewCycle], policy: Policy, now: datetime
) -> Outcome:
    """New cycles, planned or active.

    Refuses with Required, TooLong, Invalid (a value; it ends before it starts; a state that is
    only reached), NotFound (the parent), Taken (an id).
    """
    allow(actor, Action.CYCLE_CREATE)
    today = day_in((await organization_of(session, actor)).timezone, now)
    settled = [
        new if new.state else replace(new, state=default_state(new.starts_on, today))
        for new in news
    ]
    batch = Batch(settled, policy)
    batch.check(_check_new)
    return await create_plain(session, actor, _CYCLES, batch, now)


async def update_cycles(
    session: Session,
    actor: Actor,
    changes: Sequence[CycleChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say; the state has commands of its own.

    Refuses as `create_cycles` does, and with ReadOnly (it is archived or closed), Conflict (its
    version), SelfLink and Invalid (its parent is the cycle itself or one below it).
    """
    allow(actor, Action.CYCLE_UPDATE)
    batch = Batch(changes, policy)
    edits = await plain_edits(session, actor, _CYCLES, batch)

    batch.check_each(lambda index, _: _check_edit(edits[index]))
    outcome = await write_batch(session, actor, _CYCLES.table, batch, edits, now)
    timed = [edits[index].id for index, _ in batch.accepted() if edits[index].after.keys() & TIMED]
    await request_touched(session, actor, Touched(cycles=timed), now)
    return outcome


async def archive_cycles(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put cycles away; objectives keep naming theirs, and its dates.

    Refuses with NotFound, Conflict (its version), Invalid (live cycles stand under it).
    """
    allow(actor, Action.CYCLE_ARCHIVE)
    return await archive_plain(session, actor, _CYCLES, Batch(seen, policy), now)


async def restore_cycles(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring cycles back.

    Refuses with NotFound, Conflict (its version), Invalid (the cycle above it is archived).
    """
    allow(actor, Action.CYCLE_RESTORE)
    return await restore_plain(session, actor, _CYCLES, Batch(seen, policy), now)


def _check_new(new: NewCycle) -> None:
    check_dates(new.starts_on, new.ends_on)
    if new.state is not None:
        check_new_state(new.state)


def _check_edit(edit: Edit) -> None:
    if edit.after and edit.before["state"] == CycleState.CLOSED:
        raise ReadOnly("the cycle is closed", ["id"])
    # Imported dates may be in any order: only who sets them has to set them right.
    if edit.after.keys() & {"starts_on", "ends_on"}:
        check_dates(edit.now("starts_on"), edit.now("ends_on"))
