"""Predicates that a rule and a metric must judge alike."""

from service.alignment.reach import has_support
from service.alignment.snapshot import NO_ROW, Mask, code
from service.audit.inquiry import Inquiry
from service.cycles.rules import CycleState
from service.libraries import np
from service.progress.rules import MetricType

AT_REST = (CycleState.PLANNING, CycleState.CLOSED)
WITHOUT_NUMBER = (MetricType.BINARY, MetricType.MILESTONE, MetricType.BASELINE)


def with_child(inquiry: Inquiry) -> Mask:
    """Objectives that another live goal is aligned to, directly or at one of their key results."""
    edges, objective = inquiry.snapshot.edges, inquiry.objective_row
    parent = objective[edges.parent]
    from_outside = inquiry.alignments & (parent != NO_ROW) & (parent != objective[edges.child])
    supported = np.zeros(len(inquiry.snapshot.nodes), np.bool_)
    supported[parent[from_outside]] = True
    return supported


def with_active_key_result_below(inquiry: Inquiry) -> Mask:
    """Nodes that the line of sight of an active key result passes."""
    return has_support(inquiry.analysis.graph, inquiry.key_results & inquiry.analysis.active)


def with_number(inquiry: Inquiry) -> Mask:
    """Key results that can be measured: a target, a bound to keep, or a kind that needs neither."""
    nodes = inquiry.snapshot.nodes
    is_above, is_below, is_range = (
        nodes.metric_type == code(metric)
        for metric in (
            MetricType.MAINTAIN_ABOVE,
            MetricType.MAINTAIN_BELOW,
            MetricType.MAINTAIN_RANGE,
        )
    )
    has_lower, has_upper = ~np.isnan(nodes.lower), ~np.isnan(nodes.upper)
    keeps_bound = is_above & has_lower | is_below & has_upper | is_range & has_lower & has_upper
    needs_none = np.isin(nodes.metric_type, [code(metric) for metric in WITHOUT_NUMBER])
    measured: Mask = ~np.isnan(nodes.target) | keeps_bound | needs_none
    return measured


def running(inquiry: Inquiry) -> Mask:
    """Active key results whose cycle, where they have one, is neither planned nor closed."""
    states = [row.state for row in inquiry.snapshot.cycles]
    runs = np.array([*(state not in AT_REST for state in states), True])
    in_cycle: Mask = runs[inquiry.cycle]
    return inquiry.key_results & inquiry.analysis.active & in_cycle


def under_way(inquiry: Inquiry) -> Mask:
    """Those of them that have begun, are not past due and not yet at their target."""
    measured = inquiry.measured
    return running(inquiry) & measured.in_window & ~measured.achieved


def to_check_in(inquiry: Inquiry) -> Mask:
    """Those of them that move by check-ins, and by nothing else."""
    return under_way(inquiry) & inquiry.measured.by_check_ins


def overdue(inquiry: Inquiry) -> Mask:
    """Those of them with a check-in, the latest older than cadence and grace."""
    lines = inquiry.thresholds
    late_days = lines.check_in_cadence_days + lines.check_in_grace_days
    last_day = inquiry.today - np.timedelta64(late_days, "D")
    stale: Mask = inquiry.measured.checked_on < last_day
    return to_check_in(inquiry) & stale
