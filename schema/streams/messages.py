"""The protocol `graphql-transport-ws`, as values: what clients say, and what they are told.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson

from schema.bodies import Refused, strict_json
from service.settings import MOST_BYTES

SUBPROTOCOL = "graphql-transport-ws"
# Of the reason that a closing frame may carry.
_MOST_REASON = 123


class Code(IntEnum):
    """Why a connection ends: the protocol's own codes, and those of WebSockets."""

    TOO_LARGE = 1009
    INTERNAL = 1011
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    NO_SUBPROTOCOL = 4406
    INITIALIZATION_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    # Ours: the protocol leaves it free, and its clients connect again.
    SLOW_CONSUMER = 4413
    TOO_MANY_INITIALIZATIONS = 4429


class Closed(Exception):
    """The connection is to end."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:_MOST_REASON].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class Init:
    """Who it is."""

    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    """Whether we are there; `payload` comes back."""

    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pong:
    """It is there."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """An operation, of a name of the client's own."""

    id: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Complete:
    """It wants no more of it."""

    id: str


Message = Init | Ping | Pong | Subscribe | Complete


def read_message(text: str | None) -> Message:
    """What a client says.

    Raises:
        Closed: it is none of the protocol's messages.
    """
    if text is None:
        raise Closed(Code.BAD_REQUEST, "messages are text")
    if len(text) > MOST_BYTES:
        raise Closed(Code.TOO_LARGE, f"a message has at most {MOST_BYTES} bytes")
    try:
        said = strict_json(text)
    except (Refused, UnicodeEncodeError):
        raise Closed(Code.BAD_REQUEST, "a message is one JSON object") from None
    message = _read(said) if isinstance(said, dict) else None
    if message is None:
        raise Closed(Code.BAD_REQUEST, "this is no message of the protocol")
    return message


def _read(said: dict[str, Any]) -> Message | None:
    payload = said.get("payload")
    match said:
        case {"type": "connection_init"} if isinstance(payload, dict | None):
            return Init(payload or {})
        case {"type": "ping"} if isinstance(payload, dict | None):
            return Ping(payload)
        case {"type": "pong"} if isinstance(payload, dict | None):
            return Pong()
        case {"type": "subscribe", "id": str(id_), "payload": dict(operation)} if id_:
            return Subscribe(id_, operation)
        case {"type": "complete", "id": str(id_)} if id_:
            return Complete(id_)
        case _:
            return None


ACKNOWLEDGED = '{"type":"connection_ack"}'


def pong(payload: dict[str, Any] | None) -> str:
    said = {"type": "pong"} if payload is None else {"type": "pong", "payload": payload}
    return orjson.dumps(said).decode()


def following(id: str, body: bytes) -> str:
    """One result of an operation."""
    said = {"id": id, "type": "next", "payload": orjson.Fragment(body)}
    return orjson.dumps(said).decode()


def failed(id: str, errors: list[dict[str, Any]]) -> str:
    """That an operation is refused, or cannot go on; nothing comes after it."""
    return orjson.dumps({"id": id, "type": "error", "payload": errors}).decode()


def completed(id: str) -> str:
    return orjson.dumps({"id": id, "type": "complete"}).decode()
