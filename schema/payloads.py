"""What every mutation answers with: the object, what was refused, and all queries."""

from typing import Any, Optional

import strawberry
from strawberry.types.field import StrawberryField

from schema.context import Info
from schema.listings import argument
from schema.prepared.specs import SPEC, Affected, Mutates
from schema.query import Query
from schema.user_errors import UserError, user_error
from schema.writes import Write, Written


@strawberry.type
class Payload:
    written: strawberry.Private[Written]

    @strawberry.field(description="Why nothing was changed, or not all; empty when it was.")
    def user_errors(self) -> list[UserError]:
        return [user_error(one) for one in self.written.refusals]

    @strawberry.field(description="Every query, over what the mutation left.")
    def query(self) -> Query:
        return Query()


def affected(node: object, type_name: str, description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """The field of a payload that is what the mutation wrote; null when it was refused."""

    async def resolve(root: strawberry.Parent[Payload], info: Info) -> Any:  # noqa: ANN401 - as the type says
        (row_id,) = root.written.ids or (None,)
        return (
            None if row_id is None else await info.context.reads.object(info, (type_name, row_id))
        )

    return strawberry.field(
        resolver=resolve,
        graphql_type=Optional[node],  # noqa: UP045 - a type, or a reference to one
        description=description,
        metadata={SPEC: Affected(type_name)},
    )


def all_affected(node: object, type_name: str, description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """The same for a mutation of many rows: in their order, null for those that were refused."""

    async def resolve(root: strawberry.Parent[Payload], info: Info) -> Any:  # noqa: ANN401 - as the type says
        ids = root.written.ids
        named = [(type_name, one) for one in ids if one is not None]
        found = iter(await info.context.reads.objects(info, named))
        return [None if one is None else next(found) for one in ids]

    return strawberry.field(
        resolver=resolve,
        graphql_type=list[Optional[node]],  # type: ignore[valid-type] # noqa: UP045 - as above
        description=description,
        metadata={SPEC: Affected(type_name, is_list=True)},
    )


def mutation(write: Write, input: type, payload: type[Payload], description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    """A field of `Mutation`."""

    async def resolve(info: Info, input: Any) -> Any:  # noqa: ANN401 - of the input's type
        key = str(info.path.key)
        return payload(written=await info.context.carry_out(key, write, input))

    field: Any = strawberry.mutation(
        resolver=resolve,
        graphql_type=payload,
        description=description,
        metadata={SPEC: Mutates(write)},
    )
    declared: StrawberryField = field
    declared.arguments = [argument("input", input, "What to do.")]
    return declared
