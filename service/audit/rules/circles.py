"""Cycles told by keys, for the rules on alignments and on dependencies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.alignment.components import cyclic_components
from service.alignment.snapshot import Rows
from service.audit.inquiry import Inquiry
from service.audit.rules.definition import Hit
from service.libraries import np

LONGEST_TOLD = 8


@dataclass(frozen=True, slots=True)
class Circle:
    """A strongly connected component: its members by key, and a shortest way around."""

    members: Sequence[int]
    witness: Sequence[int]


def circles(inquiry: Inquiry, child: Rows, parent: Rows) -> Iterator[Circle]:
    """The components of these edges, numbered by key: row numbers would show in the witness."""
    rows = inquiry.by_key(np.unique(np.concatenate([child, parent])).tolist())
    rank = np.zeros(len(inquiry.snapshot.nodes), np.int32)
    rank[rows] = np.arange(len(rows))
    edges = np.unique(np.stack([rank[child], rank[parent]]), axis=1).astype(np.int32)
    for component in cyclic_components(len(rows), edges[0], edges[1]):
        yield Circle([rows[i] for i in component.members], [rows[i] for i in component.witness])


def circle_hit(inquiry: Inquiry, circle: Circle, sentence: str) -> Hit:
    """A circle as a hit; `sentence` takes the number of members and the way around."""
    keys = [inquiry.snapshot.nodes.key[row] for row in circle.witness]
    told = [*keys[:LONGEST_TOLD], "…"] if len(keys) > LONGEST_TOLD else keys
    way = " → ".join([*told, keys[0]])
    return Hit(
        subject=inquiry.node_ref(circle.members[0]),
        related=inquiry.node_refs(circle.members[1:]),
        message=sentence.format(count=len(circle.members), way=way),
        judged=circle.members,
        evidence={"members": len(circle.members), "witness": keys},
    )
