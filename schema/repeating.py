"""Requests that may be sent again: by the key that their client chose for them."""

from http import HTTPStatus

from schema.answers import Parameters
from schema.bodies import Refused
from service.errors import Invalid
from service.idempotency.commands import Attempt
from service.idempotency.rules import idempotency_key, request_digest


def repeatable(parameters: Parameters, header: bytes | None) -> Parameters:
    """The request with the key that the header `Idempotency-Key` brings, if it came.

    Only mutations use it.

    Raises:
        Refused: it is no such key.
    """
    if header is None:
        return parameters
    try:
        key = idempotency_key(header.decode("latin-1"))
    except Invalid as error:
        raise Refused(HTTPStatus.BAD_REQUEST, error.message) from None
    digest = request_digest(
        {
            "query": parameters.query,
            "operationName": parameters.operation_name,
            "variables": parameters.variables,
        }
    )
    return parameters._replace(attempt=Attempt(key, digest))
