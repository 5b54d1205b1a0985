import pytest

from service.http.negotiation import accepts, has_tag


@pytest.mark.parametrize(
    ("accept", "allowed"),
    [
        (None, True),
        ("", True),
        ("*/*", True),
        ("application/*", True),
        ("text/html, application/json;q=0.5", True),
        ("Application/JSON", True),
        ("text/html", False),
        ("application/json;q=0, */*", False),
        ("application/json;q=zero", False),
        ("application/sarif+json", False),
    ],
)
def test_a_client_accepts_json(accept: str | None, *, allowed: bool):
    assert accepts(accept, "application/json") is allowed


@pytest.mark.parametrize(
    ("header", "has"),
    [
        (None, False),
        ("*", True),
        ('"a"', True),
        ('W/"a"', True),
        ('"x", W/"a"', True),
        ('"x"', False),
        ("a", False),
    ],
)
def test_a_client_has_an_answer_already(header: str | None, *, has: bool):
    assert has_tag(header, 'W/"a"') is has
