from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from service.cycles.rules import Deed, check_permits
from service.errors import Invalid, Limit
from service.progress.rules import KeyResultSource, MetricType
from service.writing.checks import (
    Check,
    confidence,
    label,
    number,
    position,
    precision,
    required,
    text,
    title,
    weight,
)


class Level(StrEnum):
    """How high in the cascade an objective stands, highest first."""

    COMPANY = "COMPANY"
    DEPARTMENT = "DEPARTMENT"
    TEAM = "TEAM"
    INDIVIDUAL = "INDIVIDUAL"


class Lifecycle(StrEnum):
    """The stages of an objective."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class CloseOutcome(StrEnum):
    """How an objective ended."""

    ACHIEVED = "ACHIEVED"
    PARTIAL = "PARTIAL"
    MISSED = "MISSED"
    CARRIED_OVER = "CARRIED_OVER"
    ABANDONED = "ABANDONED"


class UnitKind(StrEnum):
    """What a key result's number counts."""

    NUMBER = "NUMBER"
    PERCENT = "PERCENT"
    CURRENCY = "CURRENCY"
    DURATION = "DURATION"
    RATIO = "RATIO"
    CUSTOM = "CUSTOM"


class Indicator(StrEnum):
    """Whether a number foretells a result or confirms it."""

    LEADING = "LEADING"
    LAGGING = "LAGGING"
    UNSPECIFIED = "UNSPECIFIED"


class Measures(StrEnum):
    """What a key result measures."""

    INPUT = "INPUT"
    OUTPUT = "OUTPUT"
    OUTCOME = "OUTCOME"
    UNSPECIFIED = "UNSPECIFIED"


OBJECTIVE_CHECKS: Mapping[str, Check] = {
    "title": title,
    "description": text,
    "owner_role": label,
    "position": position,
    "lifecycle": required,
    "weight": weight,
    "standalone_reason": text,
    "score_note": text,
}
KEY_RESULT_CHECKS: Mapping[str, Check] = {
    "title": title,
    "description": text,
    "owner_role": label,
    "position": position,
    "unit": label,
    "precision": precision,
    "start": number,
    "target": number,
    "current": number,
    "lower": number,
    "upper": number,
    "weight": weight,
    "confidence": confidence,
    "follows": required,
    "score_note": text,
}
# What the numbers of a goal are computed from.
MEASURED = {
    "metric_type",
    "start",
    "target",
    "current",
    "lower",
    "upper",
    "due_on",
    "weight",
    "confidence",
    "reported_status",
    "kpi_id",
    "follows",
}
# Where its value comes from.
SOURCE = {"follows", "kpi_id"}
# Sets of rows that a key result has beside its columns.
STAGES = ("checkpoints", "milestones")
CHECKPOINT_CHECKS: Mapping[str, Check] = {"day": required, "value": number}
MILESTONE_CHECKS: Mapping[str, Check] = {"title": title, "weight": weight}
LARGEST_SET = 100
TIMED = {"cycle_id", "starts_on", "ends_on", "progress_driver", "lifecycle"}
# What may still be written when the cycle is closed.
NOTES = {"score_note"}
_WINDOW = {"starts_on", "ends_on"}
_METRIC = {"metric_type", "start", "target"}
_BOUNDS = {"lower", "upper"}

_NEXT: Mapping[Lifecycle, Collection[Lifecycle]] = {
    Lifecycle.DRAFT: {Lifecycle.ACTIVE, Lifecycle.CANCELLED},
    Lifecycle.ACTIVE: {Lifecycle.DRAFT, Lifecycle.CLOSED, Lifecycle.CANCELLED},
    Lifecycle.CLOSED: {Lifecycle.ACTIVE},
    Lifecycle.CANCELLED: {Lifecycle.DRAFT, Lifecycle.ACTIVE},
}


def check_open(cycle_state: str | None, path: Sequence[str]) -> None:
    """Whether the goals of a cycle in this state may be written; of no cycle, they may.

    Raises:
        ReadOnly: the cycle is closed.
    """
    check_permits(cycle_state, Deed.WRITE, path)


def check_step(before: Lifecycle, after: Lifecycle) -> None:
    """Whether an objective may go from the one stage to the other.

    Raises:
        Invalid: it may not.
    """
    if after is not before and after not in _NEXT[before]:
        allowed = " or ".join(sorted(_NEXT[before]))
        raise Invalid(f"from {before} an objective goes to {allowed}", ["lifecycle"])


def check_window(values: Mapping[str, Any], said: Collection[str]) -> None:
    """Whether an objective that says these fields may lie so; either date may be absent.

    Imported rows may be out of order: only who sets a date has to set it right.

    Raises:
        Invalid: it ends before it starts.
    """
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if _WINDOW & set(said) and starts_on and ends_on and ends_on < starts_on:
        raise Invalid("ends_on is before starts_on", ["ends_on"])


def check_metric(values: Mapping[str, Any], said: Collection[str]) -> None:
    """Whether a key result that says these fields can be measured so; any may be absent.

    Imported rows may be impossible: only who sets a field has to set it right.

    Raises:
        Invalid: there is no way to go from start to target, it goes the other way than the type
            says, or the bounds are out of order.
    """
    if _METRIC & set(said):
        _check_way(values["metric_type"], values["start"], values["target"])
    lower, upper = values["lower"], values["upper"]
    if _BOUNDS & set(said) and lower is not None and upper is not None and upper < lower:
        raise Invalid("upper is below lower", ["upper"])


def check_source(values: Mapping[str, Any], said: Collection[str]) -> None:
    """Whether a key result that says these fields may follow what it follows.

    Raises:
        Invalid: it follows its KPI, and names none.
    """
    no_kpi = values["follows"] == KeyResultSource.KPI and values["kpi_id"] is None
    if no_kpi and SOURCE & set(said):
        raise Invalid("what follows a KPI names it", ["kpi_id"])


def check_set(rows: int, path: Sequence[str]) -> None:
    """Whether a key result may have so many checkpoints or milestones.

    Raises:
        Limit: it may not.
    """
    if rows > LARGEST_SET:
        raise Limit(f"{rows} of them; at most {LARGEST_SET}", path)


def check_days(days: Sequence[date]) -> None:
    """Whether checkpoints may be of these days.

    Raises:
        Invalid: two are of one day.
    """
    for place, day in enumerate(days):
        if day in days[:place]:
            raise Invalid(f"another one is of {day}, too", ["checkpoints", str(place), "day"])


def _check_way(metric_type: str | None, start: Decimal | None, target: Decimal | None) -> None:
    if start is None or target is None:
        return
    if metric_type in (MetricType.INCREASE, MetricType.DECREASE) and target == start:
        raise Invalid("the target is the start: there is no way to go", ["target"])
    if metric_type == MetricType.INCREASE and target < start:
        raise Invalid("the target of an INCREASE is above its start", ["target"])
    if metric_type == MetricType.DECREASE and target > start:
        raise Invalid("the target of a DECREASE is below its start", ["target"])
