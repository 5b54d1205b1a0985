"""Where the cascade meets company strategy, seen from the top."""

from collections.abc import Iterator

from service.alignment.rules import AlignmentClass
from service.alignment.snapshot import Rows, code
from service.audit.coverage import with_active_key_result_below, with_child
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.libraries import np
from service.nodes.rules import NodeKind
from service.objectives.rules import Level
from service.strategy.rules import StrategyKind


def _unanchored(inquiry: Inquiry) -> Iterator[Hit]:
    unanchored = inquiry.analysis.alignment_class == code(AlignmentClass.UNANCHORED)
    elements = int(inquiry.live(NodeKind.STRATEGY_ELEMENT).sum())
    for row in rows_of(inquiry.objectives & unanchored):
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"Leads to none of the {elements} strategy elements on record.",
            judged=(row,),
            evidence={"strategy_elements": elements},
        )


def _unsupported(inquiry: Inquiry) -> Iterator[Hit]:
    company = inquiry.objectives & (inquiry.snapshot.nodes.level == code(Level.COMPANY))
    for row in rows_of(company & inquiry.analysis.active & ~with_child(inquiry)):
        key_results = int(inquiry.key_result_counts[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message="No goal below contributes to it or to one of its key results.",
            judged=(row,),
            evidence={"children": 0, "key_results": key_results},
        )


def _uncovered(inquiry: Inquiry) -> Iterator[Hit]:
    is_pillar = inquiry.snapshot.nodes.strategy_kind == code(StrategyKind.PILLAR)
    pillars = inquiry.live(NodeKind.STRATEGY_ELEMENT) & is_pillar
    supporters = _direct_supporters(inquiry)
    for row in rows_of(pillars & ~with_active_key_result_below(inquiry)):
        yield Hit(
            subject=inquiry.node_ref(row),
            message=_uncovered_message(int(supporters[row])),
            judged=(row,),
            evidence={"active_key_results": 0, "direct_supporters": int(supporters[row])},
        )


def _uncovered_message(supporters: int) -> str:
    if not supporters:
        return "Nothing supports this pillar."
    return f"Direct supporters: {supporters}, yet no active key result below."


def _direct_supporters(inquiry: Inquiry) -> Rows:
    parents = inquiry.snapshot.edges.parent[inquiry.analysis.in_graph]
    return np.bincount(parents, minlength=len(inquiry.snapshot.nodes)).astype(np.int32)


def _no_strategy(inquiry: Inquiry) -> Iterator[Hit]:
    if inquiry.analysis.records_strategy:
        return
    company = inquiry.objectives & (inquiry.snapshot.nodes.level == code(Level.COMPANY))
    yield Hit(
        subject=inquiry.organization_ref,
        message="No strategy element is recorded, so lines of sight end at company objectives.",
        judged=(),
        evidence={"strategy_elements": 0, "company_objectives": int(company.sum())},
    )


RULES = (
    Rule("ALN004", "unanchored-company-objective", Severity.WARNING, _unanchored),
    Rule("ALN005", "unsupported-company-objective", Severity.WARNING, _unsupported),
    Rule("ALN006", "uncovered-strategy", Severity.WARNING, _uncovered, Neighborhood.GLOBAL),
    Rule("ALN018", "no-strategy", Severity.WARNING, _no_strategy, Neighborhood.GLOBAL),
)
