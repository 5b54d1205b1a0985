"""CYC: whether dates fit one another. A date that is unknown breaks no rule but CYC004."""

from collections.abc import Iterator

from service.alignment.snapshot import NO_ROW, code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, iso, rows_of
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.libraries import np
from service.objectives.rules import Lifecycle

MOST_RELATED = 20


def _outside_cycle(inquiry: Inquiry) -> Iterator[Hit]:
    """A due date that CYC003 names already is not named again."""
    nodes, first, last = inquiry.snapshot.nodes, inquiry.cycle_starts, inquiry.cycle_ends
    starts_outside = (nodes.starts_on < first) | (nodes.starts_on > last)
    ends_outside = (nodes.ends_on < first) | (nodes.ends_on > last)
    told = inquiry.key_results & (nodes.ends_on > inquiry.objective_ends)
    goals = inquiry.objectives | inquiry.key_results
    for row in rows_of(goals & (starts_outside | ends_outside) & ~told):
        day = nodes.starts_on[row] if starts_outside[row] else nodes.ends_on[row]
        verb = "Starts" if starts_outside[row] else "Ends"
        yield Hit(
            subject=inquiry.node_ref(row),
            related=(inquiry.cycle_ref(int(inquiry.cycle[row])),),
            message=f"{verb} on {day}; its cycle: {_day(first[row])} to {_day(last[row])}.",
            judged=(row,),
            evidence={
                "starts_on": iso(nodes.starts_on[row]),
                "ends_on": iso(nodes.ends_on[row]),
                "cycle_starts_on": iso(first[row]),
                "cycle_ends_on": iso(last[row]),
            },
        )


def _day(day: "np.datetime64") -> str:
    return iso(day) or "an unknown day"


def _outside_parent(inquiry: Inquiry) -> Iterator[Hit]:
    """By effective windows: own dates, else the cycle's; a key result ends when it is due."""
    edges, starts, ends = inquiry.snapshot.edges, inquiry.starts, inquiry.ends
    child, parent = edges.child, edges.parent
    disjoint = (starts[child] > ends[parent]) | (ends[child] < starts[parent])
    late = ends[child] > ends[parent]
    for edge in rows_of(inquiry.alignments & (disjoint | late)):
        low, high = int(child[edge]), int(parent[edge])
        theirs = f"{_day(starts[high])} to {_day(ends[high])}"
        mine = f"{_day(starts[low])} to {_day(ends[low])}"
        after = f"Ends on {_day(ends[low])}, after its parent on {_day(ends[high])}."
        apart = f"Runs from {mine}, its parent from {theirs}: never together."
        yield Hit(
            subject=inquiry.node_ref(low),
            related=(inquiry.node_ref(high),),
            message=apart if disjoint[edge] else after,
            judged=(low,),
            evidence={
                "reason": "disjoint" if disjoint[edge] else "ends_after_parent",
                "starts_on": iso(starts[low]),
                "ends_on": iso(ends[low]),
                "parent_starts_on": iso(starts[high]),
                "parent_ends_on": iso(ends[high]),
            },
        )


def _due_after_objective(inquiry: Inquiry) -> Iterator[Hit]:
    due, ends = inquiry.snapshot.nodes.ends_on, inquiry.objective_ends
    for row in rows_of(inquiry.key_results & (due > ends)):
        yield Hit(
            subject=inquiry.node_ref(row),
            related=(inquiry.node_ref(int(inquiry.objective_row[row])),),
            message=f"Due on {due[row]}; its objective ends on {ends[row]}.",
            judged=(row,),
            evidence={"due_on": iso(due[row]), "objective_ends_on": iso(ends[row])},
        )


def _no_deadline(inquiry: Inquiry) -> Iterator[Hit]:
    for row in rows_of(inquiry.key_results & np.isnat(inquiry.ends)):
        yield Hit(
            subject=inquiry.node_ref(row),
            message="No date: neither its own, nor its objective's, nor its cycle's.",
            judged=(row,),
            evidence={"due_on": None, "objective_ends_on": None, "cycle_ends_on": None},
        )


def _past_due(inquiry: Inquiry) -> Iterator[Hit]:
    over = inquiry.objectives & inquiry.analysis.active & (inquiry.cycle_ends < inquiry.today)
    rows = np.flatnonzero(over)
    for cycle in np.unique(inquiry.cycle[rows]).tolist():
        open_rows = rows[inquiry.cycle[rows] == cycle].tolist()
        ends_on = inquiry.cycle_ends[open_rows[0]]
        days = int((inquiry.today - ends_on).astype(int))
        yield Hit(
            subject=inquiry.cycle_ref(cycle),
            related=inquiry.node_refs(inquiry.by_key(open_rows)[:MOST_RELATED]),
            message=f"Ended {days} days ago with {len(open_rows)} active objectives.",
            judged=open_rows,
            evidence={"active_objectives": len(open_rows), "ends_on": iso(ends_on), "days": days},
        )


def _late_drafting(inquiry: Inquiry) -> Iterator[Hit]:
    limit = inquiry.thresholds.late_drafting_days
    is_draft = inquiry.snapshot.nodes.lifecycle == code(Lifecycle.DRAFT)
    late = inquiry.today - inquiry.cycle_starts >= np.timedelta64(limit, "D")
    for row in rows_of(inquiry.objectives & is_draft & late & (inquiry.cycle != NO_ROW)):
        days = int((inquiry.today - inquiry.cycle_starts[row]).astype(int))
        yield Hit(
            subject=inquiry.node_ref(row),
            related=(inquiry.cycle_ref(int(inquiry.cycle[row])),),
            message=f"Still a draft on day {days} of its cycle.",
            judged=(row,),
            evidence={
                "days": days,
                "limit": limit,
                "cycle_starts_on": iso(inquiry.cycle_starts[row]),
            },
        )


RULES = (
    Rule("CYC001", "cycle-window", Severity.ERROR, _outside_cycle),
    Rule("CYC002", "parent-window", Severity.WARNING, _outside_parent),
    Rule("CYC003", "kr-due-after-objective", Severity.ERROR, _due_after_objective),
    Rule("CYC004", "no-deadline", Severity.ERROR, _no_deadline),
    Rule("CYC005", "past-due-open", Severity.ERROR, _past_due, Neighborhood.GLOBAL),
    Rule("CYC006", "late-drafting", Severity.INFO, _late_drafting),
)
