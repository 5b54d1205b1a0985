"""Bottlenecks: the nodes without which the most key results lose their line of sight."""

from dataclasses import dataclass
from heapq import nsmallest

from service.alignment.analysis import Analysis
from service.alignment.dominators import carried
from service.alignment.reach import company_objectives, strategy_elements
from service.alignment.snapshot import Mask, Nodes, Rows, code
from service.libraries import np
from service.nodes.rules import NodeKind


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One node, and how many key results need it, itself not counted."""

    row: int
    key_results: int


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """The first of all bottlenecks, the worst first.

    Attributes:
        in_sight: of how many key results, those with a line of sight.
    """

    ranking: tuple[Bottleneck, ...]
    in_sight: int


def bottlenecks(analysis: Analysis, counted: Mask, first: int) -> Bottlenecks:
    """The nodes below the tops that the most key results need on every way up; ties by key.

    A line of sight ends at a strategy element, or at a company objective where no strategy is
    recorded: those carry everything by their nature, so they are not in the ranking.

    Args:
        analysis: of the whole graph.
        counted: which nodes to count, as far as they are key results with a line of sight.
        first: how many bottlenecks at most.
    """
    tops = _tops(analysis)
    key_results = counted & (analysis.snapshot.nodes.kind == code(NodeKind.KEY_RESULT))
    rows, numbers = carried(analysis.graph, tops, key_results)
    in_sight = int(key_results[rows].sum())
    return Bottlenecks(_ranking(analysis.snapshot.nodes, rows, numbers, first), in_sight)


def _tops(analysis: Analysis) -> Mask:
    nodes = analysis.snapshot.nodes
    ends = strategy_elements if analysis.records_strategy else company_objectives
    return ends(nodes) & analysis.live


def _ranking(nodes: Nodes, rows: Rows, numbers: Rows, first: int) -> tuple[Bottleneck, ...]:
    descending = np.sort(numbers)[::-1][:first]
    if not len(descending):
        return ()
    worst = np.flatnonzero(numbers >= max(1, int(descending[-1])))
    found = map(Bottleneck, rows[worst].tolist(), numbers[worst].tolist())
    return tuple(
        nsmallest(
            first, found, key=lambda one: (-one.key_results, nodes.key[one.row], nodes.id[one.row])
        )
    )
