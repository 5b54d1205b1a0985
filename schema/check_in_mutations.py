"""Recording what key results were from time to time."""

from datetime import datetime
from decimal import Decimal

import strawberry

from schema.check_ins import CheckIn
from schema.inputs import said
from schema.mutation_parts import NUMBER, TEXT, Parts
from schema.payloads import mutation
from schema.writes import many_rows, one_row
from service.check_ins.commands import NewCheckIn, record_check_ins
from service.progress.rules import ReportedStatus

_CHECK_IN = Parts(CheckIn, "CheckIn", "check-in", "check-ins")
_same = _CHECK_IN.same

_REPEATED = (
    "The same `id` or `externalId` once more answers with the check-in that is there; it is TAKEN "
    "where that says something else."
)


@strawberry.input(
    description="What a key result was at one moment. It says something, or takes something back: "
    "one of value, confidence, status, note, wins, blockers and `correctsId` is given. "
    "Of each of them, what was said last in time is the key result's."
)
class CheckInCreateInput:
    id: strawberry.ID | None = _CHECK_IN.brought_id()
    external_id: str | None = _CHECK_IN.external_id()
    key_result_id: strawberry.ID = _same(
        "key_result",
        "It is READ_ONLY where it or its objective is archived, its objective is cancelled or its "
        "cycle CLOSED.",
        types=("KeyResult",),
    )
    value: Decimal | None = _same("value", NUMBER)
    confidence: int | None = _same("confidence")
    status: ReportedStatus | None = _same("status")
    note: str | None = _same("note", TEXT)
    wins: str | None = _same("wins", TEXT)
    blockers: str | None = _same("blockers", TEXT)
    occurred_at: datetime | None = _same(
        "occurred_at",
        "Null: now, or when that was which it corrects. INVALID where it is still to come. What "
        "counts is the latest in time, in whatever order check-ins arrive.",
    )
    author_id: strawberry.ID | None = _same(
        "author", "Absent: the person that the token stands for.", types=("Person",)
    )
    corrects_id: strawberry.ID | None = said(
        "The earlier check-in that it stands in for, of the same key result; null: none. One that "
        "is corrected already is a CONFLICT: to mend a correction, correct that one.",
        types=("CheckIn",),
    )


@strawberry.type
class CheckInMutations:
    check_in_create = mutation(
        one_row(record_check_ins, NewCheckIn, light=True),
        CheckInCreateInput,
        _CHECK_IN.payload("Create"),
        "Record what a key result was at one moment. Its own numbers and its objective's follow at "
        f"once, those of the goals above within seconds. {_REPEATED}",
    )
    check_in_bulk_create = mutation(
        many_rows(record_check_ins, NewCheckIn, light=True),
        _CHECK_IN.bulk_input("Create", CheckInCreateInput, "Up to 100 new check-ins."),
        _CHECK_IN.bulk_payload("Create"),
        f"Record up to 100 check-ins at once, of one key result or of several. {_REPEATED}",
    )
