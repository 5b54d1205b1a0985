"""What lists of objectives are filtered and ordered by."""

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
from service.objectives.rules import CloseOutcome, Level, Lifecycle
from service.progress.rules import Commitment, NoProgress, ProgressDriver, Status
from service.progress.status import StatusRule


@filter_input("Which objectives a list holds: every field given must hold.")
class ObjectiveFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Objective",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    title: strawberry.Maybe[TextComparators] = filtered("By title.")
    level: strawberry.Maybe[Comparators[Level]] = filtered("By level.")
    lifecycle: strawberry.Maybe[Comparators[Lifecycle]] = filtered("By stage.")
    commitment: strawberry.Maybe[Comparators[Commitment]] = filtered("By commitment.")
    close_outcome: strawberry.Maybe[Comparators[CloseOutcome]] = filtered("By how it ended.")
    cycle: strawberry.Maybe[IdComparators] = filtered("By cycle.", types=("Cycle",))
    cycle_tree: strawberry.Maybe[TreeComparators] = filtered(
        "By cycle or one that this lies in: a year finds what is set for its quarters, too.",
        types=("Cycle",),
    )
    team: strawberry.Maybe[IdComparators] = filtered("By team.", types=("Team",))
    team_tree: strawberry.Maybe[TreeComparators] = filtered(
        "By team or one that this is a part of: a department finds what its teams have, too.",
        types=("Team",),
    )
    owner: strawberry.Maybe[IdComparators] = filtered("By owner.", types=("Person",))
    owner_role: strawberry.Maybe[TextComparators] = filtered("By the accountable role.")
    standalone_reason: strawberry.Maybe[TextComparators] = filtered(
        "By the reason to stand alone; `isNull` tells those that have one from the others."
    )
    description: strawberry.Maybe[TextComparators] = filtered("By what more it says.")
    progress_driver: strawberry.Maybe[Comparators[ProgressDriver]] = filtered(
        "By what moves its progress."
    )
    position: strawberry.Maybe[IntComparators] = filtered("By its place among its neighbors.")
    carried_from: strawberry.Maybe[IdComparators] = filtered(
        "By the objective of an earlier cycle that it continues.", types=("Objective",)
    )
    weight: strawberry.Maybe[DecimalComparators] = filtered("By weight.")
    score: strawberry.Maybe[DecimalComparators] = filtered("By final score.")
    progress: strawberry.Maybe[DecimalComparators] = filtered("By how far it has come.")
    expected: strawberry.Maybe[DecimalComparators] = filtered(
        "By how far it should have come by today."
    )
    gap: strawberry.Maybe[DecimalComparators] = filtered(
        "By how far it is behind what is expected; below 0 where it is ahead."
    )
    status: strawberry.Maybe[Comparators[Status]] = filtered("By how it stands: `effective`.")
    status_rule: strawberry.Maybe[Comparators[StatusRule]] = filtered(
        "By what its status comes from."
    )
    stale: strawberry.Maybe[BooleanComparators] = filtered(
        "By whether a key result of it is stale."
    )
    data_coverage: strawberry.Maybe[DecimalComparators] = filtered(
        "By the share of the weight of what drives it that has data."
    )
    no_progress_reason: strawberry.Maybe[Comparators[NoProgress]] = filtered(
        "By why it has no progress."
    )
    starts_on: strawberry.Maybe[DateComparators] = filtered("By its own first day.")
    ends_on: strawberry.Maybe[DateComparators] = filtered("By its own last day.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class ObjectiveOrderField(StrEnum):
    """What objectives are ordered by."""

    ID = "id"
    TITLE = "title"
    POSITION = "position"
    WEIGHT = "weight"
    SCORE = "score"
    PROGRESS = "progress"
    EXPECTED = "expected"
    GAP = "gap"
    STATUS = "severity"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    ObjectiveOrderField,
    "What objectives are ordered by.",
    {
        "ID": "The id, that is age.",
        "TITLE": "The title.",
        "POSITION": "The place among its neighbors.",
        "WEIGHT": "The weight.",
        "SCORE": "The final score.",
        "PROGRESS": "How far it has come.",
        "EXPECTED": "How far it should have come by today.",
        "GAP": "How far it is behind what is expected.",
        "STATUS": "How it stands, the worst first: missed, off track, at risk, no data, on track,"
        " achieved.",
        "STARTS_ON": "The objective's own first day.",
        "ENDS_ON": "The objective's own last day.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order objectives by.")
class ObjectiveOrder(Order[ObjectiveOrderField]):
    pass
