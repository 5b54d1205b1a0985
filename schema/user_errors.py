"""What the domain refuses, as part of a mutation's payload."""

from enum import StrEnum

import strawberry

from schema.alignables import Alignable
from schema.context import Info
from schema.enums.describing import described
from schema.refusals import Refusal


class UserErrorCode(StrEnum):
    """The public code of a refusal; append-only."""

    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    REQUIRED = "REQUIRED"
    TOO_LONG = "TOO_LONG"
    TAKEN = "TAKEN"
    CONFLICT = "CONFLICT"
    ALIGNMENT_CYCLE = "ALIGNMENT_CYCLE"
    SELF_LINK = "SELF_LINK"
    READ_ONLY = "READ_ONLY"
    LIMIT = "LIMIT"
    FORBIDDEN = "FORBIDDEN"


described(
    UserErrorCode,
    "Why a mutation was refused. New codes may be added.",
    {
        "NOT_FOUND": "An id names nothing of this organization.",
        "INVALID": "A value is not one that the field can have.",
        "REQUIRED": "A value is missing.",
        "TOO_LONG": "A text is longer than the field can hold.",
        "TAKEN": "It is there already.",
        "CONFLICT": "Somebody else was first: read again, then try again.",
        "ALIGNMENT_CYCLE": "The edge would close a cycle: see AlignmentCycleError.cycle.",
        "SELF_LINK": "Something would be linked to itself.",
        "READ_ONLY": "It cannot be changed any more.",
        "LIMIT": "There would be too many.",
        "FORBIDDEN": "The token's role does not allow it, or it is another person's.",
    },
)


@strawberry.interface(description="Why a mutation was refused, wholly or in part.")
class UserError:
    code: UserErrorCode = strawberry.field(description="The reason, for a program.")
    message: str = strawberry.field(description="The reason, for a person.")
    path: list[str] = strawberry.field(
        description="The input that it is about, from the outside in: `input`, `parentId`."
    )


@strawberry.type(description="A refusal that its code and words say everything of.")
class InputError(UserError):
    pass


@strawberry.type(description="An edge that would close a cycle.")
class AlignmentCycleError(UserError):
    nodes: strawberry.Private[tuple[str, ...]]

    @strawberry.field(
        description="The nodes that would form it, each below the next; the first not repeated."
    )
    async def cycle(self, info: Info) -> list[Alignable]:
        return await info.context.reads.nodes(info, self.nodes)


def user_error(told: Refusal) -> UserError:
    """A refusal as the schema has it."""
    code, path = UserErrorCode(told.code), list(told.path)
    if told.cycle is not None:
        return AlignmentCycleError(code=code, message=told.message, path=path, nodes=told.cycle)
    return InputError(code=code, message=told.message, path=path)
