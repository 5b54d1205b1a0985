"""Trees of cycles and of teams: what is chosen with one of them."""

from collections.abc import Collection, Mapping, Sequence

from service.alignment.records import CycleRecord, TeamRecord
from service.alignment.snapshot import NO_ROW, Mask
from service.libraries import np


def with_children(
    records: Sequence[CycleRecord] | Sequence[TeamRecord],
    row_by_id: Mapping[str, int],
    chosen: Collection[str],
) -> Mask:
    """The chosen ones, their children, and theirs; a loop among them is walked once."""
    inside = np.zeros(len(records), np.bool_)
    inside[[row_by_id[one] for one in chosen if one in row_by_id]] = True
    parent = np.array(
        [NO_ROW if row.parent is None else row_by_id[row.parent] for row in records], np.int32
    )
    reached = -1
    while reached != inside.sum():
        reached = int(inside.sum())
        inside |= np.append(inside, False)[parent]
    return inside
