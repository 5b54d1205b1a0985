"""Expected failures. `DomainError`s have a public code; whatever else is raised is a bug."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID


class DomainError(Exception):
    """A write that the domain refuses, in words for a person.

    Attributes:
        code: the public code, append-only (contract: `UserError.code`).
        path: the input field it is about, outermost first, in snake_case.
    """

    code: ClassVar[str]

    def __init__(self, message: str, path: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = tuple(path)


class NotFound(DomainError):
    code = "NOT_FOUND"


class Invalid(DomainError):
    code = "INVALID"


class Required(DomainError):
    code = "REQUIRED"


class TooLong(DomainError):
    code = "TOO_LONG"


class Taken(DomainError):
    code = "TAKEN"


class Conflict(DomainError):
    code = "CONFLICT"


class SelfLink(DomainError):
    code = "SELF_LINK"


class ReadOnly(DomainError):
    code = "READ_ONLY"


class Limit(DomainError):
    code = "LIMIT"


class Forbidden(DomainError):
    code = "FORBIDDEN"


class AlignmentCycle(DomainError):
    """An edge that would close a cycle; `cycle` lists its nodes upward, the first not repeated."""

    code = "ALIGNMENT_CYCLE"

    def __init__(self, message: str, cycle: Sequence[UUID], path: Sequence[str] = ()) -> None:
        super().__init__(message, path)
        self.cycle = tuple(cycle)


class Unauthenticated(Exception):
    """No token, or one that is unknown, expired or revoked."""


class Gone(Exception):
    """What was asked for was there once, and is no longer kept."""


class Unavailable(Exception):
    """The database cannot answer now; asking again later may help."""


class UnusableInput(Exception):
    """A command cannot begin: a file, an argument or a database that cannot be used (exit 2)."""
