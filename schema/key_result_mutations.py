"""Writing key results."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.inputs import said
from schema.mutation_parts import (
    GRAPH_NODES,
    LABEL,
    NUMBER,
    STAYS,
    TEXT,
    TITLE,
    WEIGHT,
    Parts,
    expected_version,
)
from schema.objectives.key_result import KeyResult
from schema.payloads import mutation
from schema.stage_mutations import CheckpointInput, MilestoneInput
from schema.writes import many_rows, one_row
from service.objectives.commands.key_result_archiving import (
    archive_key_results,
    restore_key_results,
)
from service.objectives.commands.key_results import (
    KeyResultChange,
    NewKeyResult,
    create_key_results,
    update_key_results,
)
from service.objectives.commands.stages import NewCheckpoint, NewMilestone
from service.objectives.rules import Indicator, Measures, UnitKind
from service.progress.rules import KeyResultSource, MetricType, ReportedStatus
from service.writing.given import Seen

_KEY_RESULT = Parts(KeyResult, "KeyResult", "key result", "key results")
_same = _KEY_RESULT.same

_TARGET = f"Above the start of an INCREASE, below that of a DECREASE. {NUMBER}"
_UPPER = f"Not below `lower`. {NUMBER}"
_PRECISION = "0 to 30."
_CHECKED_IN = "READ_ONLY while a check-in says it: record or correct one."
_TOLD = f"READ_ONLY while a check-in, or the KPI that it follows, says it. {NUMBER}"
_FOLLOWS = "KPI takes a `kpiId`."
_CHECKPOINTS = (
    "The values that are expected on the way, at most 100, in any order: a curve in place of a "
    "straight line."
)
_MILESTONES = "Its stages in their order, at most 100, of a key result that is measured by stages."
_WHOLE = f"This is the complete set: those it leaves out go, and an empty one clears it. {STAYS}"


@strawberry.input(description="A new key result; a title alone will do.")
class KeyResultCreateInput:
    id: strawberry.ID | None = _KEY_RESULT.brought_id()
    external_id: str | None = _KEY_RESULT.external_id(GRAPH_NODES)
    objective_id: strawberry.ID = _same("objective", types=("Objective",))
    title: str = _same("title", TITLE)
    description: str | None = _same("description", TEXT)
    owner_id: strawberry.ID | None = _same("owner", types=("Person",))
    owner_role: str | None = _same("owner_role", LABEL)
    position: int | None = _same("position", "Null: after those that have one.")
    metric_type: MetricType | None = _same("metric_type")
    unit_kind: UnitKind | None = _same("unit_kind")
    unit: str | None = _same("unit", LABEL)
    precision: int | None = _same("precision", _PRECISION)
    start: Decimal | None = _same("start", NUMBER)
    target: Decimal | None = _same("target", _TARGET)
    current: Decimal | None = _same("current", NUMBER)
    lower: Decimal | None = _same("lower", NUMBER)
    upper: Decimal | None = _same("upper", _UPPER)
    due_on: date | None = _same("due_on")
    weight: Decimal = _same("weight", WEIGHT, default=Decimal(1))
    indicator: Indicator | None = _same("indicator")
    measures: Measures | None = _same("measures")
    confidence: int | None = _same("confidence")
    reported_status: ReportedStatus | None = _same("reported_status")
    kpi_id: strawberry.ID | None = _same("kpi", types=("Kpi",))
    follows: KeyResultSource = _same("follows", _FOLLOWS, default=KeyResultSource.CHECK_INS)
    checkpoints: list[CheckpointInput] | None = said(_CHECKPOINTS, row=NewCheckpoint)
    milestones: list[MilestoneInput] | None = said(_MILESTONES, row=NewMilestone)


@strawberry.input(
    description="What is to change of a key result: what is left out stays, null clears. "
    "Another objective is a `keyResultMove`."
)
class KeyResultUpdateInput:
    id: strawberry.ID = _KEY_RESULT.seen_id()
    expected_version: int | None = expected_version()
    title: strawberry.Maybe[str | None] = _same("title", f"{TITLE} {STAYS}")
    description: strawberry.Maybe[str | None] = _same("description", TEXT)
    owner_id: strawberry.Maybe[strawberry.ID | None] = _same("owner", types=("Person",))
    owner_role: strawberry.Maybe[str | None] = _same("owner_role", LABEL)
    position: strawberry.Maybe[int | None] = _same("position")
    metric_type: strawberry.Maybe[MetricType | None] = _same("metric_type")
    unit_kind: strawberry.Maybe[UnitKind | None] = _same("unit_kind")
    unit: strawberry.Maybe[str | None] = _same("unit", LABEL)
    precision: strawberry.Maybe[int | None] = _same("precision", _PRECISION)
    start: strawberry.Maybe[Decimal | None] = _same("start", NUMBER)
    target: strawberry.Maybe[Decimal | None] = _same("target", _TARGET)
    current: strawberry.Maybe[Decimal | None] = _same("current", _TOLD)
    lower: strawberry.Maybe[Decimal | None] = _same("lower", NUMBER)
    upper: strawberry.Maybe[Decimal | None] = _same("upper", _UPPER)
    due_on: strawberry.Maybe[date | None] = _same("due_on")
    weight: strawberry.Maybe[Decimal | None] = _same("weight", f"{WEIGHT} {STAYS}")
    indicator: strawberry.Maybe[Indicator | None] = _same("indicator")
    measures: strawberry.Maybe[Measures | None] = _same("measures")
    confidence: strawberry.Maybe[int | None] = _same("confidence", _CHECKED_IN)
    reported_status: strawberry.Maybe[ReportedStatus | None] = _same("reported_status", _CHECKED_IN)
    kpi_id: strawberry.Maybe[strawberry.ID | None] = _same("kpi", types=("Kpi",))
    follows: strawberry.Maybe[KeyResultSource | None] = _same("follows", f"{_FOLLOWS} {STAYS}")
    checkpoints: strawberry.Maybe[list[CheckpointInput] | None] = said(
        f"{_CHECKPOINTS} {_WHOLE}", row=NewCheckpoint
    )
    milestones: strawberry.Maybe[list[MilestoneInput] | None] = said(
        f"{_MILESTONES} {_WHOLE}", row=NewMilestone
    )
    score_note: strawberry.Maybe[str | None] = _same(
        "score_note", f"{TEXT} It can be written in a CLOSED cycle, too."
    )


_KeyResultArchiveInput = _KEY_RESULT.seen_input("Archive", "Which key result to archive.")
_KeyResultRestoreInput = _KEY_RESULT.seen_input("Restore", "Which key result to bring back.")


@strawberry.type
class KeyResultMutations:
    key_result_create = mutation(
        one_row(create_key_results, NewKeyResult),
        KeyResultCreateInput,
        _KEY_RESULT.payload("Create"),
        "Measure an objective by one more key result.",
    )
    key_result_update = mutation(
        one_row(update_key_results, KeyResultChange, light=True),
        KeyResultUpdateInput,
        _KEY_RESULT.payload("Update"),
        "Change a key result that is not archived, in a cycle that is not CLOSED.",
    )
    key_result_archive = mutation(
        one_row(archive_key_results, Seen),
        _KeyResultArchiveInput,
        _KEY_RESULT.payload("Archive"),
        "Put a key result away; its alignments stay as they are. Once more changes nothing.",
    )
    key_result_restore = mutation(
        one_row(restore_key_results, Seen, graph=True),
        _KeyResultRestoreInput,
        _KEY_RESULT.payload("Restore"),
        "Bring a key result back to its objective, which must not be archived. "
        "Refused where its alignments would close a cycle by now.",
    )
    key_result_bulk_create = mutation(
        many_rows(create_key_results, NewKeyResult),
        _KEY_RESULT.bulk_input("Create", KeyResultCreateInput, "Up to 100 new key results."),
        _KEY_RESULT.bulk_payload("Create"),
        "Add up to 100 key results at once, to one objective or to several.",
    )
    key_result_bulk_update = mutation(
        many_rows(update_key_results, KeyResultChange, light=True),
        _KEY_RESULT.bulk_input("Update", KeyResultUpdateInput, "Changes of up to 100 key results."),
        _KEY_RESULT.bulk_payload("Update"),
        "Change up to 100 key results at once, each of them in one row.",
    )
    key_result_bulk_archive = mutation(
        many_rows(archive_key_results, Seen),
        _KEY_RESULT.bulk_input(
            "Archive", _KeyResultArchiveInput, "Up to 100 key results to archive."
        ),
        _KEY_RESULT.bulk_payload("Archive"),
        "Put up to 100 key results away at once.",
    )
    key_result_bulk_restore = mutation(
        many_rows(restore_key_results, Seen, graph=True),
        _KEY_RESULT.bulk_input(
            "Restore", _KeyResultRestoreInput, "Up to 100 key results to bring back."
        ),
        _KEY_RESULT.bulk_payload("Restore"),
        "Bring up to 100 key results back at once.",
    )
