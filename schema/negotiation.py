"""Which media type an answer has (GraphQL over HTTP, section 6; and server-sent events)."""

from collections.abc import Mapping

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
STREAM = "text/event-stream"

_SERVED = {GRAPHQL: GRAPHQL, JSON: JSON, STREAM: STREAM, "*/*": JSON, "application/*": JSON}


def negotiated(accept: str | None) -> str | None:
    """The best served type by the header's weights, then its order; None: none is acceptable."""
    if not accept:
        return JSON
    return liked_best(accept, _SERVED)


def takes_streams(accept: str) -> bool:
    """Whether server-sent events are acceptable, be it as the last choice."""
    return liked_best(accept, {STREAM: STREAM}) is not None


def liked_best(accept: str, served: Mapping[str, str]) -> str | None:
    """The same among others: what is served for each range that is looked at."""
    ranges = [media_range(part) for part in accept.split(",")]
    best = max(
        (
            (weight, -place, served[name])
            for place, (name, weight) in enumerate(ranges)
            if weight > 0 and name in served
        ),
        default=None,
    )
    return None if best is None else best[2]


def media_range(part: str) -> tuple[str, float]:
    """One member of an `Accept` header: its media range and weight."""
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
