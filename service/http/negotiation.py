"""What a client accepts, and whether it has it already (RFC 9110, sections 8.8 and 12.5)."""

import re
from collections.abc import Sequence
from hashlib import sha256

import orjson

from schema.negotiation import media_range

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def preferred(accept: str | None, media_types: Sequence[str]) -> str | None:
    """The media type that an `Accept` header likes best; None where it allows none.

    Args:
        accept: the header; one that is absent allows all.
        media_types: those there are, the first first where the header likes several as much.
    """
    if not accept:
        return media_types[0]
    weights = dict(media_range(part) for part in accept.split(","))
    best = max(media_types, key=lambda media_type: _liking(weights, media_type))
    return best if _liking(weights, best) > 0 else None


def tag_of(*parts: object) -> str:
    """A weak tag that stands for the parts: an answer made anew may differ in its time."""
    return f'W/"{sha256(orjson.dumps(parts)).hexdigest()[:32]}"'


def has_tag(if_none_match: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` header names the tag, compared weakly."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return tag.removeprefix("W/") in _TAG.findall(if_none_match)


def tagged(tag: str) -> dict[str, str]:
    """The headers of an answer for one token alone, to be asked for again by its tag."""
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Accept"}


def _liking(weights: dict[str, float], media_type: str) -> float:
    kind = media_type.split("/", maxsplit=1)[0]
    ranges = (media_type, f"{kind}/*", "*/*")  # the most specific one counts
    return next((weights[one] for one in ranges if one in weights), 0)
