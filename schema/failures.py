"""What goes wrong, as callers see it: a code they can rely on, and nothing of our insides."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, cast

import structlog
from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.extensions import SchemaExtension

from service.errors import Conflict, DomainError, Forbidden, NotFound, Unauthenticated, Unavailable
from service.paging.positions import UnusableCursor

log = structlog.stdlib.get_logger("sightline.graphql")


class ErrorCode(StrEnum):
    """The `extensions.code` of an error; append-only."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    OPERATION_LIMIT = "OPERATION_LIMIT"
    RATE_LIMITED = "RATE_LIMITED"
    CONFLICT = "CONFLICT"
    INTERNAL = "INTERNAL"


def failure(code: ErrorCode, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code.value})


def bad_input(message: str) -> GraphQLError:
    return failure(ErrorCode.BAD_USER_INPUT, message)


def not_found(message: str) -> GraphQLError:
    return failure(ErrorCode.NOT_FOUND, message)


class CodedErrors(SchemaExtension):
    """Gives every error its code; what nobody expected is logged in full and told in general."""

    def on_operation(self) -> Iterator[None]:
        yield
        result = cast("Any", self.execution_context.result)
        if result is not None and result.errors:
            result.errors = [coded(error) for error in result.errors]


def coded(error: GraphQLError) -> GraphQLError:
    """The error with a public code; its message masked unless it was meant for the caller."""
    if error.extensions and "code" in error.extensions:
        return error
    code, message = _outside(error)
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": code.value},
    )


def _outside(error: GraphQLError) -> tuple[ErrorCode, str]:
    cause = error.original_error
    match cause:
        case None | StrawberryInputCoercionError() | UnusableCursor():
            return ErrorCode.BAD_USER_INPUT, error.message
        case GraphQLError() if error.path is None:  # about a variable; nothing was executed
            return ErrorCode.BAD_USER_INPUT, error.message
        case Unauthenticated():
            return ErrorCode.UNAUTHENTICATED, error.message
        case DomainError():
            return _CODES.get(type(cause), ErrorCode.BAD_USER_INPUT), cause.message
        case Unavailable():
            log.warning("the database cannot answer", path=error.path, reason=str(cause))
            return ErrorCode.INTERNAL, "the database cannot answer now; try again"
        case _:
            log.error("unexpected error", path=error.path, exc_info=cause)
            return ErrorCode.INTERNAL, "something went wrong here; the log tells more"


_CODES: dict[type[DomainError], ErrorCode] = {
    NotFound: ErrorCode.NOT_FOUND,
    Forbidden: ErrorCode.FORBIDDEN,
    Conflict: ErrorCode.CONFLICT,
}
