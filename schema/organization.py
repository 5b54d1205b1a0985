"""The organization and who asks about it."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.nodes import Node, present, presented, presents
from schema.nouns import PERSON
from schema.people import Person
from service.actor import Role
from service.identity.models import Organization as OrganizationRow


@presents(OrganizationRow)
@strawberry.type(description="One customer: everything else belongs to exactly one.")
class Organization(Node):
    row: strawberry.Private[OrganizationRow]
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
    @strawberry.field(description="What the token may do.")
    def role(self, info: Info) -> Role:
        return info.context.actor.role

    @strawberry.field(description="The organization that the token belongs to.")
    async def organization(self, info: Info) -> Organization:
        organization: Organization = present(await info.context.reads.organization())
        return organization

    @strawberry.field(description="The person that the token stands for, if it does.")
    async def person(self, info: Info) -> Person | None:
        reads, person_id = info.context.reads, info.context.actor.person_id
        person: Person | None = presented(await reads.row(PERSON, person_id))
        return person


@strawberry.type
class OrganizationQueries:
    @strawberry.field(description="Who asks.")
    def viewer(self, info: Info) -> Viewer:
        return Viewer()

    @strawberry.field(description="The organization that the token belongs to.")
    async def organization(self, info: Info) -> Organization:
        organization: Organization = present(await info.context.reads.organization())
        return organization
