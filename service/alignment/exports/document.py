"""The alignment graph as JSON: `sightline-graph/1`."""

from collections.abc import Iterable, Iterator

import orjson

from service.alignment.exports.view import EdgeView, GraphView, NodeView

FORMAT = "sightline-graph/1"

Document = dict[str, object]


def written(view: GraphView) -> Iterator[bytes]:
    """The graph, piece by piece: no piece takes long to make or much room.

    Edges name nodes by their keys; the ids of their records are `node_id`.
    """
    yield orjson.dumps(_head(view))[:-1] + b',"nodes":['
    yield from _joined([*map(_node, piece)] for piece in view.nodes.pieces())
    yield b'],"edges":['
    yield from _joined([*map(_edge, piece)] for piece in view.edges.pieces())
    yield b"]}"


def _head(view: GraphView) -> Document:
    return {
        "format": FORMAT,
        "organization": view.organization,
        "as_of": view.as_of.isoformat(),
        "truncated": len(view.nodes) < view.total,
    }


def _joined(pieces: Iterable[list[Document]]) -> Iterator[bytes]:
    """The items of one list."""
    for place, piece in enumerate(pieces):
        yield (b"," if place else b"") + orjson.dumps(piece)[1:-1]


def _node(node: NodeView) -> Document:
    return {
        "id": node.key,
        "kind": node.kind.lower(),
        "title": node.title,
        "level": node.level,
        "lifecycle": node.lifecycle,
        "team": node.team,
        "cycle": node.cycle,
        "owner": node.owner,
        "reach": node.reach,
        "alignment_class": node.alignment_class,
        "distance": node.distance,
        "node_id": node.id,
    }


def _edge(edge: EdgeView) -> Document:
    return {
        "from": edge.child,
        "to": edge.parent,
        "kind": edge.kind,
        "state": edge.state,
        "weight": edge.weight,
        "allocation": edge.allocation,
        "is_primary": edge.is_primary,
        "in_cycle": edge.in_cycle,
    }
