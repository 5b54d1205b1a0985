"""A part of the alignment graph, or all of it, and how far each node's line of sight goes: pure."""

from dataclasses import dataclass
from uuid import UUID

from service.alignment.arrays import ArrayGraph, graph_from_edges
from service.alignment.packed_ids import ID_BYTES, Ids, RowsById
from service.alignment.reach import reach_and_distance
from service.alignment.snapshot import NO_ROW, Codes, Mask, Rows, code
from service.libraries import np
from service.nodes.rules import NodeKind
from service.sight.reaches import Seqs
from service.sight.standing import STANDING_BY_REACH, Standing


@dataclass(frozen=True, eq=False, slots=True)
class Soil:
    """The nodes that a ground is made of, one column per attribute, in the order of `seq`.

    Attributes:
        home: the row of a key result's objective, NO_ROW for others.
        live: neither archived nor cancelled, whatever its home is.
        company: objectives of that level.
        child, parent: rows of both ends of each edge that is accepted and valid, whatever lives.
    """

    ids: Ids
    seq: Seqs
    kind: Codes
    home: Rows
    live: Mask
    company: Mask
    standalone: Mask
    child: Rows
    parent: Rows


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """The same, judged.

    Attributes:
        rows: of ids.
        standalone: it, or its objective, has a reason to stand alone.
        actual: `Standing` of each node, right for those of which everything above is here.
        graph: its edges, whatever lives at their ends.
    """

    ids: Ids
    rows: RowsById
    seq: Seqs
    kind: Codes
    standalone: Mask
    actual: Codes
    graph: ArrayGraph

    def row(self, id: UUID) -> int | None:
        """None where it is no node of these."""
        found = int(self.rows.rows(np.array([id.bytes], f"S{ID_BYTES}"))[0])
        return None if found == NO_ROW else found

    def id(self, row: int) -> UUID:
        # numpy cuts off zeros at the end.
        return UUID(bytes=bytes(self.ids[row]).ljust(ID_BYTES, b"\0"))


def ground_of(soil: Soil) -> Ground:
    """See how far everybody sees."""
    size = len(soil.seq)
    live = soil.live & np.where(soil.home == NO_ROW, True, soil.live[soil.home])  # noqa: FBT003 - a value
    standalone = soil.standalone | np.where(
        soil.home == NO_ROW,
        False,  # noqa: FBT003 - a value
        soil.standalone[soil.home],
    )
    return Ground(
        ids=soil.ids,
        rows=RowsById(soil.ids),
        seq=soil.seq,
        kind=soil.kind,
        standalone=standalone,
        actual=_standings(soil, live),
        graph=_graph(size, soil.child, soil.parent),
    )


def _standings(soil: Soil, live: Mask) -> Codes:
    counts = live[soil.child] & live[soil.parent]
    graph = _graph(len(live), soil.child[counts], soil.parent[counts])
    strategy = (soil.kind == code(NodeKind.STRATEGY_ELEMENT)) & live
    reach, _ = reach_and_distance(graph, strategy, soil.company & live)
    standing_by_code = np.zeros(1 + len(STANDING_BY_REACH), np.int8)
    for one, standing in STANDING_BY_REACH.items():
        standing_by_code[code(one)] = standing
    standings: Codes = np.where(live, standing_by_code[reach], Standing.AWAY).astype(np.int8)
    return standings


def _graph(size: int, child: Rows, parent: Rows) -> ArrayGraph:
    return graph_from_edges(size, child, parent, np.zeros(len(child)))
