"""Memberships: who belongs to which team, and as what."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import Comparators, DateTimeComparators, IdComparators
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.lookups import one
from schema.nodes import Authored, Node
from schema.nouns import PERSON, TEAM
from service.teams.rules import TeamRole

if TYPE_CHECKING:
    from schema.people import Person
    from schema.teams import Team


@strawberry.type(description="That a person belongs to a team.")
class Membership(Authored, Node):
    role: TeamRole = strawberry.field(description="What the person is in the team.")

    person = one(
        Annotated["Person", strawberry.lazy("schema.people")],
        PERSON,
        "person_id",
        "Who belongs to the team.",
    )
    team = one(
        Annotated["Team", strawberry.lazy("schema.teams")],
        TEAM,
        "team_id",
        "The team that they belong to.",
    )


@filter_input("Which memberships a list holds: every field given must hold.")
class MembershipFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Membership",))
    person: strawberry.Maybe[IdComparators] = filtered("By person.", types=("Person",))
    team: strawberry.Maybe[IdComparators] = filtered("By team.", types=("Team",))
    role: strawberry.Maybe[Comparators[TeamRole]] = filtered("By role.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")


class MembershipOrderField(StrEnum):
    """What memberships are ordered by."""

    ID = "id"
    ROLE = "role"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    MembershipOrderField,
    "What memberships are ordered by.",
    {
        "ID": "The id, that is the order of joining.",
        "ROLE": "The role: who leads comes first.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order memberships by.")
class MembershipOrder(Order[MembershipOrderField]):
    pass
