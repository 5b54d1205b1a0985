from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.identity.models import Person
from service.teams.models import Membership, Team
from service.teams.rules import TeamKind, TeamRole
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import required, title
from service.writing.given import UNSET, New, Seen, Unset
from service.writing.loops import Tree
from service.writing.plain import (
    Plain,
    archive_plain,
    create_plain,
    restore_plain,
    update_plain,
)
from service.writing.recordset import table_of

_TEAMS = Plain(
    table_of(Team),
    checks={"name": title},
    references={"parent_id": table_of(Team)},
    tree=Tree(table_of(Team), "parent_id"),
)
_MEMBERSHIPS = Plain(
    table_of(Membership),
    checks={"person_id": required, "team_id": required, "role": required},
    references={"person_id": table_of(Person), "team_id": table_of(Team)},
    unique="person_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTeam(New):
    """A part of the organization, under another or at the top."""

    name: str
    kind: TeamKind | None = None
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChange(Seen):
    """What is to change of a team; null clears, but for its name."""

    name: str | Unset | None = UNSET
    kind: TeamKind | Unset | None = UNSET
    parent_id: UUID | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMembership(New):
    """That a person belongs to a team."""

    person_id: UUID
    team_id: UUID
    role: TeamRole = TeamRole.MEMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChange(Seen):
    """What a person is in a team from now on."""

    role: TeamRole | Unset | None = UNSET


async def create_teams(
    session: Session, actor: Actor, news: Sequence[NewTeam], policy: Policy, now: datetime
) -> Outcome:
    """New teams.

    Refuses with Required, TooLong, Invalid (a value), NotFound (the parent), Taken (an id).
    """
    allow(actor, Action.TEAM_CREATE)
    return await create_plain(session, actor, _TEAMS, Batch(news, policy), now)


async def update_teams(
    session: Session,
    actor: Actor,
    changes: Sequence[TeamChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say.

    Refuses as `create_teams` does, and with ReadOnly (it is archived), Conflict (its version),
    SelfLink and Invalid (its parent is the team itself or one below it).
    """
    allow(actor, Action.TEAM_UPDATE)
    return await update_plain(session, actor, _TEAMS, Batch(changes, policy), now)


async def archive_teams(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Put teams away; their objectives, initiatives and members keep naming them.

    Refuses with NotFound, Conflict (its version), Invalid (live teams stand under it).
    """
    allow(actor, Action.TEAM_ARCHIVE)
    return await archive_plain(session, actor, _TEAMS, Batch(seen, policy), now)


async def restore_teams(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Bring teams back.

    Refuses with NotFound, Conflict (its version), Invalid (the team above it is archived).
    """
    allow(actor, Action.TEAM_RESTORE)
    return await restore_plain(session, actor, _TEAMS, Batch(seen, policy), now)


async def create_memberships(
    session: Session,
    actor: Actor,
    news: Sequence[NewMembership],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Let people belong to teams.

    Refuses with NotFound (the person, the team), Taken (they belong to it already, or the id).
    """
    allow(actor, Action.MEMBERSHIP_CREATE)
    batch = Batch(news, policy)
    batch.refuse_repeated(lambda new: (new.person_id, new.team_id), "person_id")
    return await create_plain(session, actor, _MEMBERSHIPS, batch, now)


async def update_memberships(
    session: Session,
    actor: Actor,
    changes: Sequence[MembershipChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Change what people are in their teams.

    Refuses with NotFound, ReadOnly (it was removed), Conflict (its version), Required (no role).
    """
    allow(actor, Action.MEMBERSHIP_UPDATE)
    return await update_plain(session, actor, _MEMBERSHIPS, Batch(changes, policy), now)


async def archive_memberships(
    session: Session, actor: Actor, seen: Sequence[Seen], policy: Policy, now: datetime
) -> Outcome:
    """Let people no longer belong to teams; who comes back is a new member.

    Refuses with NotFound, Conflict (its version).
    """
    allow(actor, Action.MEMBERSHIP_ARCHIVE)
    return await archive_plain(session, actor, _MEMBERSHIPS, Batch(seen, policy), now)
