"""INI: whether what is done serves what should change."""

from collections.abc import Iterator

from service.alignment.rules import EdgeOrigin
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Rule
from service.libraries import np
from service.nodes.rules import NodeKind


def _unlinked(inquiry: Inquiry) -> Iterator[Hit]:
    """What it served and is dead by now counts as nothing."""
    edges, size = inquiry.snapshot.edges, len(inquiry.snapshot.nodes)
    serves = inquiry.of_origin(EdgeOrigin.SERVES)
    served = np.bincount(edges.child[serves], minlength=size)
    alive = np.bincount(edges.child[serves & inquiry.analysis.in_graph], minlength=size)
    for row in rows_of(inquiry.live(NodeKind.INITIATIVE) & (alive == 0)):
        dead = int(served[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message="All that it served is archived or cancelled." if dead else "Serves no goal.",
            judged=(row,),
            evidence={"serves": 0, "served_before": dead},
        )


RULES = (Rule("INI001", "unlinked-initiative", Severity.WARNING, _unlinked),)
