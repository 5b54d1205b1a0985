import pytest

from service.errors import Invalid
from service.idempotency.rules import idempotency_key, request_digest


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
        ('"8e03978e-40d5"', "8e03978e-40d5"),
        (" a ", "a"),
        ('"', '"'),
        ("k" * 255, "k" * 255),
    ],
)
def test_a_key_may_stand_in_quotes(header: str, key: str) -> None:
    assert idempotency_key(header) == key


@pytest.mark.parametrize("header", ["", " ", '""', "a b", "ä", "a\tb", "k" * 256])
def test_what_is_no_key_is_refused(header: str) -> None:
    with pytest.raises(Invalid):
        idempotency_key(header)


def test_the_order_of_keys_makes_no_other_request() -> None:
    one = {"query": "mutation { a }", "variables": {"input": {"x": 1, "y": [1, 2]}}}
    same = {"variables": {"input": {"y": [1, 2], "x": 1}}, "query": "mutation { a }"}
    other = {"query": "mutation { a }", "variables": {"input": {"x": 1, "y": [2, 1]}}}
    assert request_digest(one) == request_digest(same)
    assert request_digest(one) != request_digest(other)
    assert len(request_digest(one)) == 32
