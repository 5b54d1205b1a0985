"""Headers of endpoints: what may be sent, and that secrets among them are kept sealed."""

from typing import Any
from uuid import UUID

import pytest

from service.errors import DomainError
from service.webhooks.headers import (
    Header,
    check_headers,
    is_secret,
    kept_headers,
    opened_headers,
    shown_value,
)
from service.webhooks.sealing import Unsealable

KEY = b"a key for the tests alone"
OWN = (UUID(int=1), UUID(int=2))
OTHER = (UUID(int=1), UUID(int=3))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Authorization", True),
        ("authorization", True),
        ("X-Api-Key", True),
        ("X-Auth", True),
        ("Cookie", True),
        ("X-Session", True),
        ("Private-Token", True),
        ("X-Signature", True),
        ("X-Environment", False),
        ("X-Tenant", False),
    ],
)
def test_names_tell_which_values_are_secrets(name: str, *, expected: bool) -> None:
    assert is_secret(name) is expected


@pytest.mark.parametrize(
    ("headers", "code", "path"),
    [
        ([("", "x")], "INVALID", ("headers", "0", "name")),
        ([("X Y", "x")], "INVALID", ("headers", "0", "name")),
        ([("X:Y", "x")], "INVALID", ("headers", "0", "name")),
        ([("X\r\nY", "x")], "INVALID", ("headers", "0", "name")),
        ([("Ü", "x")], "INVALID", ("headers", "0", "name")),
        ([("X" * 101, "x")], "TOO_LONG", ("headers", "0", "name")),
        ([("Host", "x")], "INVALID", ("headers", "0", "name")),
        ([("content-length", "1")], "INVALID", ("headers", "0", "name")),
        ([("Transfer-Encoding", "chunked")], "INVALID", ("headers", "0", "name")),
        ([("Webhook-Id", "x")], "INVALID", ("headers", "0", "name")),
        ([("Proxy-Authorization", "x")], "INVALID", ("headers", "0", "name")),
        ([("X", "")], "INVALID", ("headers", "0", "value")),
        ([("X", "a\r\nB: c")], "INVALID", ("headers", "0", "value")),
        ([("X", "a\0")], "INVALID", ("headers", "0", "value")),
        ([("X", " a")], "INVALID", ("headers", "0", "value")),
        ([("X", "ü")], "INVALID", ("headers", "0", "value")),
        ([("X", "a" * 4_097)], "TOO_LONG", ("headers", "0", "value")),
        ([("X", "a"), ("x", "b")], "TAKEN", ("headers", "1", "name")),
        ([("X", None)], "REQUIRED", ("headers", "0", "value")),
        ([(f"X-{n}", "a") for n in range(21)], "TOO_LONG", ("headers",)),
    ],
)
def test_what_is_no_header_or_not_the_callers_is_refused(
    headers: list[tuple[str, str | None]], code: str, path: tuple[str, ...]
) -> None:
    with pytest.raises(DomainError) as refused:
        check_headers([Header(*one) for one in headers], {})
    assert (refused.value.code, refused.value.path) == (code, path)


def test_a_secret_is_kept_sealed_and_comes_out_as_it_was() -> None:
    given = [Header("Authorization", "Bearer s3cret"), Header("X-Env", "prod a")]

    kept = kept_headers(given, {}, KEY, OWN)

    assert "s3cret" not in str(kept)
    assert [shown_value(kept[name]) for name in ("Authorization", "X-Env")] == [None, "prod a"]
    assert opened_headers(kept, KEY, OWN) == {"Authorization": "Bearer s3cret", "X-Env": "prod a"}


def test_a_header_without_a_value_stays_as_it_is_stored() -> None:
    stored = kept_headers([Header("Authorization", "old"), Header("X-Gone", "1")], {}, KEY, OWN)
    change = [Header("authorization"), Header("X-New", "2")]

    check_headers(change, stored)
    kept = kept_headers(change, stored, KEY, OWN)

    assert opened_headers(kept, KEY, OWN) == {"authorization": "old", "X-New": "2"}


def test_a_sealed_value_opens_for_no_other_webhook_and_no_other_header() -> None:
    kept: dict[str, Any] = kept_headers([Header("Authorization", "s")], {}, KEY, OWN)
    with pytest.raises(Unsealable):
        opened_headers(kept, KEY, OTHER)
    with pytest.raises(Unsealable):
        opened_headers({"X-Token": kept["Authorization"]}, KEY, OWN)
