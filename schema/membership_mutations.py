"""Who belongs to which team from now on."""

import strawberry

from schema.inputs import said
from schema.memberships import Membership
from schema.mutation_parts import STAYS, Parts, expected_version
from schema.payloads import mutation
from schema.writes import one_row
from service.teams.commands import (
    MembershipChange,
    NewMembership,
    archive_memberships,
    create_memberships,
    update_memberships,
)
from service.teams.rules import TeamRole
from service.writing.given import Seen

_PARTS = Parts(Membership, "Membership", "membership", "memberships")


@strawberry.input(description="That a person is to belong to a team.")
class MembershipCreateInput:
    person_id: strawberry.ID = said("Who is to belong to the team.", types=("Person",))
    team_id: strawberry.ID = said("The team.", types=("Team",))
    id: strawberry.ID | None = _PARTS.brought_id()
    role: TeamRole = said("What the person is in the team.", default=TeamRole.MEMBER)


@strawberry.input(description="What is to change of a membership: what is left out stays.")
class MembershipUpdateInput:
    id: strawberry.ID = _PARTS.seen_id()
    expected_version: int | None = expected_version()
    role: strawberry.Maybe[TeamRole | None] = said(f"What the person is in the team. {STAYS}")


@strawberry.type
class MembershipMutations:
    membership_create = mutation(
        one_row(create_memberships, NewMembership),
        MembershipCreateInput,
        _PARTS.payload("Create"),
        "Let a person belong to a team. Refused as TAKEN where they do already.",
    )
    membership_update = mutation(
        one_row(update_memberships, MembershipChange),
        MembershipUpdateInput,
        _PARTS.payload("Update"),
        "Change what a person is in a team.",
    )
    membership_archive = mutation(
        one_row(archive_memberships, Seen),
        _PARTS.seen_input("Archive", "Which membership to end."),
        _PARTS.payload("Archive"),
        "Let a person no longer belong to a team; whoever comes back is a new member. Once more "
        "changes nothing.",
    )
