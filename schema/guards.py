"""Hostile and ambiguous operations are refused before they cost anything."""

from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from schema.failures import bad_input
from schema.limits import LIMITS, violations


class OperationLimits(SchemaExtension):
    """Bounds the tokens that are parsed, then counts what the operation asks for."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.parse_options["max_tokens"] = LIMITS.tokens
        yield

    def on_validate(self) -> Iterator[None]:
        if not self.execution_context.pre_execution_errors:
            # An empty list would tell Strawberry that validation is done.
            self.execution_context.pre_execution_errors = self._errors() or None
        yield

    def _errors(self) -> list[GraphQLError]:
        context = self.execution_context
        if context.graphql_document is None:
            return []
        schema = context.schema._schema  # noqa: SLF001 - Strawberry has no other way to it
        beyond = violations(schema, context.graphql_document, context.variables or {})
        definitions = context.graphql_document.definitions
        operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
        named = context._provided_operation_name  # noqa: SLF001 - as above
        if not beyond and len(operations) > 1 and not named:
            # Strawberry would run the first of them.
            return [bad_input("there are several operations: name the one to run")]
        return beyond
