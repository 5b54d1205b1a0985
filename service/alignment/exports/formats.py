"""The formats that the alignment graph is written in, by name."""

from enum import StrEnum
from typing import assert_never

import orjson

from service.alignment.exports import dot, graphml, mermaid
from service.alignment.exports.document import to_document
from service.alignment.exports.view import GraphView


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


def graph_text(view: GraphView, format: GraphFormat, limit: int | None = None) -> str:
    """The graph in a format, of at most `limit` nodes; drawings have a limit of their own."""
    shown = view if limit is None else view.first(limit)
    match format:
        case GraphFormat.JSON:
            return orjson.dumps(to_document(shown, node_ids=True)).decode()
        case GraphFormat.GRAPHML:
            return graphml.render(shown)
        case GraphFormat.DOT:
            return dot.render(shown, dot.NODE_LIMIT if limit is None else limit)
        case GraphFormat.MERMAID:
            return mermaid.render(shown, mermaid.NODE_LIMIT if limit is None else limit)
        case _:
            assert_never(format)
