"""GraphML, which graph tools such as networkx, Gephi and yEd read; networkx writes it."""

from collections.abc import Iterator
from dataclasses import asdict

import networkx as nx

from service.alignment.exports.plain_text import xml_text
from service.alignment.exports.view import GraphView


def render(view: GraphView) -> str:
    """The graph with all attributes that have a value; a node's id is its key."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        name=xml_text(view.organization),
        as_of=view.as_of.isoformat(),
        truncated=len(view.nodes) < view.total,
    )
    for node in view.nodes:
        graph.add_node(xml_text(node.key), **dict(_attributes(asdict(node))))
    for edge in view.edges:
        child, parent = xml_text(edge.child), xml_text(edge.parent)
        values = asdict(edge)
        del values["child"], values["parent"]
        graph.add_edge(child, parent, **dict(_attributes(values)))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(nx.generate_graphml(graph)) + "\n"


def _attributes(values: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Those that are known; networkx asks for the plain classes and not for enums."""
    for name, value in values.items():
        if isinstance(value, str):
            yield name, xml_text(str(value))
        elif value is not None:
            yield name, value
