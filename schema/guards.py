"""Hostile operations are refused before they cost anything."""

from collections.abc import Iterator

from graphql import parse
from strawberry.extensions import SchemaExtension

from schema.failures import ErrorCode, failure
from schema.limits import LIMITS, violations


class OperationLimits(SchemaExtension):
    """Parses with a bound on tokens, then counts what the operation asks for."""

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        if context.query and context.graphql_document is None:
            try:
                context.graphql_document = parse(context.query, max_tokens=LIMITS.tokens)
            except RecursionError:
                raise failure(
                    ErrorCode.OPERATION_LIMIT, "the operation is nested too deeply"
                ) from None
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        if context.graphql_document is not None and not context.pre_execution_errors:
            schema = context.schema._schema  # noqa: SLF001 - Strawberry has no other way to it
            beyond = violations(schema, context.graphql_document, context.variables or {})
            if beyond:
                context.pre_execution_errors = beyond
        yield
