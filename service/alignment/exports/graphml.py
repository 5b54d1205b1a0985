"""GraphML, which graph tools such as networkx, Gephi and yEd read.

Written here and not by networkx, which would hold the whole graph twice over before its first line.

Source: GraphML Primer, http://graphml.graphdrawing.org/primer/graphml-primer.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from xml.sax.saxutils import escape, quoteattr

from service.alignment.exports.plain_text import xml_text
from service.alignment.exports.view import EdgeView, GraphView, NodeView

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
  http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES = {
    "distance": "long",
    "weight": "double",
    "allocation": "double",
    "is_primary": "boolean",
    "in_cycle": "boolean",
    "truncated": "boolean",
}
_OF_GRAPH = ("name", "as_of", "truncated")
_OF_NODE = tuple(one.name for one in fields(NodeView))
_OF_EDGE = tuple(one.name for one in fields(EdgeView) if one.name not in ("child", "parent"))


def written(view: GraphView) -> Iterator[str]:
    """The graph with all attributes that have a value, piece by piece; a node's id is its key."""
    yield _HEAD
    for element, names in (("graph", _OF_GRAPH), ("node", _OF_NODE), ("edge", _OF_EDGE)):
        yield "".join(_key(element, name) for name in names)
    told = {
        "name": view.organization,
        "as_of": view.as_of.isoformat(),
        "truncated": len(view.nodes) < view.total,
    }
    yield f'<graph edgedefault="directed">\n{_data("graph", _OF_GRAPH, told)}\n'
    for nodes in view.nodes.pieces():
        yield "".join(map(_node, nodes))
    number = 0
    for edges in view.edges.pieces():
        yield "".join(_edge(number + place, edge) for place, edge in enumerate(edges))
        number += len(edges)
    yield "</graph>\n</graphml>\n"


def _key(element: str, name: str) -> str:
    kind = _TYPES.get(name, "string")
    return f'<key id="{element}_{name}" for="{element}" attr.name="{name}" attr.type="{kind}"/>\n'


def _node(node: NodeView) -> str:
    values = {name: getattr(node, name) for name in _OF_NODE}
    return f"<node id={_quoted(node.key)}>{_data('node', _OF_NODE, values)}</node>\n"


def _edge(number: int, edge: EdgeView) -> str:
    values = {name: getattr(edge, name) for name in _OF_EDGE}
    ends = f'id="{number}" source={_quoted(edge.child)} target={_quoted(edge.parent)}'
    return f"<edge {ends}>{_data('edge', _OF_EDGE, values)}</edge>\n"


def _data(element: str, names: tuple[str, ...], values: Mapping[str, object]) -> str:
    """The attributes that are known."""
    return "".join(
        f'<data key="{element}_{name}">{_text(values[name])}</data>'
        for name in names
        if values[name] is not None
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(xml_text(str(value)), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(xml_text(text))
