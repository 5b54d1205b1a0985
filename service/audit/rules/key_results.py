"""KR: whether a key result can be measured and has someone to answer for it."""

from collections.abc import Iterator

from service.alignment.snapshot import NO_ROW, code
from service.audit.coverage import with_number
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, member, rows_of
from service.audit.rules.definition import Hit, Rule
from service.libraries import np
from service.progress.rules import MetricType


def _no_number(inquiry: Inquiry) -> Iterator[Hit]:
    metrics = inquiry.snapshot.nodes.metric_type.tolist()
    for row in rows_of(inquiry.key_results & ~with_number(inquiry)):
        metric = member(MetricType, metrics[row])
        kind = "and no metric type" if metric is None else f"for a metric of type {metric}"
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"No target {kind}.",
            judged=(row,),
            evidence={"metric_type": metric, "target": None},
            severity=Severity.WARNING if metric is None else None,
        )


def _no_start(inquiry: Inquiry) -> Iterator[Hit]:
    nodes = inquiry.snapshot.nodes
    moves = np.isin(nodes.metric_type, [code(MetricType.INCREASE), code(MetricType.DECREASE)])
    for row in rows_of(
        inquiry.key_results & moves & np.isnan(nodes.start) & ~np.isnan(nodes.target)
    ):
        metric = member(MetricType, int(nodes.metric_type[row]))
        target = float(nodes.target[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"Goes to {target:g}, but from where?",
            judged=(row,),
            evidence={"metric_type": metric, "start": None, "target": target},
        )


def _impossible(inquiry: Inquiry) -> Iterator[Hit]:
    nodes = inquiry.snapshot.nodes
    falls = (nodes.metric_type == code(MetricType.INCREASE)) & (nodes.target <= nodes.start)
    rises = (nodes.metric_type == code(MetricType.DECREASE)) & (nodes.target >= nodes.start)
    in_range = nodes.metric_type == code(MetricType.MAINTAIN_RANGE)
    crossed = in_range & (nodes.lower > nodes.upper)
    for row in rows_of(inquiry.key_results & (falls | rises | crossed)):
        low, high = ("lower", "upper") if crossed[row] else ("start", "target")
        values = float(getattr(nodes, low)[row]), float(getattr(nodes, high)[row])
        metric = member(MetricType, int(nodes.metric_type[row]))
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"{metric} with {low} {values[0]:g} and {high} {values[1]:g}.",
            judged=(row,),
            evidence={"metric_type": metric, low: values[0], high: values[1]},
        )


def _no_owner(inquiry: Inquiry) -> Iterator[Hit]:
    """A team is no owner here: one person or role answers for a number."""
    owned, homes = inquiry.has_owner, inquiry.objective_row
    by_objective = owned[homes] & (homes != NO_ROW)
    alone = inquiry.key_results & ~owned & ~by_objective
    for row, home in zip(rows_of(alone), homes[alone].tolist(), strict=True):
        yield Hit(
            subject=inquiry.node_ref(row),
            related=() if home == NO_ROW else (inquiry.node_ref(home),),
            message="Neither it nor its objective has an owner.",
            judged=(row,),
            evidence={"owners": 0, "objective_owners": 0},
        )


RULES = (
    Rule("KR001", "no-number", Severity.ERROR, _no_number),
    Rule("KR002", "no-start", Severity.WARNING, _no_start),
    Rule("KR005", "impossible-metric", Severity.ERROR, _impossible),
    Rule("KR011", "no-owner", Severity.WARNING, _no_owner),
)
