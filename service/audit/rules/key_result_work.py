"""KR: whether a key result is worth its effort, and who works on it with what."""

from collections.abc import Iterator

from service.alignment.rules import EdgeOrigin
from service.alignment.snapshot import NO_ROW, Mask, Rows, code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.libraries import np
from service.objectives.rules import UnitKind
from service.progress.rules import MetricType

NO_DIRECTION = 0


def _trivial(inquiry: Inquiry) -> Iterator[Hit]:
    """The last percents are the hardest: 99 to 99.9 is no trivial way."""
    nodes, lines = inquiry.snapshot.nodes, inquiry.thresholds
    way = nodes.target - nodes.start
    rises = (nodes.metric_type == code(MetricType.INCREASE)) & (way > 0)
    falls = (nodes.metric_type == code(MetricType.DECREASE)) & (way < 0)
    moves = rises | falls | ((nodes.metric_type == NO_DIRECTION) & (way != 0))
    hard = (nodes.unit_kind == code(UnitKind.PERCENT)) & (
        nodes.start >= lines.trivial_target_percent_from
    )
    small = np.abs(way) < lines.trivial_target_share * np.abs(nodes.start)
    for row in rows_of(inquiry.key_results & moves & small & ~hard):
        start, target = float(nodes.start[row]), float(nodes.target[row])
        percent = 100 * abs(target - start) / abs(start)
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"From {start:g} to {target:g} is a change of {percent:.1f} %.",
            judged=(row,),
            evidence={"start": start, "target": target, "limit": lines.trivial_target_share},
        )


def _overload(inquiry: Inquiry) -> Iterator[Hit]:
    """A key result without an owner of its own is work of its objective's owner."""
    limit = inquiry.thresholds.owner_overload_key_results
    rows = np.flatnonzero(inquiry.key_results & inquiry.analysis.active)
    owners = _owners(inquiry)[rows]
    counts = np.bincount(owners[owners != NO_ROW], minlength=len(inquiry.snapshot.people))
    for owner in rows_of(counts > limit):
        if inquiry.snapshot.people[owner].active:
            yield Hit(
                subject=inquiry.person_ref(owner),
                message=f"Answers for {counts[owner]} active key results; {limit} are enough.",
                judged=rows[owners == owner].tolist(),
                evidence={"key_results": int(counts[owner]), "limit": limit},
            )


def _owners(inquiry: Inquiry) -> Rows:
    """Who answers for each node: its owner, else where it names none its objective's."""
    nodes, homes = inquiry.snapshot.nodes, inquiry.objective_row
    inherited = np.where((homes != NO_ROW) & ~nodes.owner_role, nodes.owner[homes], NO_ROW)
    return np.where(nodes.owner != NO_ROW, nodes.owner, inherited).astype(np.int32)


def _no_initiative(inquiry: Inquiry) -> Iterator[Hit]:
    """Only while the cycle runs; what serves the objective counts for all its key results."""
    limit = inquiry.thresholds.no_initiative_days
    into = inquiry.today - inquiry.cycle_starts
    begun = (into >= np.timedelta64(limit, "D")) & ~(inquiry.cycle_ends < inquiry.today)
    open_ones = inquiry.key_results & inquiry.analysis.active & begun & ~_served(inquiry)
    days, cycles = into.astype(np.int64).tolist(), inquiry.cycle.tolist()
    starts = [
        None if one.starts_on is None else str(one.starts_on) for one in inquiry.snapshot.cycles
    ]
    for row in rows_of(open_ones):
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"On day {days[row]} of its cycle no initiative works on it.",
            judged=(row,),
            evidence={
                "initiatives": 0,
                "days": days[row],
                "limit": limit,
                "cycle_starts_on": starts[cycles[row]],
            },
        )


def _served(inquiry: Inquiry) -> Mask:
    edges, homes = inquiry.snapshot.edges, inquiry.objective_row
    serves = inquiry.analysis.in_graph & inquiry.of_origin(EdgeOrigin.SERVES)
    served = np.zeros(len(inquiry.snapshot.nodes), np.bool_)
    served[edges.parent[serves]] = True
    by_objective: Mask = (homes != NO_ROW) & served[homes]
    return served | by_objective


RULES = (
    Rule("KR010", "trivial-target", Severity.WARNING, _trivial),
    Rule("KR012", "owner-overload", Severity.WARNING, _overload, Neighborhood.GLOBAL),
    Rule("KR014", "no-initiative", Severity.INFO, _no_initiative),
)
