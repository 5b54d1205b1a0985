"""Who may ask for the rows of a noun by fields of its own."""

from typing import Any

from schema.failures import ErrorCode, failure
from schema.prepared.binds import Binds
from service.access import allow
from service.errors import Forbidden
from service.paging.nouns import Noun


def allow_list(noun: Noun[Any], binds: Binds) -> None:
    """Let pass who may.

    Raises:
        GraphQLError: FORBIDDEN.
    """
    try:
        if noun.action is not None:
            allow(binds.actor, noun.action)
    except Forbidden as error:
        raise failure(ErrorCode.FORBIDDEN, error.message) from None
