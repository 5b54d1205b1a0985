"""What an API token looks like, what a slug may, and which day it is somewhere."""

import re
from base64 import urlsafe_b64encode
from binascii import crc32
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import digest
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from service.errors import Invalid

PREFIX = "slt"
SECRET_BYTES = 32

_TOKEN = re.compile(
    r"slt_(?P<organization>[0-9a-f]{32})_[A-Za-z0-9_-]{43}(?P<checksum>[0-9a-f]{8})"
)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SPAN = re.compile(r"(?P<count>[1-9][0-9]{0,4})(?P<unit>[hdwy])")
_UNIT = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
_LONGEST = 100 * _UNIT["y"]


def token_text(organization_id: UUID, secret: bytes) -> str:
    """The text that a client sends: prefix, organization, secret, checksum.

    The prefix lets scanners of leaked secrets know it, the checksum lets us refuse a mistyped one
    without asking the database.
    """
    body = f"{PREFIX}_{organization_id.hex}_{urlsafe_b64encode(secret).rstrip(b'=').decode()}"
    return f"{body}{crc32(body.encode()):08x}"


def organization_of_token(text: str) -> UUID | None:
    """The organization that a token names; None where the text is no token of ours."""
    match = _TOKEN.fullmatch(text)
    if match is None or f"{crc32(text[:-8].encode()):08x}" != match["checksum"]:
        return None
    return UUID(match["organization"])


def token_digest(text: str, secret_key: bytes) -> bytes:
    """What is stored of a token: of no use to whoever reads the table without the key."""
    return digest(secret_key, text.encode(), sha256)


def check_slug(slug: str) -> str:
    """The slug, where it is one.

    Raises:
        Invalid: it has other characters, or is longer than 63.
    """
    if _SLUG.fullmatch(slug) is None:
        raise Invalid(
            f"{slug!r} is no slug: use up to 63 of a-z, 0-9 and - (not at either end)", ["slug"]
        )
    return slug


def span(text: str) -> timedelta:
    """A span like `90d`, `12h`, `6w` or `1y`.

    Raises:
        Invalid: it is written otherwise, or beyond a hundred years.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        raise Invalid(f"{text!r} is no span of time: write 12h, 90d, 6w or 1y", ["expires"])
    found = int(match["count"]) * _UNIT[match["unit"]]
    if found > _LONGEST:
        raise Invalid(f"{text!r} is too long: 100y at most", ["expires"])
    return found


def day_in(timezone: str, now: datetime) -> date:
    """The day that `now` falls on in a time zone, such as an organization's own."""
    return now.astimezone(ZoneInfo(timezone)).date()


def is_over(day: date | None, timezone: str, now: datetime) -> bool:
    """Whether the last day that something was done for has ended there; true where there is none.

    True, too, where the time zone is no longer known: doing it fails for this organization, and is
    logged; others are not held up.
    """
    try:
        return day is None or day < day_in(timezone, now)
    except ZoneInfoNotFoundError:
        return True


def check_lifetime(lifetime: timedelta | None) -> None:
    """Whether a token may live so long; None is for good.

    Raises:
        Invalid: it would be over at once, or in more than a hundred years.
    """
    if lifetime is not None and not timedelta(0) < lifetime <= _LONGEST:
        raise Invalid("a token expires later than now, and within 100 years", ["expires_at"])


def check_timezone(name: str) -> str:
    """The name, where it is one of the time zones that there are.

    Raises:
        Invalid: there is none such.
    """
    if name not in available_timezones():
        raise Invalid(f"{name!r} is no time zone: name one like Europe/Berlin", ["timezone"])
    return name


def merged_settings(
    settings: Mapping[str, object], patch: Mapping[str, object]
) -> dict[str, object]:
    """The settings with the patch laid over them: mappings are merged, null takes away.

    Source: RFC 7396, JSON Merge Patch.
    """
    merged = dict(settings)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            below = merged.get(key)
            merged[key] = merged_settings(below if isinstance(below, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged
