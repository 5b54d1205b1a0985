from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from service.access import Action, allow
from service.actor import Actor
from service.cycles.models import Cycle, PlanningStep
from service.cycles.queries import state_by_live_cycle
from service.cycles.rules import (
    TIMED,
    Audience,
    Cadence,
    CycleState,
    check_dates,
    check_new_state,
    check_planning,
    default_state,
)
from service.database import Session
from service.errors import ReadOnly
from service.events.facts import plain
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.numbers.requesting import Touched, request_touched
from service.tables import new_id
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import title
from service.writing.given import UNSET, New, Seen, Unset, Values
from service.writing.inserting import insert_rows
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
_PLANNING = table_of(PlanningStep)

_STORED_PLANNING = text("""
SELECT cycle_id, audience, starts_on, ends_on, note FROM planning_step
 WHERE organization_id = :organization AND cycle_id = ANY(CAST(:ids AS uuid[]))
 ORDER BY starts_on, id
""")
_CLEAR_PLANNING = text("""
DELETE FROM planning_step
 WHERE organization_id = :organization AND cycle_id = ANY(CAST(:ids AS uuid[]))
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlanningStep:
    """When one group of people sets its goals."""

    audience: Audience
    starts_on: date
    ends_on: date
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCycle(New):
    """A span of time; without a state it plans where it starts later, and is active else."""

    name: str
    cadence: Cadence | None = None
    parent_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    state: CycleState | None = None
    planning: Sequence[NewPlanningStep] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleChange(Seen):
    """What is to change of a cycle; null clears, but for its name."""

    name: str | Unset | None = UNSET
    cadence: Cadence | Unset | None = UNSET
    parent_id: UUID | Unset | None = UNSET
    starts_on: date | Unset | None = UNSET
    ends_on: date | Unset | None = UNSET
    planning: Sequence[NewPlanningStep] | Unset | None = UNSET


async def create_cycles(
    session: Session, actor: Actor, news: Sequence[NewCycle], policy: Policy, now: datetime
) -> Outcome:
    """New cycles, planned or active.

    Refuses with Required, TooLong, Invalid (a value; it ends before it starts; a state that is
    only reached), NotFound (the parent), ReadOnly (the parent is closed), Taken (an id).
    """
    allow(actor, Action.CYCLE_CREATE)
    today = day_in((await organization_of(session, actor)).timezone, now)
    settled = [
        new if new.state else replace(new, state=default_state(new.starts_on, today))
        for new in news
    ]
    batch = Batch(settled, policy)
    batch.check(_check_new)
    parents = {index: new.parent_id for index, new in batch.accepted()}
    await _refuse_closed_parents(session, actor, batch, parents)
    outcome = await create_plain(session, actor, _CYCLES, batch, now)
    planning = {outcome.ids[index]: new.planning or () for index, new in batch.accepted()}
    await _write_planning(session, actor, {id_: steps for id_, steps in planning.items() if id_})
    return outcome


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
    batch.check(lambda change: check_planning(_said_planning(change) or ()))
    plain_ones = await plain_edits(session, actor, _CYCLES, batch)
    edits = await _with_planning(session, actor, batch, plain_ones)
    batch.check_each(lambda index, _: _check_edit(edits[index]))
    parents = {index: edits[index].after.get("parent_id") for index, _ in batch.accepted()}
    await _refuse_closed_parents(session, actor, batch, parents)
    outcome = await write_batch(session, actor, _CYCLES.table, batch, edits, now)
    planned = [change for index, change in batch.accepted() if "planning" in edits[index].told]
    await _clear_planning(session, actor, [change.id for change in planned])
    planning = {change.id: _said_planning(change) or () for change in planned}
    await _write_planning(session, actor, planning)
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
    check_planning(new.planning or ())
    if new.state is not None:
        check_new_state(new.state)


def _check_edit(edit: Edit) -> None:
    if (edit.after or edit.told) and edit.before["state"] == CycleState.CLOSED:
        raise ReadOnly("the cycle is closed", ["id"])
    # Imported dates may be in any order: only who sets them has to set them right.
    if edit.after.keys() & {"starts_on", "ends_on"}:
        check_dates(edit.now("starts_on"), edit.now("ends_on"))


async def _refuse_closed_parents(
    session: Session, actor: Actor, batch: Batch[Any], parents: Mapping[int, UUID | None]
) -> None:
    """Nothing that is open begins in what is closed."""
    named = {parent for parent in parents.values() if parent is not None}
    if not named:
        return
    states = await state_by_live_cycle(session, actor, list(named))

    def check(index: int, _: object) -> None:
        parent = parents.get(index)
        if parent is not None and states.get(parent) is CycleState.CLOSED:
            raise ReadOnly("the cycle that it would be a part of is closed", ["parent_id"])

    batch.check_each(check)


def _said_planning(change: CycleChange) -> Sequence[NewPlanningStep] | None:
    """The whole calendar that a change says; null is an empty one, None where it says nothing."""
    said = change.planning
    if isinstance(said, Unset):
        return None
    return said or ()


async def _with_planning(
    session: Session, actor: Actor, batch: Batch[CycleChange], edits: Mapping[int, Edit]
) -> dict[int, Edit]:
    """The edits, with what is told of calendars that differ from the stored ones."""
    said = {index: _said_planning(change) for index, change in batch.accepted()}
    ids = [edits[index].id for index, steps in said.items() if steps is not None]
    stored = await _stored_planning(session, actor, ids)
    told = dict(edits)
    for index, steps in said.items():
        before, after = stored.get(edits[index].id, []), calendar_of(steps or ())
        if steps is not None and before != after:
            told[index] = replace(edits[index], told={"planning": (before, after)})
    return told


async def _stored_planning(
    session: Session, actor: Actor, cycle_ids: Sequence[UUID]
) -> Mapping[UUID, list[Values]]:
    stored: dict[UUID, list[Values]] = {}
    if cycle_ids:
        scope = {"organization": actor.organization_id, "ids": list(cycle_ids)}
        for row in await session.execute(_STORED_PLANNING, scope):
            stored.setdefault(row.cycle_id, []).append(_step(row))
    return stored


async def _clear_planning(session: Session, actor: Actor, cycle_ids: Sequence[UUID]) -> None:
    if cycle_ids:
        scope = {"organization": actor.organization_id, "ids": list(cycle_ids)}
        await session.execute(_CLEAR_PLANNING, scope)


async def _write_planning(
    session: Session, actor: Actor, steps_by_cycle: Mapping[UUID, Sequence[NewPlanningStep]]
) -> None:
    rows = [
        {
            "organization_id": actor.organization_id,
            "id": new_id(),
            "cycle_id": cycle_id,
            **step,
        }
        for cycle_id, steps in steps_by_cycle.items()
        for step in calendar_of(steps)
    ]
    await insert_rows(session, _PLANNING, rows)


def calendar_of(steps: Iterable[NewPlanningStep]) -> list[Values]:
    """Steps as facts have them, by first day."""
    return [_step(step) for step in sorted(steps, key=lambda step: step.starts_on)]


def _step(step: Any) -> Values:  # noqa: ANN401  # a stored one, or one that is to be
    """A step as facts have it."""
    return {
        "audience": plain(step.audience),
        "starts_on": plain(step.starts_on),
        "ends_on": plain(step.ends_on),
        "note": step.note,
    }
