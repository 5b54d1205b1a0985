"""What is worked out of the rows of events by SQL, for `Derived`."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select

from schema.prepared.binds import Binds
from schema.prepared.expressions import named
from schema.prepared.leaves import constant
from service.identity.models import Token


def actor_name(event: FromClause, binds: Binds) -> ColumnElement[Any]:
    """The name of the token: whoever reads the log is to know which program it was."""
    token = named(Token)
    return (
        select(token.c.name)
        .where(token.c.organization_id == binds.organization, token.c.id == event.c.actor_token_id)
        .correlate(event)
        .scalar_subquery()
    )


def event_hash(event: FromClause, _binds: Binds) -> ColumnElement[Any]:
    return func.encode(event.c.hash, constant("hex"))
