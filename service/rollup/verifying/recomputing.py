"""Numbers from what is recorded, once more and in the plainest way: by column, as they are named.

This shares the arithmetic of `service.progress` with the way that numbers are written, and nothing
else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from service.progress.combining import Combined, Share, combine
from service.progress.expecting import Window, expected_progress
from service.progress.measuring import Measure, Stage, clamped, keeps, raw_progress
from service.progress.rules import (
    KeyResultSource,
    MetricType,
    NoProgress,
    ProgressDriver,
    ReportedStatus,
)
from service.progress.settings import ProgressSettings
from service.progress.staleness import counts_from, is_stale
from service.progress.status import standing
from service.rollup.verifying.records import Records, Row

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an organization has settled."""

    timezone: ZoneInfo
    settings: ProgressSettings

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.timezone).date()


def key_result_values(
    rules: Rules, records: Records, row: Row, day: date, followed: Decimal | None
) -> Values:
    """What the columns of a key result should hold; `followed` is what its children come to."""
    objective = records.objective_by_id[row.objective_id]
    said = _said(records.check_ins.get(row.id, ()))
    current = _current(records, row, said)
    reported = said.get("status", row.reported_status)
    measure = _measure(row, current, records.milestones.get(row.id, ()))
    window = _window(objective, row, records.checkpoints.get(row.id, ()))
    follows = row.follows == KeyResultSource.ALIGNED_CHILDREN
    raw = followed if follows else raw_progress(measure, day)
    progress, expected = clamped(raw), expected_progress(measure, window, day)
    stands = standing(
        progress,
        expected,
        window.due_on,
        day,
        keeps=keeps(measure.metric_type) and not follows,
        reported=ReportedStatus(reported) if reported else None,
        lines=rules.settings.lines,
    )
    checked_in_at = said.get("occurred_at")
    since = counts_from(
        None if checked_in_at is None else rules.day_of(checked_in_at),
        window.starts_on,
        rules.day_of(row.created_at),
    )
    runs = objective.lifecycle == "ACTIVE" and objective.cycle_state not in {"PLANNING", "CLOSED"}
    return {
        "current": current,
        "confidence": said.get("confidence", row.confidence),
        "reported_status": reported,
        "progress_raw": raw,
        "progress": progress,
        "expected": expected,
        "derived_status": stands.derived,
        "status": stands.status,
        "status_rule": stands.rule,
        "stale": is_stale(since, window, stands.status, day, rules.settings, runs=runs),
        "checked_in_at": checked_in_at,
    }


def objective_values(  # noqa: PLR0913 - all that an objective's numbers come from
    rules: Rules,
    objective: Row,
    driver: ProgressDriver,
    key_results: Sequence[tuple[Row, Values]],
    children: Sequence[Share],
    day: date,
    *,
    is_cyclic: bool,
) -> Values:
    """The same of an objective."""
    shares: list[Share] = []
    if driver is not ProgressDriver.ALIGNED_CHILDREN:
        shares += [Share(row.weight, one["progress"], one["expected"]) for row, one in key_results]
    if driver is not ProgressDriver.KEY_RESULTS:
        shares += children
    combined = Combined(None, None, None, NoProgress.CYCLE) if is_cyclic else combine(shares)
    stands = standing(
        combined.progress,
        combined.expected,
        objective.ends_on or objective.cycle_ends_on,
        day,
        keeps=False,
        reported=None,
        lines=rules.settings.lines,
    )
    return {
        "progress": combined.progress,
        "data_coverage": combined.data_coverage,
        "expected": combined.expected,
        "status": stands.status,
        "status_rule": stands.rule,
        "stale": any(one["stale"] for _, one in key_results),
        "no_progress_reason": combined.missing,
        "numbers_on": day,
    }


def _said(check_ins: Sequence[Row]) -> Values:
    """By column, what the latest check-in says that says anything of it; corrected ones are out."""
    corrected: set[UUID] = {row.corrects_id for row in check_ins}
    said: Values = {}
    for row in sorted(check_ins, key=lambda row: (row.occurred_at, row.id)):
        if row.id not in corrected:
            told: Mapping[str, Any] = {
                name: getattr(row, name) for name in ("value", "confidence", "status")
            }
            said |= {name: value for name, value in told.items() if value is not None}
            said["occurred_at"] = row.occurred_at
    return said


def _current(records: Records, row: Row, said: Values) -> Decimal | None:
    reading = records.reading_by_kpi.get(row.kpi_id) if row.follows == KeyResultSource.KPI else None
    value: Decimal | None = said.get("value", row.current) if reading is None else reading
    return value


def _measure(row: Row, current: Decimal | None, stages: Sequence[Row]) -> Measure:
    return Measure(
        metric_type=MetricType(row.metric_type) if row.metric_type else None,
        start=row.start,
        target=row.target,
        current=current,
        lower=row.lower,
        upper=row.upper,
        stages=tuple(Stage(one.weight, one.due_on, one.done_on) for one in stages),
    )


def _window(objective: Row, row: Row, checkpoints: Sequence[Row]) -> Window:
    return Window(
        objective.starts_on or objective.cycle_starts_on,
        row.due_on or objective.ends_on or objective.cycle_ends_on,
        tuple((one.day, one.value) for one in checkpoints),
    )
