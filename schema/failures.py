"""What goes wrong, as callers see it: a code they can rely on, and nothing of our insides."""

import re
from enum import StrEnum

import structlog
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import StrawberryInputCoercionError

from service.errors import Conflict, DomainError, Forbidden, NotFound, Unauthenticated, Unavailable
from service.paging.positions import UnusableCursor

# What graphql-core says of a document with too many tokens, or too deep for its parser.
_TOO_LARGE = "Parsing aborted."
# What it says of one whose fields take too long to compare with each other.
_PLAINLY = {"Validation aborted.": "the operation repeats too many fields"}
# What Strawberry says of a null where an input may only be left out, in the words of its own types.
_NULL_REFUSED = re.compile(r"found null\. (?:Field|Argument)(?: '(\w+)')? of type 'Maybe\[")

log = structlog.stdlib.get_logger("sightline.graphql")


class ErrorCode(StrEnum):
    """The `extensions.code` of an error; append-only."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    OPERATION_LIMIT = "OPERATION_LIMIT"
    RATE_LIMITED = "RATE_LIMITED"
    GONE = "GONE"
    SLOW_CONSUMER = "SLOW_CONSUMER"
    CONFLICT = "CONFLICT"
    INTERNAL = "INTERNAL"
    # Apollo's own words, which its clients look for.
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"


def failure(code: ErrorCode, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code.value})


def bad_input(message: str) -> GraphQLError:
    return failure(ErrorCode.BAD_USER_INPUT, message)


def not_found(message: str) -> GraphQLError:
    return failure(ErrorCode.NOT_FOUND, message)


def coded(error: GraphQLError) -> GraphQLError:
    """The error with a public code; what nobody expected is logged in full, told in general."""
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
    refused = _refused(error)
    if refused is not None:
        return refused
    match error.original_error:
        case Unauthenticated():
            return ErrorCode.UNAUTHENTICATED, error.message
        case DomainError() as refusal:
            return _CODES.get(type(refusal), ErrorCode.BAD_USER_INPUT), refusal.message
        case Unavailable() as outage:
            log.warning("the database cannot answer", path=error.path, reason=str(outage))
            return ErrorCode.INTERNAL, "the database cannot answer now; try again"
        case cause:
            log.error("unexpected error", path=error.path, exc_info=cause)
            return ErrorCode.INTERNAL, "something went wrong here; the log tells more"


def _refused(error: GraphQLError) -> tuple[ErrorCode, str] | None:
    """What is told of an operation that cannot be answered as it is; None: it is not that."""
    if _is_too_large(error):
        return ErrorCode.OPERATION_LIMIT, _PLAINLY.get(error.message, error.message)
    if _is_about_input(error):
        return ErrorCode.BAD_USER_INPUT, _in_our_words(error.message)
    if _is_unreadable(error):
        return ErrorCode.BAD_USER_INPUT, "a value of the document cannot be read"
    return None


def _is_too_large(error: GraphQLError) -> bool:
    """Whether graphql-core gave up on the document for its size."""
    if isinstance(error, GraphQLSyntaxError):
        return _TOO_LARGE in error.message
    return error.message in _PLAINLY


def _in_our_words(message: str) -> str:
    refused = _NULL_REFUSED.search(message)
    return f"{refused[1] or 'a field'} cannot be null: leave it out" if refused else message


def _is_about_input(error: GraphQLError) -> bool:
    """Whether it is the document, a variable or an argument that cannot be used."""
    match error.original_error:
        case None | StrawberryInputCoercionError() | UnusableCursor():
            return True
        case GraphQLError():  # a variable; from an executed field it would be ours
            return error.path is None
        case _:
            return False


def _is_unreadable(error: GraphQLError) -> bool:
    """Whether Python refused a literal, such as a whole number of 10,000 digits."""
    return error.path is None and bool(error.nodes) and type(error.original_error) is ValueError


_CODES: dict[type[DomainError], ErrorCode] = {
    NotFound: ErrorCode.NOT_FOUND,
    Forbidden: ErrorCode.FORBIDDEN,
    Conflict: ErrorCode.CONFLICT,
}
