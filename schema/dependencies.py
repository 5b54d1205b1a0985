"""Dependencies: that one goal waits for another."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.alignables import Alignable
from schema.comparators import (
    Comparators,
    DateComparators,
    DateTimeComparators,
    IdComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing
from schema.lookups import Ref, either, one, single
from schema.nodes import Authored, Node
from schema.nouns import DEPENDENCY, PERSON, TEAM
from service.dependencies.rules import DependencyKind, DependencyState

if TYPE_CHECKING:
    from schema.people import Person
    from schema.teams import Team

LazyPerson = Annotated["Person", strawberry.lazy("schema.people")]
LazyTeam = Annotated["Team", strawberry.lazy("schema.teams")]

GOALS = ("Objective", "KeyResult")


@strawberry.type(description="That one goal waits for another, whichever teams they belong to.")
class Dependency(Authored, Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    kind: DependencyKind = strawberry.field(description="What `from` is to `to`.")
    state: DependencyState = strawberry.field(description="Where the request stands.")
    needed_by: date | None = strawberry.field(description="The day by which it is needed.")
    note: str | None = strawberry.field(description="More about it.")
    requested_at: datetime = strawberry.field(description="When it was asked for, the last time.")
    decided_at: datetime | None = strawberry.field(
        description="When the request was answered; null while it is open."
    )

    provider_team = one(
        LazyTeam | None,
        TEAM,
        "provider_team_id",
        "The team that is to provide it; null: that of the goal, whichever it is.",
    )
    risk_owner = one(
        LazyPerson | None, PERSON, "risk_owner_id", "Who watches over it; null: nobody yet."
    )
    requested_by = one(
        LazyPerson | None, PERSON, "created_by", "Who asked for it; null: no person did."
    )
    decided_by = one(
        LazyPerson | None,
        PERSON,
        "decided_by_id",
        "Who answered the request; null where that was no person.",
    )
    from_ = either(
        Alignable, "from_id", "from_kind", "The goal that depends, or holds up.", name="from"
    )
    to = either(Alignable, "to_id", "to_kind", "The goal that it depends on, or holds up.")


@filter_input("Which dependencies a list holds: every field given must hold.")
class DependencyFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Dependency",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    from_: strawberry.Maybe[IdComparators] = filtered("By `from`.", types=GOALS, name="from")
    to: strawberry.Maybe[IdComparators] = filtered("By `to`.", types=GOALS)
    kind: strawberry.Maybe[Comparators[DependencyKind]] = filtered("By kind.")
    state: strawberry.Maybe[Comparators[DependencyState]] = filtered("By state.")
    needed_by: strawberry.Maybe[DateComparators] = filtered("By the day it is needed.")
    requested_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was asked for.")
    decided_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was answered.")
    provider_team: strawberry.Maybe[IdComparators] = filtered(
        "By the team that is to provide it.", types=("Team",)
    )
    risk_owner: strawberry.Maybe[IdComparators] = filtered(
        "By who watches over it.", types=("Person",)
    )
    decided_by: strawberry.Maybe[IdComparators] = filtered(
        "By who answered the request.", types=("Person",)
    )
    note: strawberry.Maybe[TextComparators] = filtered("By note.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class DependencyOrderField(StrEnum):
    """What dependencies are ordered by."""

    ID = "id"
    NEEDED_BY = "needed_by"
    REQUESTED_AT = "requested_at"
    DECIDED_AT = "decided_at"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    DependencyOrderField,
    "What dependencies are ordered by.",
    {
        "ID": "The id, that is age.",
        "NEEDED_BY": "The day it is needed.",
        "REQUESTED_AT": "When it was asked for.",
        "DECIDED_AT": "When the request was answered.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order dependencies by.")
class DependencyOrder(Order[DependencyOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one dependency, in one of two ways.")
class DependencyRef(Ref):
    pass


@strawberry.type
class DependencyQueries:
    dependency = single(
        Dependency,
        DEPENDENCY,
        DependencyRef,
        "dependency",
    )

    dependencies = listing(Dependency, DEPENDENCY, "The dependencies, the oldest first.")
