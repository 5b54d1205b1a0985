"""Where the database is: the address as people, SQLAlchemy and the driver itself write it."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from service.errors import UnusableInput

_SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")
# What libpq's words after the `?` are called by our driver.
_QUERY = {
    "host": "host",
    "port": "port",
    "sslmode": "ssl",
    "ssl": "ssl",
    "target_session_attrs": "target_session_attrs",
}


def check_url(url: str) -> str:
    """The address of an external database, in the driver's own words.

    Raises:
        UnusableInput: it is not the address of a PostgreSQL database, or asks for what we lack.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.drivername not in _SCHEMES:
        raise UnusableInput(
            "SIGHTLINE_DATABASE_URL: use postgresql://user:password@host:port/database"
        )
    unknown = sorted(set(address.query) - set(_QUERY))
    if unknown:
        raise UnusableInput(
            f"SIGHTLINE_DATABASE_URL: leave out {', '.join(unknown)}; after the ? may stand"
            f" {', '.join(_QUERY)}"
        )
    query = {_QUERY[name]: value for name, value in address.query.items()}
    return address.set(query=query).render_as_string(hide_password=False)


def without_password(url: str) -> str:
    """The address as messages may show it."""
    return make_url(url).render_as_string(hide_password=True)


def driver_url(url: str | URL) -> str:
    """The address as the driver reads it by itself, which says `sslmode` as libpq does."""
    address = make_url(url).set(drivername="postgresql")
    query = {"sslmode" if name == "ssl" else name: value for name, value in address.query.items()}
    return address.set(query=query).render_as_string(hide_password=False)
