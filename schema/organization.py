"""The organization and who asks about it."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from schema.listings import read_as
from schema.lookups import one
from schema.nodes import Node
from schema.nouns import ORGANIZATION, PERSON
from schema.people import Person
from schema.prepared.specs import OfActor
from service.actor import Role


@strawberry.type(description="One customer: everything else belongs to exactly one.")
class Organization(Node):
    slug: str = strawberry.field(description="Its name in commands and addresses.")
    name: str = strawberry.field(description="What people call it.")
    timezone: str = strawberry.field(description="Its time zone: it decides which day is today.")
    settings: JSON = strawberry.field(
        description="Where it differs from the defaults: policies, severities, thresholds."
    )
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    version: int = strawberry.field(description="Grows with every change.")


@strawberry.type(description="Who asks: the token of this request.")
class Viewer:
    role: Role = strawberry.field(description="What the token may do.")
    organization: Organization = one(
        Organization, ORGANIZATION, "organization_id", "The organization that it belongs to."
    )
    person: Person | None = one(
        Person | None, PERSON, "person_id", "The person that the token stands for, if it does."
    )


@strawberry.type
class OrganizationQueries:
    viewer: Viewer = read_as(OfActor(), Viewer, "Who asks.")
    organization: Organization = one(
        Organization, ORGANIZATION, "id", "The organization that the token belongs to."
    )
