"""What every mutation answers with: the object, what was refused, and all queries."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import strawberry

from schema.context import Info
from schema.query import Query
from schema.user_errors import UserError, user_error
from service.errors import DomainError

Written = TypeVar("Written")


@strawberry.type
class Payload:
    user_errors: list[UserError] = strawberry.field(
        description="Why nothing was changed; empty when it was."
    )

    @strawberry.field(description="Every query, over what the mutation left.")
    def query(self) -> Query:
        return Query()


async def attempt(
    info: Info, write: Callable[[], Awaitable[Written]]
) -> tuple[Written | None, list[UserError]]:
    """What was written, or why not."""
    reads = info.context.reads
    try:
        written = await write()
    except DomainError as error:
        return None, [user_error(error)]
    reads.forget()
    return written, []
