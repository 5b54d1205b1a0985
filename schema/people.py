"""People: who is accountable for what."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import (
    BooleanComparators,
    DateTimeComparators,
    IdComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing, many
from schema.lookups import Ref, one, single
from schema.nodes import Authored, Node
from schema.nouns import (
    CHECK_INS_OF_AUTHOR,
    INITIATIVES_OF_OWNER,
    KEY_RESULTS_OF_OWNER,
    MEMBERSHIPS_OF_PERSON,
    OBJECTIVES_OF_OWNER,
    PERSON,
    REPORTS_OF_PERSON,
    TEAMS_OF_PERSON,
)

if TYPE_CHECKING:
    from schema.check_ins import CheckIn
    from schema.initiatives import Initiative
    from schema.memberships import Membership
    from schema.objectives.key_result import KeyResult
    from schema.objectives.objective import Objective
    from schema.teams import Team

LazyPerson = Annotated["Person", strawberry.lazy("schema.people")]


@strawberry.type(description="Someone who works for the organization, or did.")
class Person(Authored, Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    name: str = strawberry.field(description="What people call them.")
    email: str | None = strawberry.field(
        description="Their e-mail address; null where it is not recorded."
    )
    active: bool = strawberry.field(
        description="Whether they still work there: what someone owns who does not counts as"
        " nobody's."
    )

    manager = one(
        LazyPerson | None,
        PERSON,
        "manager_id",
        "Whom they report to; null where that is nobody, or not recorded.",
    )

    reports = many(LazyPerson, REPORTS_OF_PERSON, "Who reports to them, by name.")
    objectives = many(
        Annotated["Objective", strawberry.lazy("schema.objectives.objective")],
        OBJECTIVES_OF_OWNER,
        "The objectives that they are accountable for.",
    )
    key_results = many(
        Annotated["KeyResult", strawberry.lazy("schema.objectives.key_result")],
        KEY_RESULTS_OF_OWNER,
        "The key results that they are accountable for.",
    )
    initiatives = many(
        Annotated["Initiative", strawberry.lazy("schema.initiatives")],
        INITIATIVES_OF_OWNER,
        "Projects and tasks that they are accountable for.",
    )
    check_ins = many(
        Annotated["CheckIn", strawberry.lazy("schema.check_ins")],
        CHECK_INS_OF_AUTHOR,
        "What they reported of key results, the latest first.",
    )
    teams = many(
        Annotated["Team", strawberry.lazy("schema.teams")],
        TEAMS_OF_PERSON,
        "The teams that they belong to, by name.",
    )
    memberships = many(
        Annotated["Membership", strawberry.lazy("schema.memberships")],
        MEMBERSHIPS_OF_PERSON,
        "The same teams with their roles there, in the order of joining.",
    )


@filter_input("Which people a list holds: every field given must hold.")
class PersonFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Person",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    name: strawberry.Maybe[TextComparators] = filtered("By name.")
    email: strawberry.Maybe[TextComparators] = filtered("By e-mail address.")
    active: strawberry.Maybe[BooleanComparators] = filtered("By whether they work there.")
    manager: strawberry.Maybe[IdComparators] = filtered(
        "By whom they report to.", types=("Person",)
    )
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class PersonOrderField(StrEnum):
    """What people are ordered by."""

    ID = "id"
    NAME = "name"
    EMAIL = "email"
    EXTERNAL_ID = "external_id"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    PersonOrderField,
    "What people are ordered by.",
    {
        "ID": "The id, that is age.",
        "NAME": "The name.",
        "EMAIL": "The e-mail address.",
        "EXTERNAL_ID": "The sender's own id.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order people by.")
class PersonOrder(Order[PersonOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one person, in one of two ways.")
class PersonRef(Ref):
    pass


@strawberry.type
class PersonQueries:
    person = single(Person, PERSON, PersonRef, "person")

    people = listing(
        Person, PERSON, "The people, the oldest records first, with those who no longer work there."
    )
