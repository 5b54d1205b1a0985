"""Mermaid, which code hosts and wikis draw from a block of text in a page."""

import json
from collections.abc import Iterator, Mapping, Sequence

from service.alignment.exports.labels import (
    COLORS,
    IN_CYCLE,
    is_drawn,
    leaf_rows,
    legend,
    note,
    title_lines,
)
from service.alignment.exports.plain_text import plain
from service.alignment.exports.view import EdgeView, GraphView, NodeView
from service.alignment.rules import AlignmentClass, AlignmentKind, AlignmentState, EdgeOrigin
from service.nodes.rules import NodeKind

MEDIA_TYPE = "text/vnd.mermaid"
NODE_LIMIT = 80  # more make a strip that no screen can show
EDGE_LIMIT = 500  # Mermaid's own, which a page may not raise
CHARACTER_LIMIT = 50_000  # likewise
_LEAST_LINE = 16  # characters of a node
_SHAPES = {
    NodeKind.STRATEGY_ELEMENT: ("{{", "}}"),
    NodeKind.OBJECTIVE: ("(", ")"),
    NodeKind.KEY_RESULT: ("[", "]"),
    NodeKind.INITIATIVE: (">", "]"),
}
LEAF_ROWS = 6
# An arrow, and the part of it that makes it longer by a row.
_ARROWS = {
    AlignmentKind.SUPPORTS.value: ("-{}->", "."),
    EdgeOrigin.SERVES.value: ("-{}->", "."),
    EdgeOrigin.CONTAINMENT.value: ("--{}", "-"),
}
_ARROW = ("-{}>", "-")
_PROPOSED = ("-. proposed {}->", ".")
# `#` begins an entity; the others end the label, or make markup of it.
_ENTITIES = str.maketrans(
    {char: f"#{ord(char)};" for char in '"#&<>`*_~'} | {"\\": "#92;#8203;"}  # not a line break
)


def render(view: GraphView, limit: int = NODE_LIMIT) -> str:
    """The graph as a flowchart of at most `limit` nodes, fewer where Mermaid would refuse it.

    Edges that were declined or withdrawn are left out.
    """
    shown = view.first(min(limit, CHARACTER_LIMIT // _LEAST_LINE))
    while not _fits(shown):
        shown = shown.first(len(shown.nodes) * 9 // 10)
    return _text(shown)


def _fits(view: GraphView) -> bool:
    return sum(map(is_drawn, view.edges)) <= EDGE_LIMIT and len(_text(view)) <= CHARACTER_LIMIT


def _text(view: GraphView) -> str:
    name_by_key = {node.key: f"n{number}" for number, node in enumerate(view.nodes)}
    edges = [edge for edge in view.edges if is_drawn(edge)]
    rows = leaf_rows(view, LEAF_ROWS)
    title = json.dumps(plain(f"{note(view)} ({legend(view)})"), ensure_ascii=False)
    lines = [
        *("---", f"title: {title}", "---", "flowchart BT"),
        *(f"  {name_by_key[node.key]}{_node(node)}" for node in view.nodes),
        *(
            f"  {name_by_key[edge.child]} {_arrow(edge, rows)} {name_by_key[edge.parent]}"
            for edge in edges
        ),
        *(f"  {line}" for line in _styles(edges)),
    ]
    return "\n".join(lines) + "\n"


def _node(node: NodeView) -> str:
    begin, end = _SHAPES[node.kind]
    label = "<br/>".join(line.translate(_ENTITIES) for line in title_lines(node.title))
    return f'{begin}"{label}"{end}:::{node.alignment_class.value.lower()}'


def _arrow(edge: EdgeView, row_by_leaf: Mapping[str, int]) -> str:
    is_proposed = edge.state is AlignmentState.PROPOSED
    arrow, longer = _PROPOSED if is_proposed else _ARROWS.get(edge.kind, _ARROW)
    return arrow.format(longer * row_by_leaf.get(edge.child, 1))


def _styles(edges: Sequence[EdgeView]) -> Iterator[str]:
    for alignment_class in AlignmentClass:
        fill, border = COLORS[alignment_class]
        name = alignment_class.value.lower()
        yield f"classDef {name} fill:{fill},stroke:{border},color:#111"
    in_cycle = [str(number) for number, edge in enumerate(edges) if edge.in_cycle]
    if in_cycle:
        yield f"linkStyle {','.join(in_cycle)} stroke:{IN_CYCLE},stroke-width:3px"
