"""Objectives: new ones, and what changes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.cycles.queries import state_by_live_cycle
from service.database import Session
from service.errors import NotFound
from service.identity.models import Person
from service.nodes.commands import create_nodes
from service.nodes.graph import cycles_closed
from service.numbers.refreshing import refresh_held
from service.numbers.requesting import request_lives
from service.objectives.commands.stored import OBJECTIVES, objectives_with_cycles
from service.objectives.rules import (
    NOTES,
    OBJECTIVE_CHECKS,
    TIMED,
    Level,
    Lifecycle,
    check_open,
    check_step,
    check_window,
)
from service.progress.rules import Commitment, ProgressDriver
from service.teams.models import Team
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, Values, given
from service.writing.inserting import new_rows
from service.writing.recordset import table_of
from service.writing.references import refuse_missing
from service.writing.rows import Edit, write_batch
from service.writing.rows import changes as changes_of

_REFERENCES = {"team_id": table_of(Team), "owner_id": table_of(Person)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObjective(New):
    """Something worth achieving, in words."""

    title: str
    description: str | None = None
    level: Level | None = None
    cycle_id: UUID | None = None
    team_id: UUID | None = None
    owner_id: UUID | None = None
    owner_role: str | None = None
    position: int | None = None
    commitment: Commitment | None = None
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    weight: Decimal = Decimal(1)
    progress_driver: ProgressDriver | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    standalone_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveChange(Seen):
    """What is to change of an objective; null clears, but for title, lifecycle and weight."""

    # The only field that can bring an objective back into the graph.
    REVIVED_BY: ClassVar[str] = "lifecycle"

    title: str | Unset | None = UNSET
    description: str | Unset | None = UNSET
    level: Level | Unset | None = UNSET
    cycle_id: UUID | Unset | None = UNSET
    team_id: UUID | Unset | None = UNSET
    owner_id: UUID | Unset | None = UNSET
    owner_role: str | Unset | None = UNSET
    position: int | Unset | None = UNSET
    commitment: Commitment | Unset | None = UNSET
    lifecycle: Lifecycle | Unset | None = UNSET
    weight: Decimal | Unset | None = UNSET
    progress_driver: ProgressDriver | Unset | None = UNSET
    starts_on: date | Unset | None = UNSET
    ends_on: date | Unset | None = UNSET
    standalone_reason: str | Unset | None = UNSET
    score_note: str | Unset | None = UNSET

    @property
    def may_revive(self) -> bool:
        """Whether it can bring a cancelled objective back into the graph."""
        return self.lifecycle not in (UNSET, None, Lifecycle.CANCELLED, Lifecycle.CLOSED)


async def create_objectives(
    session: Session, actor: Actor, news: Sequence[NewObjective], policy: Policy, now: datetime
) -> Outcome:
    """Objectives without key results or parents.

    Refuses with Required, TooLong, Invalid (a value; it ends before it starts), NotFound (cycle,
    team, owner), ReadOnly (the cycle is closed), Taken (an id).
    """
    allow(actor, Action.OBJECTIVE_CREATE)
    batch = Batch(news, policy)
    batch.check(_check_new)
    rows = new_rows(actor, batch, now)
    await _refuse_references(session, actor, batch, rows)
    batch.settle()
    outcome = await create_nodes(session, actor, OBJECTIVES, batch, rows)
    made = [rows[index]["id"] for index, _ in batch.accepted()]
    await refresh_held(session, actor, made, now)
    return outcome


async def update_objectives(
    session: Session,
    actor: Actor,
    changes: Sequence[ObjectiveChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say; the caller holds the graph where one `may_revive`.

    Refuses as `create_objectives` does, and with NotFound, ReadOnly (it is archived, or its cycle
    is closed and more than a note changes), Conflict, Invalid (the lifecycle does not lead there),
    AlignmentCycle (it was cancelled, and its edges would close a cycle).
    """
    allow(actor, Action.OBJECTIVE_UPDATE)
    batch = Batch(changes, policy)
    batch.check(lambda change: check_values(given(change), OBJECTIVE_CHECKS))
    edits = await changes_of(session, actor, OBJECTIVES, batch, objectives_with_cycles())
    batch.check_each(lambda index, _: _check_edit(edits[index]))
    after = {index: edit.after for index, edit in edits.items()}
    await _refuse_references(session, actor, batch, after)
    await _refuse_cycles(session, actor, batch, edits)
    outcome = await write_batch(session, actor, OBJECTIVES, batch, edits, now)
    await _renumber(session, actor, [edits[index] for index, _ in batch.accepted()], now)
    return outcome


async def _renumber(session: Session, actor: Actor, edits: Sequence[Edit], now: datetime) -> None:
    """Have the numbers follow where others count by now; a title costs nothing here."""
    timed = [edit.id for edit in edits if edit.after.keys() & TIMED]
    switched = any(edit.after.keys() & {"progress_driver", "lifecycle"} for edit in edits)
    await refresh_held(session, actor, timed, now, switched=switched)
    lives = [edit.id for edit in edits if _changes_life(edit)]
    await request_lives(session, actor, lives, now)


def _changes_life(edit: Edit) -> bool:
    was, is_now = edit.before["lifecycle"], edit.now("lifecycle")
    return len({was == Lifecycle.CANCELLED, is_now == Lifecycle.CANCELLED}) > 1


def _check_new(new: NewObjective) -> None:
    values = given(new)
    check_values(values, OBJECTIVE_CHECKS)
    check_window(values, values)


def _check_edit(edit: Edit) -> None:
    if not edit.after.keys() <= NOTES:
        check_open(edit.before["cycle_state"], ["id"])
    check_window({**edit.before, **edit.after}, edit.after)
    if "lifecycle" in edit.after:
        check_step(Lifecycle(edit.before["lifecycle"]), edit.after["lifecycle"])


async def _refuse_references(
    session: Session, actor: Actor, batch: Batch[Any], values_by_index: Mapping[int, Values]
) -> None:
    await refuse_missing(session, actor, batch, values_by_index, _REFERENCES)
    named = [values_by_index[index].get("cycle_id") for index, _ in batch.accepted()]
    cycles = {cycle for cycle in named if cycle is not None}
    if not cycles:
        return
    states = await state_by_live_cycle(session, actor, list(cycles))

    def check(index: int, _: object) -> None:
        cycle = values_by_index[index].get("cycle_id")
        if cycle is None:
            return
        if cycle not in states:
            raise NotFound("there is no such cycle", ["cycle_id"])
        check_open(states[cycle], ["cycle_id"])

    batch.check_each(check)


async def _refuse_cycles(
    session: Session, actor: Actor, batch: Batch[ObjectiveChange], edits: Mapping[int, Edit]
) -> None:
    """What is cancelled no more is in the graph again, with every edge it has."""
    revived = [
        edit.id
        for edit in (edits[index] for index, _ in batch.accepted())
        if "lifecycle" in edit.after and edit.before["lifecycle"] == Lifecycle.CANCELLED
    ]
    closed = await cycles_closed(session, actor, "lifecycle", revived=revived)
    for index, change in batch.accepted():
        if change.id in closed:
            batch.refuse(index, closed[change.id])
