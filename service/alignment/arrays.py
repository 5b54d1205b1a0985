"""A directed graph as arrays: compressed rows, up and down."""

from dataclasses import dataclass

from service.alignment.snapshot import Numbers, Rows
from service.libraries import np

DENSE = 8  # a level of more than one row in so many is better met edge by edge
NARROW = 40  # rows in a level: below, a loop is faster than a dozen numpy calls


@dataclass(frozen=True, eq=False, slots=True)
class ArrayGraph:
    """Edges child → parent over the rows 0..size-1; parallel edges stay apart.

    Attributes:
        up_start: the parents of row i are `up[up_start[i]:up_start[i + 1]]`, in the order given.
        up_child: of each entry of `up`, whose parent it is.
        weight: of each entry of `up`: its share of the parent's progress, 0 where it moves nothing.
        down_start: the children of row i are `down[down_start[i]:down_start[i + 1]]`.
        down_parent: of each entry of `down`, whose child it is.
    """

    size: int
    up_start: Rows
    up: Rows
    up_child: Rows
    weight: Numbers
    down_start: Rows
    down: Rows
    down_parent: Rows


def graph_from_edges(size: int, child: Rows, parent: Rows, weight: Numbers) -> ArrayGraph:
    by_child, by_parent = _stable_order(child), _stable_order(parent)
    return ArrayGraph(
        size=size,
        up_start=_starts(child, size),
        up=parent[by_child],
        up_child=child[by_child],
        weight=weight[by_child],
        down_start=_starts(parent, size),
        down=child[by_parent],
        down_parent=parent[by_parent],
    )


def is_most_of(rows: Rows, size: int) -> bool:
    """Whether one pass over all edges is cheaper than looking up those of the rows."""
    return len(rows) > size // DENSE


def slots_of(starts: Rows, rows: Rows) -> tuple[Rows, Rows]:
    """Where the neighbors of the rows lie, row after row, and how many each row has."""
    begins = starts[rows]
    counts = starts[rows + 1] - begins
    ends = np.cumsum(counts, dtype=np.int32)
    slots = np.repeat(begins - ends + counts, counts)
    slots += np.arange(len(slots), dtype=np.int32)
    return slots, counts


def each_once(rows: Rows, scratch: Rows) -> Rows:
    """The rows without repetition, in no order; overwrites `scratch`, which has room for all."""
    # `compress` picks four times as fast as a mask in brackets
    positions = np.arange(len(rows), dtype=np.int32)
    scratch[rows] = positions
    return rows.compress(scratch[rows] == positions)


def _starts(rows: Rows, size: int) -> Rows:
    starts = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=size), out=starts[1:])
    return starts


def _stable_order(keys: Rows) -> Rows:
    # key and position packed into one number: sorting those is ten times faster than argsort
    packed = keys.astype(np.int64) << 32
    packed |= np.arange(len(keys))
    packed.sort()
    return packed.astype(np.int32)  # keeps the low half, the position
