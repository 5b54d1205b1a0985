"""How goals stand: their statuses, each with what it comes from."""

from decimal import Decimal
from typing import Any

import strawberry

from schema.listings import read_as
from schema.prepared.specs import Column
from service.progress.rules import ReportedStatus, Status
from service.progress.status import StatusRule

EXPECTED = (
    "How far it should have come by today, 0 to 1, rounded half up to 6 places; null where nothing"
    " can be expected."
)
_GAP = (
    "Expected less reached, below 0 where it is ahead, rounded half up to 6 places; null where"
    " either is unknown."
)
_RULE = "What the effective status comes from; null: not computed yet."


def effective(description: str) -> Any:  # noqa: ANN401 - as strawberry.field
    return read_as(Column("status"), Status, description)


def rule() -> Any:  # noqa: ANN401 - as strawberry.field
    return read_as(Column("status_rule"), StatusRule | None, _RULE)


@strawberry.type(description="How a key result stands on the organization's day.")
class KeyResultStatus:
    effective: Status = effective(
        "The worse of what its numbers say and what its owner reports. ACHIEVED and MISSED are"
        " final; without data it is what was reported."
    )
    derived: Status = read_as(
        Column("derived_status"), Status, "What its numbers and the day say by themselves."
    )
    reported: ReportedStatus | None = read_as(
        Column("reported_status"),
        ReportedStatus | None,
        "How its owner sees it: `reportedStatus`; null: never said.",
    )
    rule: StatusRule | None = rule()
    stale: bool = strawberry.field(
        description="Whether it should be moving, and was not checked in for longer than the"
        " organization allows. No status hides it."
    )
    expected: Decimal | None = strawberry.field(description=EXPECTED)
    gap: Decimal | None = strawberry.field(description=_GAP)


@strawberry.type(description="How an objective stands on the organization's day.")
class ObjectiveStatus:
    effective: Status = effective(
        "By what it has come to and should have: nobody reports on an objective itself."
    )
    rule: StatusRule | None = rule()
    stale: bool = strawberry.field(description="Whether one of its key results is.")
    expected: Decimal | None = strawberry.field(description=EXPECTED)
    gap: Decimal | None = strawberry.field(description=_GAP)
