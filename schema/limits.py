"""What one operation may ask for: measured in one pass, before validation and before any work.

A fragment is measured once, however often it is spread, so that the pass is linear in the size of
the document; graphql-core's own limiters are exponential on nested fragments. What depends on the
values of a request is left as a formula, so that a prepared operation is not measured again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.validation.rules import overlapping_fields_can_be_merged

from schema.costs.formulas import Formula
from schema.costs.quantities import OVERFLOW, Values
from schema.costs.selections import Extent, Meter
from schema.failures import ErrorCode

# What graphql-core may compare to find fields that cannot be merged: 20 ms; its own half a second.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 20_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each; the parser counts the tokens."""

    tokens: int = 4_000
    depth: int = 15
    aliases: int = 60
    fields: int = 1_000
    directives: int = 60
    fragments: int = 80
    operations: int = 10
    cost: int = 40_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Measured:
    """What an operation asks for, whatever its values.

    Attributes:
        violations: an error for every limit that it goes beyond, but that of the cost.
        visits: how many nodes of the document were looked at.
    """

    violations: tuple[GraphQLError, ...]
    visits: int
    _formula: Formula

    def cost(self, values: Values) -> int:
        """How much it costs with these values.

        Args:
            values: variables by name, as sent or coerced, and lifted literals by index.
        """
        return self._formula.of(values)


def measured(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    slots: Mapping[int, int] | None = None,
) -> Measured:
    """What one operation of a document asks for.

    `slots` has the index of each literal that was lifted out, by the `id()` of its node.
    """
    fragments = [one for one in document.definitions if isinstance(one, FragmentDefinitionNode)]
    operations = sum(isinstance(one, OperationDefinitionNode) for one in document.definitions)
    errors = (
        *_beyond("fragments", len(fragments), LIMITS.fragments),
        *_beyond("operations", operations, LIMITS.operations),
    )
    if errors:
        return Measured(errors, len(document.definitions), Formula())
    meter = Meter(schema, fragments, operation, slots or {})
    extent, cost = meter.operation()
    errors = tuple(
        error
        for name in (one.name for one in fields(Extent))
        for error in _beyond(name, getattr(extent, name), getattr(LIMITS, name))
    )
    return Measured(errors, meter.visits, meter.ledger.formula(cost))


def cost_violation(cost: int) -> GraphQLError | None:
    """The error of an operation that costs too much."""
    return next(_beyond("cost", cost, LIMITS.cost), None)


def _beyond(what: str, count: int, most: int) -> Iterator[GraphQLError]:
    if count > most:
        told = "too much" if count >= OVERFLOW else str(count)
        yield GraphQLError(
            f"the operation's {what}: {told}, the limit is {most}",
            extensions={
                "code": ErrorCode.OPERATION_LIMIT.value,
                "limit": what,
                "value": count,
                "maximum": most,
            },
        )
