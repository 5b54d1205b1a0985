"""Signatures, verified by the library that receivers in Python use."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from service.tables import utc_now
from service.webhooks.rules import Signature
from service.webhooks.signing import (
    KEY_LENGTH,
    SigningKey,
    new_key,
    public_text,
    secret_text,
    signed_headers,
)

BODY = '{"type":"objective.created","data":{"title":"Größer"}}'.encode()
ID = "0197a3b2-0000-7000-8000-000000000001"


def now_s() -> int:
    return int(utc_now().timestamp())


def library_of(key: SigningKey) -> Webhook:
    return Webhook(secret_text(key) or "")


def test_a_signature_is_the_one_that_the_specification_gives_as_its_example() -> None:
    secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the specification's own
    at = int(datetime(2022, 11, 9, 18, 9, 39, tzinfo=UTC).timestamp())
    key = SigningKey(Signature.HMAC, b64decode(secret))
    library = Webhook(secret)
    content = '{"test": 2432232314}'

    headers = signed_headers([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, content.encode())

    expected = library.sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(at, tz=UTC), content
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": str(at),
        "webhook-signature": expected,
    }


def test_a_receiver_verifies_what_was_signed_and_nothing_else() -> None:
    key = new_key(Signature.HMAC)
    headers = signed_headers([key], ID, now_s(), BODY)

    assert library_of(key).verify(BODY, headers)["data"] == {"title": "Größer"}
    with pytest.raises(WebhookVerificationError):
        library_of(key).verify(BODY + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        library_of(key).verify(BODY, {**headers, "webhook-id": "another"})
    with pytest.raises(WebhookVerificationError):
        library_of(new_key(Signature.HMAC)).verify(BODY, headers)


def test_while_two_keys_sign_a_receiver_with_either_verifies() -> None:
    old, new, public = (new_key(s) for s in (Signature.HMAC, Signature.HMAC, Signature.ED25519))
    headers = signed_headers([new, old, public], ID, now_s(), BODY)

    versions = [one.partition(",")[0] for one in headers["webhook-signature"].split(" ")]
    assert versions == ["v1", "v1", "v1a"]
    library_of(old).verify(BODY, headers)
    library_of(new).verify(BODY, headers)


def test_an_ed25519_signature_is_verified_with_the_public_key_alone() -> None:
    key = new_key(Signature.ED25519)
    headers = signed_headers([key], ID, 1_700_000_000, BODY)
    text = public_text(key)
    assert text is not None
    assert text.startswith("whpk_")
    assert secret_text(key) is None
    public = Ed25519PublicKey.from_public_bytes(b64decode(text.removeprefix("whpk_")))
    version, signature = headers["webhook-signature"].split(",")
    assert version == "v1a"

    public.verify(b64decode(signature), f"{ID}.1700000000.".encode() + BODY)

    with pytest.raises(InvalidSignature):
        public.verify(b64decode(signature), f"{ID}.1700000001.".encode() + BODY)


def test_a_shared_secret_is_32_bytes_of_base64_and_each_is_another() -> None:
    first, second = new_key(Signature.HMAC), new_key(Signature.HMAC)
    assert first != second
    assert secret_text(first) == f"whsec_{b64encode(first.key).decode()}"
    assert len(first.key) == KEY_LENGTH == 32
    assert public_text(first) is None


def test_a_key_is_not_shown_where_a_trace_would_show_it() -> None:
    key = new_key(Signature.HMAC)
    assert str(key.key) not in repr(key)
    assert (secret_text(key) or "") not in repr(key)
