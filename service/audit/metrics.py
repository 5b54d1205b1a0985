"""An organization's alignment in numbers, each with what it was counted from."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from service.alignment.rules import AlignmentClass, Reach
from service.alignment.snapshot import NO_ROW, Mask, code
from service.audit.coverage import (
    overdue,
    to_check_in,
    with_active_key_result_below,
    with_child,
    with_number,
)
from service.audit.inquiry import Inquiry
from service.audit.scope import Selection
from service.libraries import np
from service.nodes.rules import NodeKind
from service.objectives.rules import Level
from service.strategy.rules import StrategyKind


@dataclass(frozen=True, slots=True)
class Metric:
    """A ratio with its parts."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """Rounded half up to 6 places; None where there is nothing to count."""
        if not self.denominator:
            return None
        return _rounded(Fraction(self.numerator, self.denominator))


@dataclass(frozen=True, slots=True)
class Metrics:
    """Domain §4; live nodes in scope, judged on the graph of the whole organization.

    Attributes:
        alignment_rate: ALIGNED / objectives that are not EXEMPT.
        line_of_sight_rate: FULL (PARTIAL too where no strategy is recorded) / key results that
            are not EXEMPT.
        strategy_coverage: with an active key result below / pillars, all elements where there
            is no pillar.
        company_support: with a child / company objectives.
        ownership: with an active owner or a role / objectives.
        measurable: with a number, or of a kind that needs none / key results.
        cross_team_edges: between two teams / alignments whose ends both have a team.
        mean_distance: steps to the top / objectives and key results with a line of sight.
        stale_rate: latest check-in older than cadence and grace, as CHK001 tells / key results
            under way that move by check-ins and have one.
    """

    alignment_rate: Metric
    line_of_sight_rate: Metric
    strategy_coverage: Metric
    company_support: Metric
    ownership: Metric
    measurable: Metric
    cross_team_edges: Metric
    mean_distance: Metric
    stale_rate: Metric


SCORE_WEIGHTS: Mapping[str, int] = {
    "alignment_rate": 30,
    "line_of_sight_rate": 20,
    "strategy_coverage": 15,
    "company_support": 10,
    "ownership": 10,
    "measurable": 15,
}


def alignment_score(metrics: Metrics) -> float | None:
    """0..100: the weighted mean of the metrics that are defined; None where none is."""
    weighted, total = Fraction(0), 0
    for name, weight in SCORE_WEIGHTS.items():
        metric: Metric = getattr(metrics, name)
        if metric.denominator:
            weighted += weight * Fraction(metric.numerator, metric.denominator)
            total += weight
    return _rounded(100 * weighted / total) if total else None


def points_to_gain(metrics: Metrics) -> list[tuple[str, float]]:
    """How much the score would rise if a metric were 1, for each that is below, the most first."""
    by_name: dict[str, Metric] = {name: getattr(metrics, name) for name in SCORE_WEIGHTS}
    defined = {name: metric for name, metric in by_name.items() if metric.denominator}
    total = sum(SCORE_WEIGHTS[name] for name in defined)
    gains = [
        (name, 100 * SCORE_WEIGHTS[name] / total * (1 - metric.numerator / metric.denominator))
        for name, metric in defined.items()
        if metric.numerator < metric.denominator
    ]
    return sorted(gains, key=lambda gain: -gain[1])


def measure(inquiry: Inquiry, chosen: Selection) -> Metrics:
    objectives = inquiry.objectives & chosen.nodes
    key_results = inquiry.key_results & chosen.nodes
    judged = inquiry.analysis.alignment_class != code(AlignmentClass.EXEMPT)
    aligned = inquiry.analysis.alignment_class == code(AlignmentClass.ALIGNED)
    company = objectives & (inquiry.snapshot.nodes.level == code(Level.COMPANY))
    return Metrics(
        alignment_rate=_share(aligned, objectives & judged),
        line_of_sight_rate=_share(in_sight(inquiry), key_results & judged),
        strategy_coverage=_strategy_coverage(inquiry, chosen),
        company_support=_share(with_child(inquiry), company),
        ownership=_share(inquiry.has_owner, objectives),
        measurable=_share(with_number(inquiry), key_results),
        cross_team_edges=_cross_team_edges(inquiry, chosen),
        mean_distance=_mean_distance(inquiry, objectives | key_results),
        stale_rate=_stale_rate(inquiry, key_results),
    )


def _share(meant: Mask, among: Mask) -> Metric:
    return Metric(int((meant & among).sum()), int(among.sum()))


def in_sight(inquiry: Inquiry) -> Mask:
    """The nodes whose line of sight counts: FULL, or PARTIAL too where there is no strategy."""
    analysis = inquiry.analysis
    enough = [Reach.FULL] if analysis.records_strategy else [Reach.FULL, Reach.PARTIAL]
    return np.isin(analysis.reach, [code(reach) for reach in enough])


def _stale_rate(inquiry: Inquiry, key_results: Mask) -> Metric:
    checked = ~np.isnat(inquiry.measured.checked_on)
    return _share(overdue(inquiry), key_results & to_check_in(inquiry) & checked)


def _strategy_coverage(inquiry: Inquiry, chosen: Selection) -> Metric:
    elements = inquiry.live(NodeKind.STRATEGY_ELEMENT)
    pillars = elements & (inquiry.snapshot.nodes.strategy_kind == code(StrategyKind.PILLAR))
    counted = pillars if pillars.any() else elements
    return _share(with_active_key_result_below(inquiry), counted & chosen.nodes)


def _cross_team_edges(inquiry: Inquiry, chosen: Selection) -> Metric:
    edges, team = inquiry.snapshot.edges, inquiry.team
    below, above = team[edges.child], team[edges.parent]
    counted = inquiry.alignments & chosen.nodes[edges.child]
    return _share(below != above, counted & (below != NO_ROW) & (above != NO_ROW))


def _mean_distance(inquiry: Inquiry, goals: Mask) -> Metric:
    distance = inquiry.analysis.distance[goals]
    reached = distance[distance >= 0]
    return Metric(int(reached.sum()), len(reached))


def _rounded(value: Fraction) -> float:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal("0.000001"), ROUND_HALF_UP))
