import pytest

from schema.streams.origins import is_welcome

NAMED = ("https://okr.example", "https://front.example:8443/")


@pytest.mark.parametrize(
    ("origin", "host", "welcome"),
    [
        (None, "sightline.example", True),
        ("https://okr.example", "sightline.example", True),
        ("https://OKR.example", "sightline.example", True),
        ("http://okr.example", "sightline.example", False),
        ("https://front.example:8443", "sightline.example", True),
        ("https://front.example", "sightline.example", False),
        ("https://okr.example.evil.example", "sightline.example", False),
        ("null", "sightline.example", False),
        ("", "", False),
        ("https://sightline.example", "sightline.example", True),
        ("https://sightline.example", "sightline.example:443", True),
        ("http://sightline.example:80", "SIGHTLINE.example", True),
        ("http://sightline.example:8000", "sightline.example", False),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://sightline.example:port", "sightline.example", False),
        ("file://sightline.example", "sightline.example", False),
    ],
)
def test_a_page_is_welcome_by_its_origin(
    origin: str | None,
    host: str,
    welcome: bool,  # noqa: FBT001 - a row of the table
) -> None:
    headers = {b"host": host.encode()}
    if origin is not None:
        headers[b"origin"] = origin.encode()
    assert is_welcome(headers, NAMED) is welcome


def test_every_origin_is_welcome_where_the_settings_say_so() -> None:
    assert is_welcome({b"origin": b"https://evil.example"}, ("*",))
