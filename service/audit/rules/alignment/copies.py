"""A cascade contributes, it does not copy."""

from collections.abc import Iterator

from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Rule
from service.audit.words.likeness import likeness
from service.audit.words.titles import plain
from service.libraries import np


def _copies(inquiry: Inquiry) -> Iterator[Hit]:
    edges, limit = inquiry.snapshot.edges, inquiry.thresholds.copy_of_parent_alike
    titles = inquiry.snapshot.nodes.title
    linked = rows_of(inquiry.alignments)
    children = [plain(titles[row]) for row in edges.child[linked].tolist()]
    parents = [plain(titles[row]) for row in edges.parent[linked].tolist()]
    close = likeness(children, parents, limit)
    named = np.array([bool(title) for title in children], np.bool_)
    for place in rows_of((close >= limit) & named):
        child, parent = int(edges.child[linked[place]]), int(edges.parent[linked[place]])
        yield Hit(
            subject=inquiry.node_ref(child),
            related=(inquiry.node_ref(parent),),
            message=f"Its title is {_percent(close[place])} that of its parent.",
            judged=(child,),
            evidence={"alike": round(float(close[place]), 2), "limit": limit},
        )


def _percent(share: float) -> str:
    return "word for word" if share == 1 else f"to {int(100 * share)} %"


RULES = (Rule("ALN014", "copy-of-parent", Severity.WARNING, _copies),)
