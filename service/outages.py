"""When the database cannot answer now: what that is called."""

import asyncpg

from service.errors import Conflict, Unavailable

# What the driver raises, and what of the connection it lets through. It calls it an error of its
# own where it is to go on with a connection of which the server has just taken leave.
FAILURES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)

# Others were in the way, and PostgreSQL gave up for us: asking again is the cure.
_TRANSIENT = {"40001": "serialization", "40P01": "deadlock", "55P03": "lock timeout"}
# The server is not there, not ready, shutting down, full, or took too long.
_GONE = ("08", "53", "57")


def named(error: Exception) -> Exception:
    """What the driver's error is called among ours; as it is where it is somebody's fault."""
    if isinstance(error, asyncpg.PostgresError):
        return of_state(error.sqlstate) or error
    if isinstance(error, asyncpg.InterfaceError):
        # Of a value that does not fit its parameter, which is our own fault, it is a ValueError.
        return error if isinstance(error, ValueError) else gone()
    if isinstance(error, asyncpg.InternalClientError):
        return gone()
    return Unavailable("the database cannot be reached")


def of_state(state: str | None) -> Conflict | Unavailable | None:
    """The same for PostgreSQL's own code of an error; None where it is somebody's fault."""
    if state in _TRANSIENT:
        return Conflict(f"others are writing ({_TRANSIENT[state]}); try again")
    return gone() if state is not None and state.startswith(_GONE) else None


def gone() -> Unavailable:
    return Unavailable("the database does not answer")
