"""What lists of key results are filtered and ordered by."""

from enum import StrEnum

import strawberry

from schema.comparators import (
    BooleanComparators,
    Comparators,
    DateComparators,
    DateTimeComparators,
    DecimalComparators,
    IdComparators,
    IntComparators,
    TextComparators,
    TreeComparators,
)
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from service.objectives.rules import Indicator, Measures, UnitKind
from service.progress.rules import KeyResultSource, MetricType, ReportedStatus, Status
from service.progress.status import StatusRule


@filter_input("Which key results a list holds: every field given must hold.")
class KeyResultFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("KeyResult",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    title: strawberry.Maybe[TextComparators] = filtered("By title.")
    objective: strawberry.Maybe[IdComparators] = filtered("By objective.", types=("Objective",))
    cycle: strawberry.Maybe[IdComparators] = filtered("By its objective's cycle.", types=("Cycle",))
    cycle_tree: strawberry.Maybe[TreeComparators] = filtered(
        "By its objective's cycle or one that this lies in: a year finds what is set for its"
        " quarters, too.",
        types=("Cycle",),
    )
    team: strawberry.Maybe[IdComparators] = filtered("By its objective's team.", types=("Team",))
    team_tree: strawberry.Maybe[TreeComparators] = filtered(
        "By its objective's team or one that this is a part of: a department finds what its teams"
        " have, too.",
        types=("Team",),
    )
    owner: strawberry.Maybe[IdComparators] = filtered("By owner.", types=("Person",))
    owner_role: strawberry.Maybe[TextComparators] = filtered("By the accountable role.")
    kpi: strawberry.Maybe[IdComparators] = filtered("By the KPI it moves.", types=("Kpi",))
    carried_from: strawberry.Maybe[IdComparators] = filtered(
        "By the key result that it continues.", types=("KeyResult",)
    )
    metric_type: strawberry.Maybe[Comparators[MetricType]] = filtered("By how it should move.")
    unit_kind: strawberry.Maybe[Comparators[UnitKind]] = filtered("By what its number counts.")
    unit: strawberry.Maybe[TextComparators] = filtered("By unit.")
    indicator: strawberry.Maybe[Comparators[Indicator]] = filtered("By kind of indicator.")
    measures: strawberry.Maybe[Comparators[Measures]] = filtered("By what it measures.")
    reported_status: strawberry.Maybe[Comparators[ReportedStatus]] = filtered(
        "By how its owner sees it."
    )
    confidence: strawberry.Maybe[IntComparators] = filtered("By its owner's confidence.")
    start: strawberry.Maybe[DecimalComparators] = filtered("By the value at the beginning.")
    target: strawberry.Maybe[DecimalComparators] = filtered("By the value to reach.")
    current: strawberry.Maybe[DecimalComparators] = filtered("By the latest value.")
    lower: strawberry.Maybe[DecimalComparators] = filtered("By the least value still well.")
    upper: strawberry.Maybe[DecimalComparators] = filtered("By the largest value still well.")
    position: strawberry.Maybe[IntComparators] = filtered("By its place in its objective.")
    description: strawberry.Maybe[TextComparators] = filtered("By what more it says.")
    weight: strawberry.Maybe[DecimalComparators] = filtered("By weight.")
    score: strawberry.Maybe[DecimalComparators] = filtered("By final score.")
    follows: strawberry.Maybe[Comparators[KeyResultSource]] = filtered(
        "By where its progress comes from."
    )
    progress: strawberry.Maybe[DecimalComparators] = filtered("By how far it has come.")
    progress_raw: strawberry.Maybe[DecimalComparators] = filtered(
        "By how far it has come, beyond 0 and 1, too."
    )
    expected: strawberry.Maybe[DecimalComparators] = filtered(
        "By how far it should have come by today."
    )
    gap: strawberry.Maybe[DecimalComparators] = filtered(
        "By how far it is behind what is expected; below 0 where it is ahead."
    )
    status: strawberry.Maybe[Comparators[Status]] = filtered("By how it stands: `effective`.")
    derived_status: strawberry.Maybe[Comparators[Status]] = filtered(
        "By how it stands by its numbers alone."
    )
    status_rule: strawberry.Maybe[Comparators[StatusRule]] = filtered(
        "By what its status comes from."
    )
    stale: strawberry.Maybe[BooleanComparators] = filtered(
        "By whether it was not checked in for too long."
    )
    checked_in_at: strawberry.Maybe[DateTimeComparators] = filtered(
        "By when it was last checked in; `isNull` tells those that never were."
    )
    due_on: strawberry.Maybe[DateComparators] = filtered("By the day it is due.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class KeyResultOrderField(StrEnum):
    """What key results are ordered by."""

    ID = "id"
    TITLE = "title"
    POSITION = "position"
    START = "start"
    TARGET = "target"
    CURRENT = "current"
    WEIGHT = "weight"
    CONFIDENCE = "confidence"
    SCORE = "score"
    PROGRESS = "progress"
    EXPECTED = "expected"
    GAP = "gap"
    STATUS = "severity"
    CHECKED_IN_AT = "checked_in_at"
    DUE_ON = "due_on"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    KeyResultOrderField,
    "What key results are ordered by.",
    {
        "ID": "The id, that is age.",
        "TITLE": "The title.",
        "POSITION": "The place in its objective.",
        "START": "The value at the beginning.",
        "TARGET": "The value to reach.",
        "CURRENT": "The latest value.",
        "WEIGHT": "The weight.",
        "CONFIDENCE": "The owner's confidence.",
        "SCORE": "The final score.",
        "PROGRESS": "How far it has come.",
        "EXPECTED": "How far it should have come by today.",
        "GAP": "How far it is behind what is expected.",
        "STATUS": "How it stands, the worst first: missed, off track, at risk, no data, on track,"
        " achieved.",
        "CHECKED_IN_AT": "When it was last checked in.",
        "DUE_ON": "The day it is due.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order key results by.")
class KeyResultOrder(Order[KeyResultOrderField]):
    pass
