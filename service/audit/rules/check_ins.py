"""CHK: whether key results are checked in, and what their owners say of them."""

from collections.abc import Iterator

from service.alignment.columns import NO_CONFIDENCE, code
from service.audit.coverage import overdue, running, to_check_in, under_way
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Rule
from service.libraries import np
from service.progress.rules import ReportedStatus


def _stale(inquiry: Inquiry) -> Iterator[Hit]:
    lines, checked_on = inquiry.thresholds, inquiry.measured.checked_on
    days = (inquiry.today - checked_on).astype(np.int64)
    for row in rows_of(overdue(inquiry)):
        age = int(days[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"Last checked in {age} days ago, on {checked_on[row]}.",
            judged=(row,),
            evidence={
                "checked_in_on": str(checked_on[row]),
                "days": age,
                "cadence_days": lines.check_in_cadence_days,
                "grace_days": lines.check_in_grace_days,
            },
            severity=Severity.ERROR if age > 2 * lines.check_in_cadence_days else None,
        )


def _never(inquiry: Inquiry) -> Iterator[Hit]:
    """Counted from the start, or from the day it was made where that is later and known."""
    limit = inquiry.thresholds.never_checked_in_days
    since = np.fmax(inquiry.starts, inquiry.snapshot.nodes.created_on)
    long_ago = since <= inquiry.today - np.timedelta64(limit, "D")
    silent = to_check_in(inquiry) & np.isnat(inquiry.measured.checked_on) & long_ago
    rows = rows_of(silent)
    days = (inquiry.today - since[rows]).astype(np.int64).tolist()
    for row, age, day in zip(rows, days, since[rows].astype(str).tolist(), strict=True):
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"Under way for {age} days, and never checked in.",
            judged=(row,),
            evidence={"check_ins": 0, "since": day, "days": age, "limit": limit},
        )


def _status_against_data(inquiry: Inquiry) -> Iterator[Hit]:
    limit, measured = inquiry.thresholds.status_vs_data_gap, inquiry.measured
    says_well = measured.reported_status == code(ReportedStatus.ON_TRACK)
    for row in rows_of(running(inquiry) & says_well & (measured.gap > limit)):
        reached, due = float(measured.progress[row]), float(measured.expected[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"Reported ON_TRACK at {reached:.0%} of its way; {due:.0%} are due by now.",
            judged=(row,),
            evidence={
                "reported_status": ReportedStatus.ON_TRACK,
                "progress": round(reached, 6),
                "expected": round(due, 6),
                "gap": round(float(measured.gap[row]), 6),
                "limit": limit,
            },
        )


def _confidence(inquiry: Inquiry) -> Iterator[Hit]:
    """Where it fell since the check-in before, however high it stood, or where it is low."""
    lines, measured = inquiry.thresholds, inquiry.measured
    now, before = measured.confidence, measured.confidence_before
    told = now != NO_CONFIDENCE
    fell = told & (before - now >= lines.confidence_drop_points)
    low = told & (now <= lines.confidence_drop_low)
    for row in rows_of(under_way(inquiry) & (fell | low)):
        present, past = int(now[row]), int(before[row])
        change = f"Confidence fell from {past} to {present}."
        yield Hit(
            subject=inquiry.node_ref(row),
            message=change if fell[row] else f"Confidence is {present}.",
            judged=(row,),
            evidence={
                "confidence": present,
                "before": None if past == NO_CONFIDENCE else past,
                "drop": lines.confidence_drop_points,
                "low": lines.confidence_drop_low,
            },
        )


RULES = (
    Rule("CHK001", "stale", Severity.WARNING, _stale),
    Rule("CHK002", "never-checked-in", Severity.WARNING, _never),
    Rule("CHK003", "status-vs-data", Severity.WARNING, _status_against_data),
    Rule("CHK004", "confidence-drop", Severity.WARNING, _confidence),
)
