"""A line of sight for people, and for programs."""

from collections.abc import Iterator, Mapping

import typer

from service.alignment.exports.plain_text import plain
from service.alignment.line_of_sight import LineOfSight
from service.alignment.records import NodeRecord
from service.alignment.rules import BreakReason, Reach
from service.nodes.rules import NodeKind

FORMAT = "sightline-line-of-sight/1"

_NOUN = {kind: kind.value.lower().replace("_", " ") for kind in NodeKind}
_COLOR = {Reach.FULL: "green", Reach.PARTIAL: "yellow", Reach.NONE: "red"}
_MEANING = {
    Reach.FULL: "it reaches the strategy",
    Reach.PARTIAL: "it reaches a company objective, but no strategy",
    Reach.NONE: "it reaches neither strategy nor a company objective",
}
_WHY = {
    BreakReason.NO_PARENT: "supports nothing above it",
    BreakReason.PROPOSED_ONLY: "its parent has not accepted it yet",
    BreakReason.DECLINED_ONLY: "its parent declined it",
    BreakReason.PARENT_CANCELLED: "its parent is cancelled",
    BreakReason.PARENT_ARCHIVED: "its parent is archived",
    BreakReason.IN_CYCLE: "goes round in a circle",
}

Nodes = Mapping[str, NodeRecord]


def to_document(line: LineOfSight, node_by_id: Nodes) -> dict[str, object]:
    """GraphQL's `LineOfSight` in snake case; nodes by kind, id (the external one) and title."""
    return {
        "format": FORMAT,
        "subject": _node(node_by_id[line.subject]),
        "reach": line.reach.value,
        "alignment_class": line.alignment_class.value,
        "distance": line.distance,
        "path_count": str(line.path_count),
        "paths": [
            {"nodes": [_node(node_by_id[name]) for name in path], "length": len(path) - 1}
            for path in line.paths
        ],
        "broken_at": [
            {"node": _node(node_by_id[found.node]), "reason": found.reason.value}
            for found in line.broken_at
        ],
    }


def to_text(line: LineOfSight, node_by_id: Nodes, width: int, *, color: bool) -> str:
    """Every path from the subject up, a node a line; then where the way up breaks."""
    lines = [_name(node_by_id[line.subject], width), _summary(line, color=color)]
    for number, path in enumerate(line.paths, 1):
        lines += ["", f"Path {number}"]
        lines += [f"  {_name(node_by_id[name], width - 2)}" for name in path]
    if rest := line.path_count - len(line.paths):
        lines += ["", f"… and {_counted(rest, 'more path')}"]
    lines += _breaks(line, node_by_id, width)
    return "\n".join(lines)


def _summary(line: LineOfSight, *, color: bool) -> str:
    reach = typer.style(line.reach, fg=_COLOR[line.reach], bold=True) if color else line.reach
    steps = "" if line.distance is None else f", {_counted(line.distance, 'step')} up"
    paths = f", {_counted(line.path_count, 'path')}" if line.path_count else ""
    meaning = _MEANING[line.reach]
    return f"Line of sight {reach}: {meaning}{steps}{paths} ({line.alignment_class})"


def _breaks(line: LineOfSight, node_by_id: Nodes, width: int) -> Iterator[str]:
    if line.broken_at:
        yield ""
        yield "Breaks at"
    for found in line.broken_at:
        yield f"  {_name(node_by_id[found.node], width - 2)}"
        yield f"    {found.reason}: {_WHY[found.reason]}"


def _name(node: NodeRecord, width: int) -> str:
    text = f"{plain(node.key)}  {plain(node.title)}  ({_NOUN[node.kind]})"
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _node(node: NodeRecord) -> dict[str, str]:
    return {"kind": node.kind.value.lower(), "id": node.key, "title": node.title}
