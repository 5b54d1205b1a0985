"""Initiatives: new ones, what changes of them, put away and brought back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.identity.models import Person
from service.initiatives.commands.targets import (
    Targets,
    new_targets,
    refuse_dead_targets,
    texts,
    write_targets,
)
from service.initiatives.models import Initiative
from service.initiatives.rules import (
    INITIATIVE_CHECKS,
    InitiativeStatus,
    check_targets,
    check_window,
)
from service.nodes.commands import create_nodes
from service.teams.models import Team
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, given
from service.writing.inserting import new_rows
from service.writing.plain import Plain, archive_plain, plain_edits, restore_plain
from service.writing.recordset import table_of
from service.writing.references import refuse_missing
from service.writing.rows import Edit, write_batch

_INITIATIVES = Plain(
    table_of(Initiative),
    checks=INITIATIVE_CHECKS,
    references={"owner_id": table_of(Person), "team_id": table_of(Team)},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInitiative(New):
    """A project or task; `serves` names objectives and key results, the first one first."""

    title: str
    serves: Sequence[UUID] = ()
    description: str | None = None
    owner_id: UUID | None = None
    owner_role: str | None = None
    team_id: UUID | None = None
    status: InitiativeStatus | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeChange(Seen):
    """What is to change; `serves` is the whole new list; null clears the rest but the title."""

    title: str | Unset | None = UNSET
    serves: Sequence[UUID] | Unset | None = UNSET
    description: str | Unset | None = UNSET
    owner_id: UUID | Unset | None = UNSET
    owner_role: str | Unset | None = UNSET
    team_id: UUID | Unset | None = UNSET
    status: InitiativeStatus | Unset | None = UNSET
    starts_on: date | Unset | None = UNSET
    ends_on: date | Unset | None = UNSET
    link: str | Unset | None = UNSET


async def create_initiatives(
    session: Session, actor: Actor, news: Sequence[NewInitiative], policy: Policy, now: datetime
) -> Outcome:
    """Initiatives, with what they serve.

    Refuses with Required, TooLong, Invalid (a value; it ends before it starts; a target of another
    kind), NotFound (owner, team, a target), Limit (too many targets), Taken (an id).
    """
    allow(actor, Action.INITIATIVE_CREATE)
    batch = Batch(news, policy)
    batch.check(_check_new)
    rows = new_rows(actor, batch, now)
    targets = {
        index: Targets(rows[index]["id"], (), list(dict.fromkeys(new.serves)))
        for index, new in batch.accepted()
    }
    await refuse_missing(session, actor, batch, rows, _INITIATIVES.references)
    kinds = await refuse_dead_targets(session, actor, batch, targets)
    batch.settle()
    told = {index: {**rows[index], "serves": texts(one.after)} for index, one in targets.items()}
    outcome = await create_nodes(session, actor, _INITIATIVES.table, batch, told)
    kept = [targets[index] for index, _ in batch.accepted()]
    await write_targets(session, actor, kept, kinds)
    return outcome


async def update_initiatives(
    session: Session,
    actor: Actor,
    changes: Sequence[InitiativeChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say.

    Refuses as `create_initiatives` does, and with NotFound, ReadOnly (it is archived), Conflict.
    """
    allow(actor, Action.INITIATIVE_UPDATE)
    batch = Batch(changes, policy)
    batch.check(_check_change)
    edits = await plain_edits(session, actor, _INITIATIVES, batch)
    batch.check_each(lambda index, _: _check_edit(edits[index]))
    said = {
        index: (change.id, change.serves)
        for index, change in batch.accepted()
        if not isinstance(change.serves, Unset | None)
    }
    targets = await new_targets(session, actor, said)
    kinds = await refuse_dead_targets(session, actor, batch, targets)
    for index, one in targets.items():
        edits[index] = replace(edits[index], told=one.told)
    outcome = await write_batch(session, actor, _INITIATIVES.table, batch, edits, now)
    kept = [targets[index] for index, _ in batch.accepted() if index in targets]
    await write_targets(session, actor, kept, kinds)
    return outcome


async def archive_initiatives(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put initiatives away.

    Refuses with NotFound, Conflict.
    """
    allow(actor, Action.INITIATIVE_ARCHIVE)
    return await archive_plain(session, actor, _INITIATIVES, Batch(seen, policy), now)


async def restore_initiatives(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring initiatives back; they serve what they served.

    Refuses with NotFound, Conflict.
    """
    allow(actor, Action.INITIATIVE_RESTORE)
    return await restore_plain(session, actor, _INITIATIVES, Batch(seen, policy), now)


def _check_new(new: NewInitiative) -> None:
    values = given(new)
    check_values(values, INITIATIVE_CHECKS)
    check_window(values, values)
    check_targets(new.serves)


def _check_change(change: InitiativeChange) -> None:
    if change.serves is not UNSET:
        check_targets(change.serves)


def _check_edit(edit: Edit) -> None:
    check_window({**edit.before, **edit.after}, edit.after)
