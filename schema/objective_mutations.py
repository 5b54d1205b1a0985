"""Writing objectives."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.mutation_parts import (
    GRAPH_NODES,
    LABEL,
    STAYS,
    TEXT,
    TITLE,
    WEIGHT,
    Parts,
    expected_version,
)
from schema.objectives.objective import Objective
from schema.payloads import mutation
from schema.writes import many_rows, one_row
from service.objectives.commands.archiving import archive_objectives, restore_objectives
from service.objectives.commands.objectives import (
    NewObjective,
    ObjectiveChange,
    create_objectives,
    update_objectives,
)
from service.objectives.rules import Level, Lifecycle
from service.progress.rules import Commitment, ProgressDriver
from service.writing.given import Seen

_OBJECTIVE = Parts(Objective, "Objective", "objective", "objectives")
_same = _OBJECTIVE.same

_CYCLE = "Its goals are read-only once it is CLOSED."
_STEPS = (
    "DRAFT leads to ACTIVE or CANCELLED, ACTIVE to DRAFT, CLOSED or CANCELLED, "
    "CLOSED to ACTIVE, CANCELLED to DRAFT or ACTIVE."
)


@strawberry.input(description="A new objective, without key results and alignments so far.")
class ObjectiveCreateInput:
    id: strawberry.ID | None = _OBJECTIVE.brought_id()
    external_id: str | None = _OBJECTIVE.external_id(GRAPH_NODES)
    title: str = _same("title", TITLE)
    description: str | None = _same("description", TEXT)
    level: Level | None = _same("level")
    cycle_id: strawberry.ID | None = _same("cycle", _CYCLE, types=("Cycle",))
    team_id: strawberry.ID | None = _same("team", types=("Team",))
    owner_id: strawberry.ID | None = _same("owner", types=("Person",))
    owner_role: str | None = _same("owner_role", LABEL)
    position: int | None = _same("position")
    commitment: Commitment | None = _same("commitment")
    lifecycle: Lifecycle = _same("lifecycle", default=Lifecycle.ACTIVE)
    weight: Decimal = _same("weight", WEIGHT, default=Decimal(1))
    progress_driver: ProgressDriver | None = _same("progress_driver")
    starts_on: date | None = _same("starts_on")
    ends_on: date | None = _same("ends_on", "Not before `startsOn`.")
    standalone_reason: str | None = _same("standalone_reason", TEXT)


@strawberry.input(
    description="What is to change of an objective: what is left out stays, null clears."
)
class ObjectiveUpdateInput:
    id: strawberry.ID = _OBJECTIVE.seen_id()
    expected_version: int | None = expected_version()
    title: strawberry.Maybe[str | None] = _same("title", f"{TITLE} {STAYS}")
    description: strawberry.Maybe[str | None] = _same("description", TEXT)
    level: strawberry.Maybe[Level | None] = _same("level")
    cycle_id: strawberry.Maybe[strawberry.ID | None] = _same("cycle", _CYCLE, types=("Cycle",))
    team_id: strawberry.Maybe[strawberry.ID | None] = _same("team", types=("Team",))
    owner_id: strawberry.Maybe[strawberry.ID | None] = _same("owner", types=("Person",))
    owner_role: strawberry.Maybe[str | None] = _same("owner_role", LABEL)
    position: strawberry.Maybe[int | None] = _same("position")
    commitment: strawberry.Maybe[Commitment | None] = _same("commitment")
    lifecycle: strawberry.Maybe[Lifecycle | None] = _same("lifecycle", f"{_STEPS} {STAYS}")
    weight: strawberry.Maybe[Decimal | None] = _same("weight", f"{WEIGHT} {STAYS}")
    progress_driver: strawberry.Maybe[ProgressDriver | None] = _same("progress_driver")
    starts_on: strawberry.Maybe[date | None] = _same("starts_on")
    ends_on: strawberry.Maybe[date | None] = _same("ends_on", "Not before `startsOn`.")
    standalone_reason: strawberry.Maybe[str | None] = _same("standalone_reason", TEXT)
    score_note: strawberry.Maybe[str | None] = _same(
        "score_note", f"{TEXT} It can be written in a CLOSED cycle, too."
    )


_ObjectiveArchiveInput = _OBJECTIVE.seen_input("Archive", "Which objective to archive.")
_ObjectiveRestoreInput = _OBJECTIVE.seen_input("Restore", "Which objective to bring back.")


@strawberry.type
class ObjectiveMutations:
    objective_create = mutation(
        one_row(create_objectives, NewObjective),
        ObjectiveCreateInput,
        _OBJECTIVE.payload("Create"),
        "Set an objective. Measure it by `keyResultCreate`, link it by `alignmentCreate`.",
    )
    objective_update = mutation(
        one_row(update_objectives, ObjectiveChange, light=True),
        ObjectiveUpdateInput,
        _OBJECTIVE.payload("Update"),
        "Change an objective that is not archived, in a cycle that is not CLOSED.",
    )
    objective_archive = mutation(
        one_row(archive_objectives, Seen),
        _ObjectiveArchiveInput,
        _OBJECTIVE.payload("Archive"),
        "Put an objective away together with its key results; its alignments stay as they are. "
        "Once more changes nothing.",
    )
    objective_restore = mutation(
        one_row(restore_objectives, Seen, graph=True),
        _ObjectiveRestoreInput,
        _OBJECTIVE.payload("Restore"),
        "Bring an objective back, and the key results that were archived together with it. "
        "Refused where its alignments would close a cycle by now.",
    )
    objective_bulk_create = mutation(
        many_rows(create_objectives, NewObjective),
        _OBJECTIVE.bulk_input("Create", ObjectiveCreateInput, "Up to 100 new objectives."),
        _OBJECTIVE.bulk_payload("Create"),
        "Set up to 100 objectives at once.",
    )
    objective_bulk_update = mutation(
        many_rows(update_objectives, ObjectiveChange, light=True),
        _OBJECTIVE.bulk_input("Update", ObjectiveUpdateInput, "Changes of up to 100 objectives."),
        _OBJECTIVE.bulk_payload("Update"),
        "Change up to 100 objectives at once, each of them in one row.",
    )
    objective_bulk_archive = mutation(
        many_rows(archive_objectives, Seen),
        _OBJECTIVE.bulk_input(
            "Archive", _ObjectiveArchiveInput, "Up to 100 objectives to archive."
        ),
        _OBJECTIVE.bulk_payload("Archive"),
        "Put up to 100 objectives away, each together with its key results.",
    )
    objective_bulk_restore = mutation(
        many_rows(restore_objectives, Seen, graph=True),
        _OBJECTIVE.bulk_input(
            "Restore", _ObjectiveRestoreInput, "Up to 100 objectives to bring back."
        ),
        _OBJECTIVE.bulk_payload("Restore"),
        "Bring up to 100 objectives back, each with the key results archived together with it.",
    )
