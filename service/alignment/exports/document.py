"""The alignment graph as plain values, ready to be written as JSON: `sightline-graph/1`."""

from dataclasses import asdict

from service.alignment.exports.view import EdgeView, GraphView, NodeView

FORMAT = "sightline-graph/1"


def to_document(view: GraphView, *, node_ids: bool = False) -> dict[str, object]:
    """The graph; edges name nodes by their keys.

    Args:
        view: what to export.
        node_ids: whether nodes carry their records' ids as `node_id`; a server's do.
    """
    return {
        "format": FORMAT,
        "organization": view.organization,
        "as_of": view.as_of.isoformat(),
        "truncated": len(view.nodes) < view.total,
        "nodes": [_node(node, node_ids=node_ids) for node in view.nodes],
        "edges": [_edge(edge) for edge in view.edges],
    }


def _node(node: NodeView, *, node_ids: bool) -> dict[str, object]:
    values = asdict(node)
    own_id = values.pop("id")
    document = {"id": values.pop("key"), **values, "kind": node.kind.lower()}
    return {**document, "node_id": own_id} if node_ids else document


def _edge(edge: EdgeView) -> dict[str, object]:
    values = asdict(edge)
    return {"from": values.pop("child"), "to": values.pop("parent"), **values}
