"""KR: what a key result's title says. Words are heuristics: never an error by themselves."""

from collections.abc import Iterator

from service.alignment.snapshot import Mask, code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, member, rows_of
from service.audit.rules.definition import Hit, Rule
from service.audit.words.reading import TitleReading
from service.libraries import np
from service.objectives.rules import Measures
from service.progress.rules import MetricType

DIRECTED = (
    MetricType.INCREASE,
    MetricType.DECREASE,
    MetricType.MAINTAIN_ABOVE,
    MetricType.MAINTAIN_BELOW,
    MetricType.MAINTAIN_RANGE,
)


def _activity(inquiry: Inquiry) -> Iterator[Hit]:
    """An outcome metric makes up for the verb, but not one that counts the very things done."""
    nodes = inquiry.snapshot.nodes
    is_judged = inquiry.key_results & (nodes.metric_type != code(MetricType.BASELINE))
    is_judged &= nodes.measures != code(Measures.OUTCOME)
    has_metric, metrics = _has_outcome_metric(inquiry).tolist(), nodes.metric_type.tolist()
    for row in rows_of(is_judged):
        reading = inquiry.read(row)
        word = reading.task or reading.delivered
        if word is None or _tells_outcome(reading, has_metric=has_metric[row]):
            continue
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"“{word}” tells a task that can be done without anything getting better.",
            judged=(row,),
            evidence={"word": word, "metric_type": member(MetricType, metrics[row])},
        )


def _has_outcome_metric(inquiry: Inquiry) -> Mask:
    nodes = inquiry.snapshot.nodes
    numbered = ~(np.isnan(nodes.target) & np.isnan(nodes.lower) & np.isnan(nodes.upper))
    is_output = np.isin(nodes.measures, [code(Measures.INPUT), code(Measures.OUTPUT)])
    is_directed = np.isin(nodes.metric_type, [code(metric) for metric in DIRECTED])
    outcome: Mask = numbered & is_directed & ~is_output
    return outcome


def _tells_outcome(reading: TitleReading, *, has_metric: bool) -> bool:
    return reading.has_outcome or (has_metric and not reading.counts_itself)


def _vague(inquiry: Inquiry) -> Iterator[Hit]:
    nodes = inquiry.snapshot.nodes
    numbers = (nodes.target, nodes.start, nodes.lower, nodes.upper)
    silent = inquiry.key_results & np.all([np.isnan(column) for column in numbers], axis=0)
    for row in rows_of(silent & (nodes.metric_type != code(MetricType.BASELINE))):
        reading = inquiry.read(row)
        if reading.vague is not None and not reading.has_number:
            yield Hit(
                subject=inquiry.node_ref(row),
                message=f"“{reading.vague}”, but no number says from where to where.",
                judged=(row,),
                evidence={"word": reading.vague},
            )


_TWO = 2


def _compound(inquiry: Inquiry) -> Iterator[Hit]:
    for row in rows_of(inquiry.key_results):
        targets = inquiry.read(row).targets
        if len(targets) >= _TWO:
            yield Hit(
                subject=inquiry.node_ref(row),
                message=f"Aims at {len(targets)} numbers at once: {', '.join(targets)}.",
                judged=(row,),
                evidence={"targets": list(targets)},
            )


RULES = (
    Rule("KR003", "activity-worded", Severity.WARNING, _activity),
    Rule("KR004", "vague-kr", Severity.WARNING, _vague),
    Rule("KR013", "compound", Severity.INFO, _compound),
)
