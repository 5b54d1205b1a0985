"""API tokens: what they may do and for how long, never their text."""

from datetime import datetime
from enum import StrEnum

import strawberry

from schema.comparators import Comparators, DateTimeComparators, IdComparators, TextComparators
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.listings import listing
from schema.lookups import one
from schema.nodes import Node
from schema.nouns import PERSON, TOKEN
from schema.people import Person
from service.actor import Role


@strawberry.type(
    description="What lets a program in. Its text is told once, when it is made, and kept nowhere."
)
class Token(Node):
    name: str = strawberry.field(description="What it is for, to know it again.")
    role: Role = strawberry.field(description="What it may do.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(
        description="From when on it is of no use; null: it does not expire."
    )
    revoked_at: datetime | None = strawberry.field(
        description="Since when it is of no use; null while nobody has revoked it."
    )
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to about a minute; null: never."
    )

    person = one(
        Person | None, PERSON, "person_id", "The person that it stands for; null: it is nobody's."
    )


@filter_input("Which tokens a list holds: every field given must hold.")
class TokenFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Token",))
    name: strawberry.Maybe[TextComparators] = filtered("By name.")
    role: strawberry.Maybe[Comparators[Role]] = filtered("By what it may do.")
    person: strawberry.Maybe[IdComparators] = filtered(
        "By the person that it stands for.", types=("Person",)
    )
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was made.")
    expires_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it expires.")
    revoked_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was revoked.")
    last_used_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was last used.")


class TokenOrderField(StrEnum):
    """What tokens are ordered by."""

    ID = "id"
    NAME = "name"
    CREATED_AT = "created_at"
    EXPIRES_AT = "expires_at"
    LAST_USED_AT = "last_used_at"


described(
    TokenOrderField,
    "What tokens are ordered by.",
    {
        "ID": "The id, that is age.",
        "NAME": "The name.",
        "CREATED_AT": "When it was made.",
        "EXPIRES_AT": "When it expires.",
        "LAST_USED_AT": "When it was last used.",
    },
)


@strawberry.input(description="One field to order tokens by.")
class TokenOrder(Order[TokenOrderField]):
    pass


@strawberry.type
class TokenQueries:
    tokens = listing(
        Token,
        TOKEN,
        "The tokens of the organization, revoked and expired ones, too. Whose token is no admin's "
        "finds the one that they ask with and those of their own person.",
    )
