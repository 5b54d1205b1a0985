"""CHK: what the values of check-ins foretell."""

from collections.abc import Iterator
from math import isnan

from service.audit.coverage import running, to_check_in
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, iso, rows_of
from service.audit.rules.definition import Hit, Rule
from service.audit.trends import misses, steady_run, trends
from service.libraries import np


def _forecast(inquiry: Inquiry) -> Iterator[Hit]:
    found = trends(inquiry.measured, to_check_in(inquiry) & ~np.isnat(inquiry.ends))
    for place in rows_of(misses(inquiry.measured, found)):
        row = int(found.rows[place])
        projected = round(float(found.value[place]), 6)
        target, due_on = float(inquiry.snapshot.nodes.target[row]), iso(inquiry.ends[row])
        required = float(found.required_per_day[place])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"At the rate of its check-ins it ends at {_about(projected)} on {due_on},"
            f" not at {_exactly(target)}.",
            judged=(row,),
            evidence={
                "projected": projected,
                "target": target,
                "due_on": due_on,
                "per_day": round(float(found.per_day[place]), 6),
                "required_per_day": None if isnan(required) else round(required, 6),
                "check_ins": int(found.check_ins[place]),
            },
        )


def _regression(inquiry: Inquiry) -> Iterator[Hit]:
    measured, nodes = inquiry.measured, inquiry.snapshot.nodes
    for row in rows_of(running(inquiry) & measured.measures.moves & (measured.raw < 0)):
        start, value, target = (
            float(column[row]) for column in (nodes.start, measured.value, nodes.target)
        )
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"At {_exactly(value)} it is further from {_exactly(target)} than at its"
            f" start, {_exactly(start)}.",
            judged=(row,),
            evidence={
                "start": start,
                "current": value,
                "target": target,
                "progress": round(float(measured.raw[row]), 6),
            },
        )


def _stuck(inquiry: Inquiry) -> Iterator[Hit]:
    lines, measured = inquiry.thresholds, inquiry.measured
    low, high = lines.stuck_at_90_from, lines.stuck_at_90_to
    run, least = steady_run(measured, low, high), max(1, lines.stuck_at_90_check_ins)
    by_values = measured.by_check_ins & ~measured.measures.by_stages
    for row in rows_of(running(inquiry) & by_values & (run >= least)):
        count = int(run[row])
        reached = float(measured.progress[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"At {reached:.0%} of its way; the last {count} check-ins were nearly there.",
            judged=(row,),
            evidence={
                "check_ins": count,
                "limit": least,
                "progress": round(reached, 6),
                "from": low,
                "to": high,
            },
        )


def _exactly(number: float) -> str:
    return f"{number:.15g}"


def _about(number: float) -> str:
    """To four digits, never as a power of ten where it can be helped."""
    return _exactly(float(f"{number:.4g}"))


RULES = (
    Rule("CHK005", "forecast-miss", Severity.WARNING, _forecast),
    Rule("CHK006", "regression", Severity.INFO, _regression),
    Rule("CHK007", "stuck-at-90", Severity.INFO, _stuck),
)
