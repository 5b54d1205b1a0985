"""The rows of a clone, made of those that it is cloned from: plain values in, plain values out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from service.actor import Actor
from service.alignment.rules import AlignmentState
from service.events.facts import Fact, created
from service.nodes.rules import NodeKind
from service.objectives.commands.stages import (
    NewCheckpoint,
    NewMilestone,
    Stages,
    first_stages,
)
from service.objectives.rules import Lifecycle
from service.rituals.commands.carrying import (
    Shift,
    Way,
    carried_way,
    holds_at_the_end,
    with_note,
)
from service.tables import NO_SYSTEM, new_id
from service.writing.given import Values
from service.writing.rows import Row

# What a clone has of its original as it is. The rest is its own, or nobody has said it yet: scores
# and outcomes, what was measured and checked in, and what the sender calls it.
SAME_OF_OBJECTIVE = (
    "title",
    "description",
    "level",
    "team_id",
    "owner_id",
    "owner_role",
    "position",
    "commitment",
    "weight",
    "progress_driver",
    "standalone_reason",
)
SAME_OF_KEY_RESULT = (
    "title",
    "description",
    "owner_id",
    "owner_role",
    "position",
    "metric_type",
    "unit_kind",
    "unit",
    "precision",
    "start",
    "target",
    "lower",
    "upper",
    "weight",
    "indicator",
    "measures",
    "kpi_id",
    "follows",
)
_SAME_OF_EDGE = (
    "child_kind",
    "parent_kind",
    "kind",
    "is_primary",
    "weight",
    "allocation",
    "rationale",
)

# What every clone has, and its fact does not tell.
_UNTOLD = {"kind", "external_system"}

StagesByKeyResult = Mapping[str, Mapping[UUID, Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class Cloning:
    """Who clones which cycle into which, and when.

    Attributes:
        carries: whether key results go on from where they have got to.
    """

    actor: Actor
    cycle: Row
    clone_id: UUID
    shift: Shift
    carries: bool
    now: datetime


@dataclass(slots=True)
class Copies:
    """The rows to be, each with the columns of its table.

    Attributes:
        clones: by the id of an original, that of its clone.
        reached: how many key results have reached what they were to reach, and need a target.
    """

    clones: dict[UUID, UUID] = field(default_factory=dict)
    objectives: list[Values] = field(default_factory=list)
    key_results: list[Values] = field(default_factory=list)
    stages: list[Stages] = field(default_factory=list)
    alignments: list[Values] = field(default_factory=list)
    reached: int = 0
    facts: list[Fact] = field(default_factory=list)


def copies_of(
    cloning: Cloning,
    objectives: Sequence[Row],
    key_results: Sequence[Row],
    stages: StagesByKeyResult,
    edges: Sequence[Row],
) -> Copies:
    """Clones of all goals, and then, once each has its id, of the alignments up from them.

    Up to a goal that is cloned, too, an alignment leads to its clone; up to any other that lives,
    to that one.
    """
    copies = Copies()
    for row in objectives:
        _copy_objective(cloning, copies, row)
    for row in key_results:
        _copy_key_result(cloning, copies, row, stages)
    for edge in edges:
        if holds_at_the_end(edge, cloning.shift.before.ends_on):
            _copy_edge(cloning, copies, edge)
    copies.facts = _facts(copies)
    return copies


def _copy_objective(cloning: Cloning, copies: Copies, row: Row) -> None:
    new = _new(cloning, NodeKind.OBJECTIVE)
    copies.clones[row["id"]] = new["id"]
    copies.objectives.append(
        {
            **new,
            **_same(row, SAME_OF_OBJECTIVE),
            **cloning.shift.span(row),
            "cycle_id": cloning.clone_id,
            "lifecycle": Lifecycle.DRAFT.value,
            "carried_from_id": row["id"],
        }
    )


def _copy_key_result(cloning: Cloning, copies: Copies, row: Row, stages: StagesByKeyResult) -> None:
    new = _new(cloning, NodeKind.KEY_RESULT)
    copies.clones[row["id"]] = new["id"]
    milestones = _milestones(cloning, stages["milestones"][row["id"]])
    way = _way(cloning, row, had_stages=bool(stages["milestones"][row["id"]]), left=milestones)
    checkpoints = stages["checkpoints"][row["id"]]
    # They bend the way from the old start to the old target, and no other.
    bends = (way.start, way.target) == (row["start"], row["target"])
    curve = _checkpoints(cloning, checkpoints) if bends else []
    copies.stages.append(first_stages(new["id"], {"checkpoints": curve, "milestones": milestones}))
    copies.reached += way.reached is not None
    copies.key_results.append(
        {
            **new,
            **_same(row, SAME_OF_KEY_RESULT),
            "start": way.start,
            "target": way.target,
            "description": with_note(row["description"], cloning.cycle["name"], way.reached),
            "objective_id": copies.clones[row["objective_id"]],
            "due_on": cloning.shift.day(row["due_on"]),
            "carried_from_id": row["id"],
        }
    )


def _copy_edge(cloning: Cloning, copies: Copies, edge: Row) -> None:
    parent = copies.clones.get(edge["parent_id"])
    if parent is None and edge["is_dead"]:
        return
    copies.alignments.append(
        {
            **_own(cloning),
            **_same(edge, _SAME_OF_EDGE),
            "child_id": copies.clones[edge["child_id"]],
            "parent_id": parent or edge["parent_id"],
            "state": AlignmentState.ACCEPTED.value,
            "proposed_at": cloning.now,
            "proposed_by_id": cloning.actor.person_id,
            "decided_at": cloning.now,
            "decided_by_id": cloning.actor.person_id,
        }
    )


def _facts(copies: Copies) -> list[Fact]:
    """That all of it came to be, what others refer to first."""
    key_results = [
        {**row, **stages.first}
        for row, stages in zip(copies.key_results, copies.stages, strict=True)
    ]
    return [
        *_told("objective", copies.objectives),
        *_told("key_result", key_results),
        *_told("alignment", copies.alignments),
    ]


def _told(kind: str, rows: Sequence[Row]) -> Iterator[Fact]:
    for row in rows:
        values = {name: value for name, value in row.items() if name not in _UNTOLD}
        yield created(kind, row["id"], values)


def _way(cloning: Cloning, row: Row, *, had_stages: bool, left: Sequence[NewMilestone]) -> Way:
    if not cloning.carries:
        return Way(row["start"], row["target"])
    if had_stages and not left:
        return Way(row["start"], row["target"], "all of its stages are done")
    return carried_way(row)


def _milestones(cloning: Cloning, rows: Sequence[Row]) -> list[NewMilestone]:
    """The stages that are not done yet, or all of them once more where nothing is carried."""
    return [
        NewMilestone(
            title=row["title"], weight=row["weight"], due_on=cloning.shift.day(row["due_on"])
        )
        for row in rows
        if row["done_on"] is None or not cloning.carries
    ]


def _checkpoints(cloning: Cloning, rows: Sequence[Row]) -> list[NewCheckpoint]:
    """Those with a day in the clone; where a shorter one lets two meet, the later counts."""
    value_by_day = {cloning.shift.day(row["day"]): row["value"] for row in rows}
    return [
        NewCheckpoint(day=day, value=value)
        for day, value in value_by_day.items()
        if day is not None
    ]


def _new(cloning: Cloning, kind: NodeKind) -> Values:
    return {**_own(cloning), "kind": kind.value}


def _own(cloning: Cloning) -> Values:
    """What every row has of its own."""
    return {
        "organization_id": cloning.actor.organization_id,
        "id": new_id(),
        "created_at": cloning.now,
        "updated_at": cloning.now,
        "created_by": cloning.actor.person_id,
        "updated_by": cloning.actor.person_id,
        "version": 1,
        "external_system": NO_SYSTEM,
    }


def _same(row: Row, names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}
