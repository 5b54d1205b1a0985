"""Teams: the parts of an organization, a tree."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import Comparators, DateTimeComparators, IdComparators, TextComparators
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing, many
from schema.lookups import Ref, one, single
from schema.nodes import Authored, Node
from schema.nouns import (
    INITIATIVES_OF_TEAM,
    MEMBERS_OF_TEAM,
    MEMBERSHIPS_OF_TEAM,
    OBJECTIVES_OF_TEAM,
    TEAM,
    TEAMS_OF_TEAM,
)
from service.teams.rules import TeamKind

if TYPE_CHECKING:
    from schema.initiatives import Initiative
    from schema.memberships import Membership
    from schema.objectives.objective import Objective
    from schema.people import Person

LazyTeam = Annotated["Team", strawberry.lazy("schema.teams")]


@strawberry.type(description="A part of the organization; the parts are a tree.")
class Team(Authored, Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    name: str = strawberry.field(description="What people call it.")
    kind: TeamKind | None = strawberry.field(
        description="Where it stands in the organization; null where nobody has said."
    )

    parent = one(
        LazyTeam | None,
        TEAM,
        "parent_id",
        "The team that it is a part of; null for a root.",
    )

    children = many(LazyTeam, TEAMS_OF_TEAM, "Its own parts, by name.")
    members = many(
        Annotated["Person", strawberry.lazy("schema.people")],
        MEMBERS_OF_TEAM,
        "The people who belong to it, by name.",
    )
    memberships = many(
        Annotated["Membership", strawberry.lazy("schema.memberships")],
        MEMBERSHIPS_OF_TEAM,
        "The same people with their roles, in the order of joining.",
    )
    objectives = many(
        Annotated["Objective", strawberry.lazy("schema.objectives.objective")],
        OBJECTIVES_OF_TEAM,
        "Its own objectives; `objectives` with a filter by `teamTree` has those of its parts, too.",
    )
    initiatives = many(
        Annotated["Initiative", strawberry.lazy("schema.initiatives")],
        INITIATIVES_OF_TEAM,
        "Projects and tasks that it does, without those of its parts.",
    )


@filter_input("Which teams a list holds: every field given must hold.")
class TeamFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Team",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    name: strawberry.Maybe[TextComparators] = filtered("By name.")
    kind: strawberry.Maybe[Comparators[TeamKind]] = filtered("By where it stands.")
    parent: strawberry.Maybe[IdComparators] = filtered(
        "By the team that it is a part of.", types=("Team",)
    )
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class TeamOrderField(StrEnum):
    """What teams are ordered by."""

    ID = "id"
    NAME = "name"
    EXTERNAL_ID = "external_id"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    TeamOrderField,
    "What teams are ordered by.",
    {
        "ID": "The id, that is age.",
        "NAME": "The name.",
        "EXTERNAL_ID": "The sender's own id.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order teams by.")
class TeamOrder(Order[TeamOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one team, in one of two ways.")
class TeamRef(Ref):
    pass


@strawberry.type
class TeamQueries:
    team = single(Team, TEAM, TeamRef, "team")

    teams = listing(Team, TEAM, "The teams, the oldest first.")
