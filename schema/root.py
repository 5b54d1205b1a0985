"""The one schema of the process, and its printed form."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.alignment_mutations import AlignmentMutations
from schema.failures import CodedErrors
from schema.guards import OperationLimits
from schema.query import Query
from schema.scalars import SCALARS
from schema.user_errors import AlignmentCycleError, InputError


@strawberry.type(description="Everything that can be changed.")
class Mutation(AlignmentMutations):
    pass


class Schema(strawberry.Schema):
    """Ours: errors are logged where they get their code, not once more by Strawberry."""

    def process_errors(self, errors: object, execution_context: object = None) -> None:
        """Leave logging to `CodedErrors`."""


graphql_schema = Schema(
    query=Query,
    mutation=Mutation,
    types=[InputError, AlignmentCycleError],
    extensions=[CodedErrors, OperationLimits],
    config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
)


def sdl() -> str:
    """The schema as text, as `schema/schema.graphql` holds it."""
    return graphql_schema.as_str() + "\n"
