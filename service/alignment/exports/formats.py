"""The formats that the alignment graph is written in, by name."""

from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never

from service.alignment.exports import document, dot, graphml, mermaid
from service.alignment.exports.view import GraphView

_PIECE = 1 << 16  # characters


class GraphFormat(StrEnum):
    """How the alignment graph is written."""

    JSON = "json"
    GRAPHML = "graphml"
    DOT = "dot"
    MERMAID = "mermaid"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    GraphFormat.JSON: "application/json",
    GraphFormat.GRAPHML: "application/graphml+xml",
    GraphFormat.DOT: dot.MEDIA_TYPE,
    GraphFormat.MERMAID: mermaid.MEDIA_TYPE,
}


def written(view: GraphView, format: GraphFormat, limit: int | None = None) -> Iterator[bytes]:
    """The graph in a format, piece by piece, none of which takes long to make.

    Args:
        view: the graph.
        format: how it is written.
        limit: nodes at most; drawings have a limit of their own.
    """
    match format:
        case GraphFormat.JSON:
            shown = view if limit is None else view.first(limit)
            yield from document.written(shown)
        case GraphFormat.GRAPHML:
            shown = view if limit is None else view.first(limit)
            yield from (piece.encode() for piece in graphml.written(shown))
        case GraphFormat.DOT:
            yield from _cut(dot.render(view, dot.NODE_LIMIT if limit is None else limit))
        case GraphFormat.MERMAID:
            yield from _cut(mermaid.render(view, mermaid.NODE_LIMIT if limit is None else limit))
        case _:
            assert_never(format)


def _cut(text: str) -> Iterator[bytes]:
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE].encode()
