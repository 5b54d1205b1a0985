"""Initiatives: what is done so that key results change."""

from datetime import date
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
from schema.listings import listing, read_as
from schema.lookups import Ref, one, single
from schema.nodes import Authored
from schema.nouns import INITIATIVE, PERSON, TEAM
from schema.prepared.specs import EitherOf
from service.initiatives.models import InitiativeTarget
from service.initiatives.rules import InitiativeStatus

if TYPE_CHECKING:
    from schema.people import Person
    from schema.teams import Team


@strawberry.type(description="A project or task: what is done so that key results change.")
class Initiative(Authored, Alignable):
    description: str | None = strawberry.field(description="More about it.")
    owner_role: str | None = strawberry.field(
        description="Who is accountable, where no person is recorded."
    )
    status: InitiativeStatus | None = strawberry.field(
        description="The stage that it is in; null where nobody has said."
    )
    starts_on: date | None = strawberry.field(description="Its first day.")
    ends_on: date | None = strawberry.field(description="Its last day.")
    link: str | None = strawberry.field(description="Where it is tracked.")

    serves = read_as(
        EitherOf(
            InitiativeTarget,
            "initiative_id",
            "target_id",
            "target_kind",
            ("position", "target_id"),
        ),
        list[Alignable],
        "The key results and objectives that it serves.",
    )

    owner = one(
        Annotated["Person", strawberry.lazy("schema.people")] | None,
        PERSON,
        "owner_id",
        "The person who is accountable for it.",
    )
    team = one(
        Annotated["Team", strawberry.lazy("schema.teams")] | None,
        TEAM,
        "team_id",
        "The team that does it.",
    )


@filter_input("Which initiatives a list holds: every field given must hold.")
class InitiativeFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Initiative",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    title: strawberry.Maybe[TextComparators] = filtered("By title.")
    status: strawberry.Maybe[Comparators[InitiativeStatus]] = filtered("By stage.")
    owner: strawberry.Maybe[IdComparators] = filtered("By owner.", types=("Person",))
    owner_role: strawberry.Maybe[TextComparators] = filtered("By the accountable role.")
    team: strawberry.Maybe[IdComparators] = filtered("By team.", types=("Team",))
    starts_on: strawberry.Maybe[DateComparators] = filtered("By first day.")
    ends_on: strawberry.Maybe[DateComparators] = filtered("By last day.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class InitiativeOrderField(StrEnum):
    """What initiatives are ordered by."""

    ID = "id"
    TITLE = "title"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    InitiativeOrderField,
    "What initiatives are ordered by.",
    {
        "ID": "The id, that is age.",
        "TITLE": "The title.",
        "STARTS_ON": "The first day.",
        "ENDS_ON": "The last day.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order initiatives by.")
class InitiativeOrder(Order[InitiativeOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one initiative, in one of two ways.")
class InitiativeRef(Ref):
    pass


@strawberry.type
class InitiativeQueries:
    initiative = single(Initiative, INITIATIVE, InitiativeRef, "initiative")

    initiatives = listing(Initiative, INITIATIVE, "The initiatives, the oldest first.")
