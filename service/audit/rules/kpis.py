"""KPI and DUP: whether someone moves what is not healthy, and whether all pull the same way.

Key results that never run at the same time do not meet; nor do those of a closed objective or
cycle. A window whose ends are unknown is open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from service.alignment.records import KpiRecord
from service.alignment.snapshot import NO_ROW, code
from service.audit.findings import Ref, Severity
from service.audit.inquiry import Inquiry
from service.audit.kinship import Kinship
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.cycles.rules import CycleState
from service.libraries import np
from service.objectives.rules import Lifecycle
from service.progress.rules import MetricType

COMPARED = 100  # key results of one KPI, the first by key, that are held against each other
MOST_RELATED = 20

Pair = tuple[int, int]


def _same_metric(inquiry: Inquiry) -> Iterator[Hit]:
    kinship, homes = Kinship(inquiry), inquiry.objective_row
    for kpi, rows in _movers_by_kpi(inquiry):
        pairs = [
            (one, other)
            for one, other in _pairs(inquiry, rows)
            if kinship.are_apart(int(homes[one]), int(homes[other]))
        ]
        if pairs:
            count = len({row for pair in pairs for row in pair})
            told = f"{count} key results move the KPI “{kpi.name}”, and no link joins them."
            yield _hit(inquiry, kpi, pairs, told)


def _conflicting_direction(inquiry: Inquiry) -> Iterator[Hit]:
    direction = _directions(inquiry)
    for kpi, rows in _movers_by_kpi(inquiry):
        pairs = [
            (one, other)
            for one, other in _pairs(inquiry, rows)
            if direction[one] * direction[other] < 0
        ]
        if pairs:
            told = f"Some key results raise the KPI “{kpi.name}” and some lower it."
            yield _hit(inquiry, kpi, pairs, told)


def _hit(inquiry: Inquiry, kpi: KpiRecord, pairs: Sequence[Pair], message: str) -> Hit:
    """One per KPI: its key results that are in a pair, by key, the KPI last."""
    rows = inquiry.by_key({row for pair in pairs for row in pair})
    return Hit(
        subject=inquiry.node_ref(rows[0]),
        related=(*inquiry.node_refs(rows[1 : 1 + MOST_RELATED]), _ref(kpi)),
        message=message,
        judged=rows,
        evidence={"kpi": kpi.key, "key_results": len(rows)},
    )


def _ref(kpi: KpiRecord) -> Ref:
    return Ref("kpi", kpi.id, kpi.key, kpi.name)


def _movers_by_kpi(inquiry: Inquiry) -> Iterator[tuple[KpiRecord, list[int]]]:
    """The open key results of each KPI that has two or more, by key, as many as are compared."""
    nodes, kpis = inquiry.snapshot.nodes, inquiry.snapshot.facts.kpis
    closed = inquiry.of_objective(nodes.lifecycle) == code(Lifecycle.CLOSED)
    states = [row.state is CycleState.CLOSED for row in inquiry.snapshot.cycles]
    over = closed | np.array([*states, False])[inquiry.cycle]
    rows = np.flatnonzero(inquiry.key_results & (nodes.kpi != NO_ROW) & ~over)
    movers: dict[int, list[int]] = {}
    for row, kpi in zip(rows.tolist(), nodes.kpi[rows].tolist(), strict=True):
        movers.setdefault(kpi, []).append(row)
    for kpi, found in movers.items():
        if len(found) > 1 and not kpis[kpi].archived:
            yield kpis[kpi], inquiry.by_key(found)[:COMPARED]


def _pairs(inquiry: Inquiry, rows: Sequence[int]) -> Iterator[Pair]:
    """Those whose windows meet."""
    starts, ends = inquiry.starts, inquiry.ends
    for one, other in combinations(rows, 2):
        if not (starts[one] > ends[other] or starts[other] > ends[one]):
            yield one, other


def _directions(inquiry: Inquiry) -> Sequence[float]:
    """1 up, -1 down, 0 neither: by the metric type, without one by the numbers."""
    nodes = inquiry.snapshot.nodes
    types = nodes.metric_type
    by_numbers = np.where(types == 0, np.nan_to_num(np.sign(nodes.target - nodes.start)), 0.0)
    rises, falls = types == code(MetricType.INCREASE), types == code(MetricType.DECREASE)
    directions: list[float] = np.select([rises, falls], [1.0, -1.0], by_numbers).tolist()
    return directions


@dataclass(frozen=True, slots=True)
class _Reading:
    value: float
    day: str


def _unhealthy(inquiry: Inquiry) -> Iterator[Hit]:
    nodes = inquiry.snapshot.nodes
    moved = set(nodes.kpi[inquiry.key_results & inquiry.analysis.active].tolist())
    for place, kpi in enumerate(inquiry.snapshot.facts.kpis):
        latest = None if kpi.archived or place in moved else _latest(inquiry, place)
        if latest is None or _is_healthy(kpi, latest.value):
            continue
        low, high = (None if bound is None else float(bound) for bound in (kpi.lower, kpi.upper))
        yield Hit(
            subject=_ref(kpi),
            message=f"At {latest.value:g} on {latest.day}, {_range(low, high)} is healthy;"
            " no active key result moves it.",
            judged=(),
            evidence={
                "value": latest.value,
                "read_on": latest.day,
                "lower": low,
                "upper": high,
                "active_key_results": 0,
            },
        )


def _latest(inquiry: Inquiry, kpi: int) -> _Reading | None:
    place = int(inquiry.measured.latest_reading[kpi])
    if place == NO_ROW:
        return None
    readings = inquiry.snapshot.facts.readings
    return _Reading(float(readings.value[place]), str(readings.day[place]))


def _is_healthy(kpi: KpiRecord, value: float) -> bool:
    above = kpi.lower is None or value >= float(kpi.lower)
    return above and (kpi.upper is None or value <= float(kpi.upper))


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"up to {high:g}"
    return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"


RULES = (
    Rule("DUP002", "same-metric", Severity.WARNING, _same_metric, Neighborhood.GLOBAL),
    Rule(
        "DUP003",
        "conflicting-direction",
        Severity.WARNING,
        _conflicting_direction,
        Neighborhood.GLOBAL,
    ),
    Rule("KPI001", "unhealthy-uncovered", Severity.INFO, _unhealthy),
)
