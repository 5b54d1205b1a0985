from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.dependencies.models import Dependency
from service.dependencies.queries import triples_taken
from service.dependencies.rules import (
    DEPENDENCY_CHECKS,
    DependencyKind,
    DependencyState,
    check_end,
    check_open,
    check_step,
)
from service.errors import Conflict, Invalid, NotFound, SelfLink, Taken
from service.events.facts import unchanged
from service.identity.models import Person
from service.nodes.queries import EndById, held_ends_by_id
from service.teams.models import Team
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, Values, differing, given
from service.writing.inserting import insert_new, new_rows, record_new
from service.writing.plain import Plain, plain_edits
from service.writing.recordset import table_of
from service.writing.references import refuse_missing
from service.writing.rows import Edit, Row, archivings, write_batch

_DEPENDENCIES = Plain(
    table_of(Dependency),
    checks=DEPENDENCY_CHECKS,
    references={"provider_team_id": table_of(Team), "risk_owner_id": table_of(Person)},
)
# What is told when the state changes, though it stays as it is: who asked whom for what.
_ABOUT = ("from_id", "to_id", "kind", "provider_team_id", "risk_owner_id", "created_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDependency(New):
    """That one goal waits for another, or holds it up."""

    from_id: UUID
    to_id: UUID
    kind: DependencyKind = DependencyKind.NEEDS
    state: DependencyState = DependencyState.REQUESTED
    needed_by: date | None = None
    note: str | None = None
    provider_team_id: UUID | None = None
    risk_owner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyChange(Seen):
    """What is to change of a dependency; null clears, but for its state.

    It leads where it leads, and is of its kind: another one is another dependency.
    """

    state: DependencyState | Unset | None = UNSET
    needed_by: date | Unset | None = UNSET
    note: str | Unset | None = UNSET
    provider_team_id: UUID | Unset | None = UNSET
    risk_owner_id: UUID | Unset | None = UNSET


async def create_dependencies(
    session: Session, actor: Actor, news: Sequence[NewDependency], policy: Policy, now: datetime
) -> Outcome:
    """New dependencies between objectives and key results; circles are for the audit to find.

    Refuses with NotFound (an end, the team or the person is not live), SelfLink, Invalid (a kind of
    end; a value), TooLong, Taken (there is one of the kind between the two, or an id is in use),
    ReadOnly (the cycle of `from` is closed).
    """
    allow(actor, Action.DEPENDENCY_CREATE)
    batch = Batch(news, policy)
    batch.check(_check_values)
    batch.refuse_repeated(lambda new: (new.from_id, new.to_id, new.kind), "to_id")
    ends = await held_ends_by_id(session, actor, [end for new in news for end in _ends(new)])
    batch.check(lambda new: _check_ends(new, ends))
    rows = new_rows(actor, batch, now)
    for row in rows.values():
        row["from_kind"], row["to_kind"] = ends[row["from_id"]].kind, ends[row["to_id"]].kind
        row["requested_at"] = now
        if row["state"] != DependencyState.REQUESTED:
            row.update(_answered(actor, now))
    await refuse_missing(session, actor, batch, rows, _DEPENDENCIES.references)
    batch.settle()
    await insert_new(session, _DEPENDENCIES.table, batch, rows, unique="to_id")
    made = [rows[index] for index, _ in batch.accepted()]
    await record_new(session, actor, _DEPENDENCIES.table, made)
    return batch.outcome(lambda index, _: rows[index]["id"])


async def update_dependencies(
    session: Session,
    actor: Actor,
    changes: Sequence[DependencyChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say; whoever answers a request is remembered with it.

    Refuses with NotFound (it, the team or the person), ReadOnly (it is archived, or the cycle of
    `from` closed), Conflict (its version), Required (no state), Invalid (a state that does not
    follow the one it has), TooLong.
    """
    allow(actor, Action.DEPENDENCY_UPDATE)
    batch = Batch(changes, policy)
    edits = await plain_edits(session, actor, _DEPENDENCIES, batch)
    await _check_cycles(session, actor, batch, edits)
    batch.check_each(lambda index, _: _check_step(edits[index]))
    edits = {index: _stepped(actor, edits[index], now) for index, _ in batch.accepted()}
    return await write_batch(session, actor, _DEPENDENCIES.table, batch, edits, now)


async def archive_dependencies(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put dependencies away; nothing happens where they are.

    Refuses with NotFound, Conflict (its version), ReadOnly (the cycle of `from` is closed).
    """
    allow(actor, Action.DEPENDENCY_ARCHIVE)
    batch = Batch(seen, policy)
    edits = await archivings(session, actor, _DEPENDENCIES.table, batch, now)
    await _check_cycles(session, actor, batch, edits)
    return await write_batch(session, actor, _DEPENDENCIES.table, batch, edits, now)


async def restore_dependencies(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring dependencies back; nothing happens where they are live.

    Refuses with NotFound, Conflict (its version, or another writer), Taken (there is one of the
    kind between the two now), Invalid (an end is archived), ReadOnly (the cycle of `from` is
    closed).
    """
    allow(actor, Action.DEPENDENCY_RESTORE)
    batch = Batch(seen, policy)
    edits = await archivings(session, actor, _DEPENDENCIES.table, batch, None)
    returning = [edit.before for edit in edits.values() if edit.after]
    taken = await triples_taken(session, actor, [row["from_id"] for row in returning])
    ends = await _check_cycles(session, actor, batch, edits)

    def check(index: int, _: object) -> None:
        if edits[index].after:
            _check_return(edits[index].before, ends, taken)

    batch.check_each(check)
    try:
        return await write_batch(session, actor, _DEPENDENCIES.table, batch, edits, now)
    except IntegrityError as error:
        raise Conflict("somebody linked the two at the same time; try again") from error


def _ends(new: NewDependency) -> tuple[UUID, UUID]:
    return new.from_id, new.to_id


def _check_values(new: NewDependency) -> None:
    if new.from_id == new.to_id:
        raise SelfLink("nothing depends on itself", ["to_id"])
    check_values(given(new), DEPENDENCY_CHECKS)


def _check_ends(new: NewDependency, ends: EndById) -> None:
    for field, end_id in (("from_id", new.from_id), ("to_id", new.to_id)):
        end = ends.get(end_id)
        if end is None or end.archived:
            raise NotFound("there is no such objective or key result", [field])
        check_end(end.kind, field)
    check_open(ends[new.from_id].cycle_state, "from_id")


def _check_step(edit: Edit) -> None:
    if "state" in edit.after:
        check_step(edit.before["state"], edit.after["state"])


def _stepped(actor: Actor, edit: Edit, now: datetime) -> Edit:
    """The edit with all that a new state brings along, and tells."""
    if "state" not in edit.after:
        return edit
    after = dict(edit.after)
    if after["state"] == DependencyState.REQUESTED:
        after |= {"requested_at": now, "decided_at": None, "decided_by_id": None}
    elif edit.before["state"] == DependencyState.REQUESTED:
        after |= _answered(actor, now)
    about = [name for name in _ABOUT if name not in after]
    return Edit(edit.before, differing(edit.before, after), unchanged(edit.before, about))


def _answered(actor: Actor, now: datetime) -> Values:
    return {"decided_at": now, "decided_by_id": actor.person_id}


async def _check_cycles(
    session: Session, actor: Actor, batch: Batch[Any], edits: Mapping[int, Edit]
) -> EndById:
    """Refuse edits of dependencies whose cycle is closed; the ends of them all."""
    rows = [edit.before for edit in edits.values()]
    ends = await held_ends_by_id(session, actor, [row[end] for row in rows for end in _END_COLUMNS])

    def check(index: int, _: object) -> None:
        if edits[index].after:
            check_open(ends[edits[index].before["from_id"]].cycle_state, "id")

    batch.check_each(check)
    return ends


_END_COLUMNS = ("from_id", "to_id")


def _check_return(row: Row, ends: EndById, taken: set[tuple[UUID, UUID, str]]) -> None:
    """Let pass what may come back, and take its place."""
    if any(ends[row[end]].archived for end in _END_COLUMNS):
        raise Invalid("what it leads from or to is archived: restore that first", ["id"])
    triple = (row["from_id"], row["to_id"], row["kind"])
    if triple in taken:
        raise Taken("there is such a dependency between the two already", ["id"])
    taken.add(triple)
