"""DOT, which Graphviz draws: strategy at the top, a shape for each kind, a color for each class."""

from collections.abc import Iterator, Mapping

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
from service.alignment.rules import AlignmentKind, AlignmentState, EdgeOrigin
from service.nodes.rules import NodeKind

MEDIA_TYPE = "text/vnd.graphviz"
NODE_LIMIT = 500  # Graphviz takes minutes for a few thousand, and nobody sees that many
LEAF_ROWS = 3
_HEAD = """digraph alignment {
  graph [rankdir=BT, ranksep=0.6, nodesep=0.2, pack=true, packmode="graph",
    fontname="Helvetica", fontsize=14, labelloc=t, pad=0.3];
  node [fontname="Helvetica", fontsize=10, margin="0.12,0.07", penwidth=1.2];
  edge [fontname="Helvetica", fontsize=9, color="#555555", arrowsize=0.7];"""
_SHAPES = {
    NodeKind.STRATEGY_ELEMENT: {"shape": "hexagon", "style": "filled,bold"},
    NodeKind.OBJECTIVE: {"shape": "box", "style": "filled,rounded"},
    NodeKind.KEY_RESULT: {"shape": "note", "style": "filled"},
    NodeKind.INITIATIVE: {"shape": "cds", "style": "filled"},
}
_STYLES = {
    AlignmentKind.SUPPORTS.value: {"style": "dashed"},
    EdgeOrigin.CONTAINMENT.value: {"arrowhead": "none", "color": "#999999"},
    EdgeOrigin.SERVES.value: {"style": "dotted"},
}
_PROPOSED = {"style": "dotted", "arrowhead": "empty"}


def render(view: GraphView, limit: int = NODE_LIMIT) -> str:
    """The graph as a drawing of at most `limit` nodes; it says how many are missing.

    Edges that were declined or withdrawn are left out.
    """
    shown = view.first(limit)
    lines = [
        _HEAD,
        f'  label="{_text(note(shown))}\\n{_text(_legend(shown))}";',
        *map(_node, shown.nodes),
        *_edges(shown),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _legend(view: GraphView) -> str:
    states = {edge.state for edge in view.edges}
    return legend(view) + " · open arrow: proposed" * (AlignmentState.PROPOSED in states)


def _node(node: NodeView) -> str:
    fill, border = COLORS[node.alignment_class]
    attributes = {
        "label": "\\n".join(_text(line) for line in title_lines(node.title)),
        **_SHAPES[node.kind],
        "fillcolor": fill,
        "color": border,
        "tooltip": _text(f"{node.key}: {node.alignment_class.value.lower()}"),
    }
    return f"  {_quoted(node.key)} [{_attributes(attributes)}];"


def _edges(view: GraphView) -> Iterator[str]:
    row_by_leaf = leaf_rows(view, LEAF_ROWS)
    for edge in filter(is_drawn, view.edges):
        name = f"  {_quoted(edge.child)} -> {_quoted(edge.parent)}"
        row = row_by_leaf.get(edge.child, 1)
        style = _attributes({**_style(edge), **({"minlen": f"{row}"} if row > 1 else {})})
        yield f"{name} [{style}];" if style else f"{name};"


def _style(edge: EdgeView) -> Mapping[str, str]:
    if edge.state is AlignmentState.PROPOSED:
        return _PROPOSED
    style = _STYLES.get(edge.kind, {})
    return {**style, "color": IN_CYCLE, "penwidth": "2"} if edge.in_cycle else style


def _attributes(values: Mapping[str, str]) -> str:
    return ", ".join(f'{name}="{value}"' for name, value in values.items())


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _text(text: str) -> str:
    """Text that is drawn: one line, in which `&lt;` stays what it is."""
    return _escaped(plain(text).replace("&", "&amp;"))


def _escaped(text: str) -> str:
    """Text between quotes, where Graphviz takes a backslash for more than it is."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "")
