"""What clients send, read strictly: no more than fits, and nothing that cannot be stored."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.types import Receive

from service.settings import MOST_BYTES

MOST_DEPTH = 64


class Refused(Exception):
    """A request that is not one, with the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


async def limited_body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    """The whole body.

    Raises:
        Refused: it is larger than `MOST_BYTES`, whose rest is not read, or ends before its end.
    """
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > MOST_BYTES:
        raise Refused(413, f"a request has at most {MOST_BYTES} bytes")
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(400, "the request ended before its body did")
        chunk: bytes = message.get("body", b"")
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413, f"a request has at most {MOST_BYTES} bytes")
        if not message.get("more_body", False):
            return body


def strict_json(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The value.

    Raises:
        Refused: it is not JSON, is nested too deeply, or holds the character NUL.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Refused(400, "the request is not valid JSON") from None
    if _may_hold_more(text if isinstance(text, bytes) else text.encode()):
        _check(value, MOST_DEPTH)
    return value


def check_parameters(parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """What has the shape of a GraphQL request.

    Raises:
        Refused: it is a batch, no object, or a parameter is of the wrong type.
    """
    if not isinstance(parameters, dict):
        raise Refused(400, "a GraphQL request is one JSON object; batches are not served")
    for name, value in parameters.items():
        type_ = _TYPES.get(name)
        if type_ is not None and value is not None and not isinstance(value, type_):
            raise Refused(400, f"{name} is not {_WORDS[type_]}")
    return parameters


_TYPES: dict[str, type] = {
    "query": str,
    "documentId": str,
    "operationName": str,
    "variables": dict,
    "extensions": dict,
}
_WORDS: dict[type, str] = {str: "a string", dict: "an object"}


def _may_hold_more(text: bytes) -> bool:
    """Whether the value has to be looked through: JSON writes NUL as an escape, or not at all."""
    return b"\\u0000" in text or text.count(b"{") + text.count(b"[") >= MOST_DEPTH


def _check(value: object, depth: int) -> None:
    if depth == 0:
        raise Refused(400, f"a request is nested at most {MOST_DEPTH} deep")
    match value:
        case str():
            if "\0" in value:
                raise Refused(400, "a text cannot hold the character NUL")
        case list():
            for item in value:
                _check(item, depth - 1)
        case dict():
            for name, item in value.items():
                _check(name, depth)
                _check(item, depth - 1)
