import pytest

from service.http.negotiation import has_tag, preferred

JSON, SARIF, CSV = "application/json", "application/sarif+json", "text/csv"


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", CSV),
        ("text/csv, application/json", JSON),
        ("text/csv, application/json;q=0.5", CSV),
        ("text/html, */*;q=0.1", JSON),
        ("Application/SARIF+JSON", SARIF),
        ("application/json;q=0, */*", SARIF),
        ("application/*;q=0, */*", CSV),
        ("application/json;q=zero", None),
        ("text/html", None),
        ("*/*;q=0", None),
    ],
)
def test_the_best_liked_media_type_is_preferred(accept: str | None, best: str | None):
    assert preferred(accept, [JSON, SARIF, CSV]) == best


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
