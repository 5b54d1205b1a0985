"""Impact: what a node moves, and by how much of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from service.alignment.analysis import Analysis
from service.alignment.arrays import ArrayGraph
from service.alignment.peel import roll_up
from service.alignment.snapshot import Numbers, code
from service.libraries import np
from service.nodes.rules import NodeKind

_PLACES = 12  # far below a share that matters, above what sums of doubles lose


class NoShare(StrEnum):
    """Why a node has no progress that could be moved."""

    IN_CYCLE = "IN_CYCLE"


@dataclass(frozen=True, slots=True)
class Moved:
    """One node above, and how far it moves when what is below comes all its way.

    Attributes:
        share: above 0, up to 1; None where there is a `reason` instead.
    """

    row: int
    share: float | None
    reason: NoShare | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """What a node moves: the largest share first, then what has none; ties by key.

    Attributes:
        reason: why the node moves nothing, where that is not just for want of edges.
    """

    moved: tuple[Moved, ...]
    reason: NoShare | None = None


def impact(analysis: Analysis, row: int) -> Impact:
    """Everything above a node whose progress it moves, and its share in each.

    Shares are those of the roll-up once every key result has data: weight by allocation among a
    parent's drivers, added up over all ways. A node on a cycle has no progress: it moves nothing
    and nothing moves it, and what is above it moves by other ways only.
    """
    cyclic = {member for component in analysis.components for member in component.members}
    above = set(_moved_by(analysis.graph, row)) - {row}
    share_by_row = _shares(analysis, row)
    moved = [Moved(one, None, NoShare.IN_CYCLE) for one in above & cyclic]
    moved += [
        Moved(one, share)
        for one in above - cyclic
        if (share := round(share_by_row.item(one), _PLACES)) > 0
    ]
    nodes = analysis.snapshot.nodes
    moved.sort(key=lambda one: (-(one.share or 0), nodes.key[one.row], nodes.id[one.row]))
    return Impact(tuple(moved), NoShare.IN_CYCLE if row in cyclic else None)


def _shares(analysis: Analysis, row: int) -> Numbers:
    """The roll-up where the node has come all its way and every other key result has not begun."""
    graph = analysis.graph
    is_key_result = analysis.snapshot.nodes.kind == code(NodeKind.KEY_RESULT)
    progress = np.where(analysis.live & is_key_result, 0.0, np.nan)
    progress[row] = 1
    driven_by_itself = np.where(graph.up == row, 0, graph.weight)
    return roll_up(replace(graph, weight=driven_by_itself), progress)


def _moved_by(graph: ArrayGraph, row: int) -> Iterator[int]:
    """The node and all that edges with a weight lead to from it."""
    seen, waiting = {row}, [row]
    while waiting:
        current = waiting.pop()
        yield current
        slots = slice(graph.up_start[current], graph.up_start[current + 1])
        parents = graph.up[slots].compress(graph.weight[slots] > 0).tolist()
        waiting += [parent for parent in dict.fromkeys(parents) if parent not in seen]
        seen.update(parents)
