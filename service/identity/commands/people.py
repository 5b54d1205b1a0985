from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.identity.commands.tokens import revoke_tokens_of
from service.identity.models import Person
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import required, text_up_to, title
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
from service.writing.rows import write_batch

LONGEST_EMAIL = 320

# Whoever leaves may still be somebody's manager: the audit tells, and nobody is made to wait.
_PEOPLE = Plain(
    table_of(Person),
    checks={
        "name": title,
        "email": text_up_to(LONGEST_EMAIL),
        "active": required,
    },
    references={"manager_id": table_of(Person)},
    tree=Tree(table_of(Person), "manager_id"),
    whole=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson(New):
    """Someone who works there."""

    name: str
    email: str | None = None
    manager_id: UUID | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange(Seen):
    """What is to change of a person; null clears, but for the name and whether they are active."""

    name: str | Unset | None = UNSET
    email: str | Unset | None = UNSET
    manager_id: UUID | Unset | None = UNSET
    active: bool | Unset | None = UNSET


async def create_people(
    session: Session, actor: Actor, news: Sequence[NewPerson], policy: Policy, now: datetime
) -> Outcome:
    """New people.

    Refuses with Required, TooLong, Invalid (a value), NotFound (the manager), Taken (an id).
    """
    allow(actor, Action.PERSON_CREATE)
    return await create_plain(session, actor, _PEOPLE, Batch(news, policy), now)


async def update_people(
    session: Session,
    actor: Actor,
    changes: Sequence[PersonChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say; the tokens of whoever is no longer active are revoked.

    Refuses as `create_people` does, and with ReadOnly (they are archived), Conflict (their
    version), SelfLink and Invalid (the manager is that person or works below them).
    """
    allow(actor, Action.PERSON_UPDATE)
    batch = Batch(changes, policy)
    edits = await plain_edits(session, actor, _PEOPLE, batch)
    outcome = await write_batch(session, actor, _PEOPLE.table, batch, edits, now)
    leaving = {edit.id for edit in edits.values() if edit.after.get("active") is False}
    await revoke_tokens_of(session, actor, leaving.intersection(outcome.ids), now)
    return outcome


async def archive_people(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put people away and revoke their tokens; what they own and wrote keeps naming them.

    Refuses with NotFound, Conflict (their version).
    """
    allow(actor, Action.PERSON_ARCHIVE)
    outcome = await archive_plain(session, actor, _PEOPLE, Batch(seen, policy), now)
    leaving = {person_id for person_id in outcome.ids if person_id is not None}
    await revoke_tokens_of(session, actor, leaving, now)
    return outcome


async def restore_people(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring people back; their tokens stay revoked.

    Refuses with NotFound, Conflict (their version).
    """
    allow(actor, Action.PERSON_RESTORE)
    return await restore_plain(session, actor, _PEOPLE, Batch(seen, policy), now)
