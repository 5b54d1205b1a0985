"""What has an id of its own, and what everything has that people write."""

from datetime import datetime

import strawberry

from schema.listings import read_as
from schema.prepared.specs import Identity


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    id: strawberry.ID = read_as(
        Identity(), strawberry.ID, "Names this thing for good, among all things of all types."
    )


@strawberry.type
class Authored:
    """The fields that everything has which people write."""

    created_at: datetime = strawberry.field(description="When it was recorded here.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    version: int = strawberry.field(
        description="Grows with every change: give it to `expectedVersion` to overwrite no one."
    )
    archived_at: datetime | None = strawberry.field(
        description="When it was archived; null while it is in use. Lists leave archived rows"
        " out, but for root lists with `includeArchived`."
    )
