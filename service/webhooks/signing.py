"""Signatures as Standard Webhooks has them: `v1` (HMAC-SHA256) and `v1a` (ed25519).

Source: the specification 1.0.0 of standard-webhooks; what is signed is `id.timestamp.body`.
"""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import assert_never
from uuid import UUID

from service.libraries import ed25519
from service.webhooks.rules import Signature

# Of the shared secret, and of the seed of a private key.
KEY_LENGTH = 32


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """What one signature is made with; never shown, not even in a trace.

    Attributes:
        key: the shared secret, or the seed of the private key.
    """

    signature: Signature
    key: bytes


def new_key(signature: Signature) -> SigningKey:
    return SigningKey(signature, token_bytes(KEY_LENGTH))


def place_of_key(organization_id: UUID, webhook_id: UUID, secret_id: UUID) -> bytes:
    """Where a key is sealed for: see `service.webhooks.sealing`."""
    return b"".join((organization_id.bytes, webhook_id.bytes, b"secret:", secret_id.bytes))


def secret_text(key: SigningKey) -> str | None:
    """What a receiver verifies with and nobody else may know; None: it needs no secret."""
    match key.signature:
        case Signature.HMAC:
            return f"whsec_{_base64(key.key)}"
        case Signature.ED25519:
            return None
        case _:
            assert_never(key.signature)


def public_text(key: SigningKey) -> str | None:
    """The public key, as receivers take it; None where the secret is shared."""
    match key.signature:
        case Signature.HMAC:
            return None
        case Signature.ED25519:
            return f"whpk_{_base64(_private(key).public_key().public_bytes_raw())}"
        case _:
            assert_never(key.signature)


def signed_headers(
    keys: Sequence[SigningKey], message_id: str, timestamp_s: int, body: bytes
) -> dict[str, str]:
    """The three headers of a delivery, with a signature of each key, the newest key first.

    `timestamp_s` is the time of this attempt: receivers refuse what is older than five minutes.
    """
    content = b".".join((message_id.encode(), str(timestamp_s).encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": " ".join(_signed(key, content) for key in keys),
    }


def _signed(key: SigningKey, content: bytes) -> str:
    match key.signature:
        case Signature.HMAC:
            return f"v1,{_base64(hmac.digest(key.key, content, 'sha256'))}"
        case Signature.ED25519:
            return f"v1a,{_base64(_private(key).sign(content))}"
        case _:
            assert_never(key.signature)


def _private(key: SigningKey) -> "ed25519.Ed25519PrivateKey":
    return ed25519.Ed25519PrivateKey.from_private_bytes(key.key)


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
