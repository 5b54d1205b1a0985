"""What a drawing writes on its nodes, and how many it can hold."""

from collections import defaultdict
from textwrap import wrap

from service.alignment.exports.plain_text import plain
from service.alignment.exports.view import EdgeView, GraphView
from service.alignment.rules import AlignmentClass, AlignmentState

LINE_COLUMNS = 28
LINES = 3
# Fill and border of each class: light enough for black letters, told apart without red and green.
COLORS = {
    AlignmentClass.ALIGNED: ("#d9f0e3", "#3c8d5f"),
    AlignmentClass.UNANCHORED: ("#fff2cc", "#c29a1f"),
    AlignmentClass.MISALIGNED: ("#fbd9b5", "#cc7722"),
    AlignmentClass.UNALIGNED: ("#f6c9cf", "#b3324a"),
    AlignmentClass.EXEMPT: ("#ececec", "#8a8a8a"),
}
_COLOR_NAMES = {
    AlignmentClass.ALIGNED: "green",
    AlignmentClass.UNANCHORED: "yellow",
    AlignmentClass.MISALIGNED: "orange",
    AlignmentClass.UNALIGNED: "red",
    AlignmentClass.EXEMPT: "gray",
}
IN_CYCLE = "#d00000"


def title_lines(title: str) -> list[str]:
    """A title on a few short lines of printable characters; what does not fit is an ellipsis."""
    return wrap(
        plain(title), LINE_COLUMNS, max_lines=LINES, placeholder="…", break_on_hyphens=False
    ) or ["…"]


def is_drawn(edge: EdgeView) -> bool:
    """What was declined or withdrawn is history, not the picture."""
    return edge.state in (AlignmentState.ACCEPTED, AlignmentState.PROPOSED)


def note(view: GraphView) -> str:
    """What the drawing shows, and what of it is missing."""
    told = f"{view.organization} as of {view.as_of}"
    shown = len(view.nodes)
    if shown == view.total:
        return told
    return f"{told}: {shown:,} of {view.total:,} nodes; choose a cycle or a team to see the rest"


def legend(view: GraphView) -> str:
    """What the colors that occur mean."""
    classes = {node.alignment_class for node in view.nodes}
    told = [f"{name}: {one.lower()}" for one, name in _COLOR_NAMES.items() if one in classes]
    if any(edge.in_cycle for edge in view.edges):
        told.append("red lines: a circle")
    return " · ".join(told)


def leaf_rows(view: GraphView, rows: int) -> dict[str, int]:
    """How many rows below its first parent each node stands that has nothing below itself.

    Leaves side by side make a drawing wider than any screen; on several rows it is about square.

    Args:
        view: what is drawn.
        rows: at most so many; a few leaves need fewer.

    Returns:
        The row by key, from 1.
    """
    edges = [edge for edge in view.edges if is_drawn(edge)]
    parents = {edge.parent for edge in edges}
    first = {edge.child: edge.parent for edge in reversed(edges) if edge.child not in parents}
    leaves_by_parent: dict[str, list[str]] = defaultdict(list)
    for node in view.nodes:
        if node.key in first:
            leaves_by_parent[first[node.key]].append(node.key)
    return {
        leaf: 1 + place % min(rows, len(leaves))
        for leaves in leaves_by_parent.values()
        for place, leaf in enumerate(leaves)
    }
