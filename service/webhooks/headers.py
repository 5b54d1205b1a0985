"""Headers of an endpoint's own: what they may be, and how their secrets are kept.

A header is stored as its value, or as `{"sealed": …}` where its name says that it is a secret.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.errors import Invalid, Required, Taken, TooLong
from service.webhooks.sealing import seal, unseal

MOST_HEADERS = 20
LONGEST_NAME = 100
LONGEST_VALUE = 4_096

# RFC 9110: a token; and of values what no proxy on the way reads as anything else.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?")
# Ours, or of the connection: who sets these breaks the delivery, or smuggles another one.
_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_OUR_PREFIXES = ("webhook-", "proxy-")
_SECRET = re.compile(r"auth|cookie|credential|key|passw|secret|session|sign|token", re.IGNORECASE)
_SEALED = "sealed"

Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Header:
    """A header as it is given; without a value it stays as it is stored."""

    name: str
    value: str | None = None


def is_secret(name: str) -> bool:
    """Whether a header's value is told to nobody once it is stored."""
    return _SECRET.search(name) is not None


def check_headers(headers: Sequence[Header], stored: Stored) -> None:
    """Whether an endpoint may have these headers, where `stored` are there.

    Raises:
        TooLong, Invalid, Taken: too many or too long, no header or ours, the same twice.
        Required: one without a value that is not stored.
    """
    if len(headers) > MOST_HEADERS:
        raise TooLong(f"has {len(headers)} headers, {MOST_HEADERS} are allowed", ["headers"])
    known = {name.lower() for name in stored}
    seen: set[str] = set()
    for place, header in enumerate(headers):
        name = header.name.lower()
        path = ["headers", str(place)]
        _check_name(header.name, [*path, "name"])
        if name in seen:
            raise Taken(f"{header.name[:LONGEST_NAME]} is there twice", [*path, "name"])
        seen.add(name)
        if header.value is not None:
            _check_value(header.value, [*path, "value"])
        elif name not in known:
            raise Required("a new header has a value", [*path, "value"])


def kept_headers(
    headers: Sequence[Header], stored: Stored, secret_key: bytes, webhook: tuple[UUID, UUID]
) -> dict[str, Any]:
    """What is stored for the headers of a webhook, which its organization and id name."""
    known = {name.lower(): value for name, value in stored.items()}
    return {
        header.name: known[header.name.lower()]
        if header.value is None
        else _kept(header.name, header.value, secret_key, webhook)
        for header in headers
    }


def opened_headers(stored: Stored, secret_key: bytes, webhook: tuple[UUID, UUID]) -> dict[str, str]:
    """The headers of a webhook, which its organization and id name, as they are sent.

    Raises:
        Unsealable: they were sealed under another key.
    """
    return {
        name: value
        if isinstance(value, str)
        else unseal(secret_key, _place(webhook, name), b64decode(value[_SEALED])).decode()
        for name, value in stored.items()
    }


def shown_value(stored: object) -> str | None:
    """A stored header's value as it may be told; None: it is a secret."""
    return stored if isinstance(stored, str) else None


def _kept(name: str, value: str, secret_key: bytes, webhook: tuple[UUID, UUID]) -> object:
    if not is_secret(name):
        return value
    sealed = seal(secret_key, _place(webhook, name), value.encode())
    return {_SEALED: b64encode(sealed).decode()}


def _place(webhook: tuple[UUID, UUID], name: str) -> bytes:
    organization_id, webhook_id = webhook
    return b"".join((organization_id.bytes, webhook_id.bytes, b"header:", name.lower().encode()))


def _check_name(name: str, path: Sequence[str]) -> None:
    if len(name) > LONGEST_NAME:
        raise TooLong(f"has {len(name):,} characters, {LONGEST_NAME} are allowed", path)
    if not _NAME.fullmatch(name):
        raise Invalid("is not the name of a header", path)
    if name.lower() in _OURS or name.lower().startswith(_OUR_PREFIXES):
        raise Invalid(f"{name} is set by the delivery itself", path)


def _check_value(value: str, path: Sequence[str]) -> None:
    if len(value) > LONGEST_VALUE:
        raise TooLong(f"has {len(value):,} characters, {LONGEST_VALUE:,} are allowed", path)
    if not _VALUE.fullmatch(value):
        raise Invalid("a header's value is of visible ASCII characters, spaces inside", path)
