"""A directed graph as arrays: compressed rows, up and down."""

from dataclasses import dataclass

import numpy as np

from service.alignment.snapshot import Numbers, Rows

NARROW = 40  # rows in a level: below, a loop is faster than a dozen numpy calls


@dataclass(frozen=True, eq=False, slots=True)
class ArrayGraph:
    """Edges child → parent over the rows 0..size-1; parallel edges stay apart.

    Attributes:
        up_start: the parents of row i are `up[up_start[i]:up_start[i + 1]]`, in the order given.
        weight: of each entry of `up`: its share of the parent's progress, 0 where it moves nothing.
        down_start: the children of row i are `down[down_start[i]:down_start[i + 1]]`.
    """

    size: int
    up_start: Rows
    up: Rows
    weight: Numbers
    down_start: Rows
    down: Rows


def graph_from_edges(size: int, child: Rows, parent: Rows, weight: Numbers) -> ArrayGraph:
    by_child = _stable_order(child)
    return ArrayGraph(
        size=size,
        up_start=_starts(child, size),
        up=parent[by_child].astype(np.int32, copy=False),
        weight=weight[by_child],
        down_start=_starts(parent, size),
        down=child[_stable_order(parent)].astype(np.int32, copy=False),
    )


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
    positions = np.arange(len(rows), dtype=np.int32)
    scratch[rows] = positions
    first: Rows = rows[scratch[rows] == positions]
    return first


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
