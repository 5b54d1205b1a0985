"""What a client accepts, and whether it has it already (RFC 9110, sections 8.8 and 12.5)."""

import re

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def accepts(accept: str | None, media_type: str) -> bool:
    """Whether an `Accept` header allows a media type; one that is absent allows all."""
    if not accept:
        return True
    weights = dict(_range(part) for part in accept.split(","))
    kind = media_type.split("/", maxsplit=1)[0]
    for candidate in (media_type, f"{kind}/*", "*/*"):
        if candidate in weights:
            return weights[candidate] > 0
    return False


def has_tag(if_none_match: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` header names the tag, compared weakly."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return tag.removeprefix("W/") in _TAG.findall(if_none_match)


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            return name, _weight(parameter.removeprefix("q="))
    return name, 1.0


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
