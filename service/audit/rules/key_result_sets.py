"""Whether the key results of one objective make a good set together."""

from collections.abc import Iterator

from service.alignment.snapshot import Mask, Numbers, Rows, code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Rule
from service.libraries import np
from service.objectives.rules import Indicator, UnitKind
from service.progress.rules import MetricType

A_SET = 2  # key results: one alone is OBJ003
KEEPING = (MetricType.MAINTAIN_ABOVE, MetricType.MAINTAIN_BELOW, MetricType.MAINTAIN_RANGE)
NOT_VOLUME = (UnitKind.PERCENT, UnitKind.RATIO, UnitKind.DURATION)


def _unbalanced(inquiry: Inquiry) -> Iterator[Hit]:
    nodes, limit = inquiry.snapshot.nodes, inquiry.thresholds.unbalanced_weight_share
    weights = np.nan_to_num(nodes.weight)
    total, heaviest = _sum(inquiry, weights), _most(inquiry, weights)
    share = np.divide(heaviest, total, out=np.zeros_like(total), where=total > 0)
    for row in rows_of(_sets(inquiry) & ((total == 0) | (share > limit))):
        percent = round(100 * float(share[row]))
        weightless = "No key result carries any weight."
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"One key result carries {percent} % of the weight." if percent else weightless,
            judged=(row,),
            evidence={
                "key_results": int(inquiry.key_result_counts[row]),
                "largest_share": round(float(share[row]), 6),
                "limit": limit,
            },
        )


def _sum(inquiry: Inquiry, column: Numbers) -> Numbers:
    """A column of key results, added up by objective."""
    rows = np.flatnonzero(inquiry.key_results)
    homes = inquiry.objective_row[rows]
    total = np.bincount(homes, column[rows], len(inquiry.snapshot.nodes))
    return total.astype(np.float64)


def _most(inquiry: Inquiry, column: Numbers) -> Numbers:
    rows = np.flatnonzero(inquiry.key_results)
    most = np.zeros(len(inquiry.snapshot.nodes))
    np.maximum.at(most, inquiry.objective_row[rows], column[rows])
    return most


def _sets(inquiry: Inquiry) -> Mask:
    several: Mask = inquiry.objectives & (inquiry.key_result_counts >= A_SET)
    return several


def _counts(inquiry: Inquiry, among: Mask) -> Rows:
    """How many of some key results each objective has."""
    homes = inquiry.objective_row[among & inquiry.key_results]
    return np.bincount(homes, minlength=len(inquiry.snapshot.nodes)).astype(np.int32)


def _all_of(inquiry: Inquiry, among: Mask) -> Mask:
    every: Mask = _sets(inquiry) & (_counts(inquiry, among) == inquiry.key_result_counts)
    return every


def _all_lagging(inquiry: Inquiry) -> Iterator[Hit]:
    yield from _one_sided(inquiry, Indicator.LAGGING, "confirm the result when it is too late")


def _all_leading(inquiry: Inquiry) -> Iterator[Hit]:
    yield from _one_sided(inquiry, Indicator.LEADING, "foretell a result that none confirms")


def _one_sided(inquiry: Inquiry, indicator: Indicator, what: str) -> Iterator[Hit]:
    is_meant = inquiry.snapshot.nodes.indicator == code(indicator)
    for row in rows_of(_all_of(inquiry, is_meant)):
        count = int(inquiry.key_result_counts[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"All {count} key results {what}.",
            judged=(row,),
            evidence={"key_results": count, "indicator": indicator},
        )


def _all_binary(inquiry: Inquiry) -> Iterator[Hit]:
    is_binary = inquiry.snapshot.nodes.metric_type == code(MetricType.BINARY)
    for row in rows_of(_all_of(inquiry, is_binary)):
        count = int(inquiry.key_result_counts[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"All {count} key results are done or not done: a to-do list.",
            judged=(row,),
            evidence={"key_results": count, "binary": count},
        )


def _no_guardrail(inquiry: Inquiry) -> Iterator[Hit]:
    """Growth is an amount that rises: a share or a duration has its bounds by nature."""
    nodes = inquiry.snapshot.nodes
    grows = nodes.metric_type == code(MetricType.INCREASE)
    grows &= ~np.isin(nodes.unit_kind, [code(unit) for unit in NOT_VOLUME])
    keeps = np.isin(nodes.metric_type, [code(metric) for metric in KEEPING])
    growing = _counts(inquiry, grows)
    for row in rows_of(inquiry.objectives & (growing > 0) & (_counts(inquiry, keeps) == 0)):
        yield Hit(
            subject=inquiry.node_ref(row),
            message="Nothing says what must not suffer from the growth.",
            judged=(row,),
            evidence={"growing": int(growing[row]), "guardrails": 0},
        )


RULES = (
    Rule("OBJ009", "unbalanced-weights", Severity.INFO, _unbalanced),
    Rule("KR006", "all-lagging", Severity.INFO, _all_lagging),
    Rule("KR007", "all-leading", Severity.INFO, _all_leading),
    Rule("KR008", "all-binary", Severity.WARNING, _all_binary),
    Rule("KR009", "no-guardrail", Severity.INFO, _no_guardrail),
)
