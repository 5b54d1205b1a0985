"""A cycle cloned: another one to plan, with the goals that go on into it."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.alignment.models import Alignment
from service.alignment.rules import AlignmentKind
from service.cycles.commands import NewCycle, NewPlanningStep, create_cycles
from service.cycles.rules import Audience, Cadence, CycleState
from service.database import Session
from service.errors import Taken
from service.events.record import record_all
from service.nodes.models import Node
from service.numbers.requesting import Touched, request_touched
from service.objectives.commands.stages import write_stages
from service.objectives.commands.stored import KEY_RESULTS, OBJECTIVES
from service.objectives.rules import CloseOutcome
from service.rituals.commands.carrying import (
    Shift,
    Span,
    check_choice,
    check_clone,
    chosen_key_results,
    chosen_objectives,
)
from service.rituals.commands.copies import Cloning, Copies, copies_of
from service.rituals.commands.serving import serve_clones
from service.rituals.commands.sources import (
    Goals,
    edges_of,
    goals_of,
    held_cycle,
    hold_followed,
    planning_of,
    span_of,
    stages_of,
)
from service.writing.given import UNSET, Unset
from service.writing.inserting import insert_rows
from service.writing.recordset import table_of
from service.writing.rows import Edit, Row, write_edits

_NODES, _ALIGNMENTS = table_of(Node), table_of(Alignment)
# So many at a time: others are answered in between.
_FACTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleClone:
    """Which cycle is cloned, what becomes of its clone, and what goes on into it.

    Attributes:
        new_id, external_id: the clone's own; without an id one is made.
        cadence: left out: that of the cycle.
        objective_ids: None: all live ones that are not cancelled.
        key_result_ids: None: all live ones of these.
        carry_values: whether an INCREASE or DECREASE starts where it has got to, and only stages
            that are not done go on.
        mark_carried: whether the originals without an outcome get CARRIED_OVER.
    """

    id: UUID
    name: str
    new_id: UUID | None = None
    external_id: str | None = None
    cadence: Cadence | Unset | None = UNSET
    parent_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    objective_ids: Sequence[UUID] | None = None
    key_result_ids: Sequence[UUID] | None = None
    carry_values: bool = True
    mark_carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _ClonedCycle(NewCycle):
    carried_from_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneCounts:
    """What a clone has, and what became of others with it.

    Attributes:
        targets_reached: key results that were where they should be, and have no target now.
        initiatives: those that serve clones from now on.
        marked: originals that were carried over.
    """

    objectives: int
    key_results: int
    targets_reached: int
    alignments: int
    initiatives: int
    marked: int

    def by_name(self) -> Mapping[str, int]:
        return asdict(self)


async def clone_cycle(
    session: Session, actor: Actor, wanted: CycleClone, now: datetime
) -> tuple[UUID, CloneCounts]:
    """A cycle in PLANNING with drafts of the goals; in as many statements for any number.

    Facts alone are written by the thousand. The caller holds the graph. Nothing leads from what was
    there to the clones, so that no circle is closed: they have the circles of their originals.
    Planning steps and dates move with the first day; proposals, dependencies, check-ins, scores and
    reviews stay behind.

    Returns:
        The new cycle, and what there is of it.

    Raises:
        NotFound: there is no such cycle or parent, or the cycle has no such live goal.
        Invalid: a value; a goal is named twice; a key result's objective is not chosen; originals
            are to be marked while their cycle is only planned.
        ReadOnly: they are to be marked, and it is closed; the parent is closed.
        Required, TooLong, Taken: a value, an id.
        Limit: there are too many goals.
        Conflict: goals changed meanwhile.
    """
    allow(actor, Action.CYCLE_CLONE)
    check_choice(wanted.objective_ids, wanted.key_result_ids)
    followed = await hold_followed(session, actor, wanted.id)
    cycle = await held_cycle(session, actor, wanted.id, marks=wanted.mark_carried)
    stored = await goals_of(session, actor, wanted.id, followed, marks=wanted.mark_carried)
    goals = _chosen(wanted, stored)
    shift = Shift(span_of(cycle), Span(wanted.starts_on, wanted.ends_on))
    clone_id = await _create_cycle(session, actor, wanted, cycle, shift, now)
    cloning = Cloning(actor, cycle, clone_id, shift, wanted.carry_values, now)
    copies = await _copies(session, cloning, goals)
    await _write(session, actor, copies, now)
    kinds = {row["id"]: row["kind"] for row in [*copies.objectives, *copies.key_results]}
    initiatives = await serve_clones(session, actor, copies.clones, kinds, now)
    marked = await _mark(session, actor, goals.objectives, now) if wanted.mark_carried else 0
    return clone_id, CloneCounts(
        objectives=len(copies.objectives),
        key_results=len(copies.key_results),
        targets_reached=copies.reached,
        alignments=len(copies.alignments),
        initiatives=initiatives,
        marked=marked,
    )


def _chosen(wanted: CycleClone, stored: Goals) -> Goals:
    objectives = chosen_objectives(stored.objectives, wanted.objective_ids)
    ids = frozenset(row["id"] for row in objectives)
    key_results = chosen_key_results(stored.key_results, wanted.key_result_ids, ids)
    check_clone(len(objectives) + len(key_results), "id")
    return Goals(objectives, key_results)


async def _create_cycle(
    session: Session, actor: Actor, wanted: CycleClone, cycle: Row, shift: Shift, now: datetime
) -> UUID:
    """The cycle alone, with its planning calendar where its days can be told."""
    steps = await planning_of(session, actor, wanted.id)
    new = _ClonedCycle(
        id=wanted.new_id,
        external_id=wanted.external_id,
        name=wanted.name,
        cadence=cycle["cadence"] if isinstance(wanted.cadence, Unset) else wanted.cadence,
        parent_id=wanted.parent_id,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        state=CycleState.PLANNING,
        planning=[moved for step in steps if (moved := _moved(step, shift))],
        carried_from_id=wanted.id,
    )
    try:
        return (await create_cycles(session, actor, [new], None, now)).only()
    except Taken as error:
        # The input's `id` is the cycle that is cloned.
        path = ["new_id"] if error.path == ("id",) else error.path
        raise Taken(error.message, path) from None


def _moved(step: Row, shift: Shift) -> NewPlanningStep | None:
    starts_on, ends_on = shift.day(step["starts_on"]), shift.day(step["ends_on"])
    if starts_on is None or ends_on is None:
        return None
    audience = Audience(step["audience"])
    return NewPlanningStep(
        audience=audience, starts_on=starts_on, ends_on=ends_on, note=step["note"]
    )


async def _copies(session: Session, cloning: Cloning, goals: Goals) -> Copies:
    key_result_ids = [row["id"] for row in goals.key_results]
    ids = [*(row["id"] for row in goals.objectives), *key_result_ids]
    stages = await stages_of(session, cloning.actor, key_result_ids)
    edges = await edges_of(session, cloning.actor, ids)
    return await to_thread(copies_of, cloning, goals.objectives, goals.key_results, stages, edges)


async def _write(session: Session, actor: Actor, copies: Copies, now: datetime) -> None:
    await insert_rows(session, _NODES, [*copies.objectives, *copies.key_results])
    await insert_rows(session, OBJECTIVES, copies.objectives)
    await insert_rows(session, KEY_RESULTS, copies.key_results)
    await write_stages(session, actor, copies.stages)
    await insert_rows(session, _ALIGNMENTS, copies.alignments)
    for start in range(0, len(copies.facts), _FACTS):
        await record_all(session, actor, copies.facts[start : start + _FACTS])
    touched = Touched(
        objectives=[row["id"] for row in copies.objectives],
        children=[
            edge["child_id"]
            for edge in copies.alignments
            if edge["kind"] == AlignmentKind.CONTRIBUTES
        ],
    )
    await request_touched(session, actor, touched, now)


async def _mark(session: Session, actor: Actor, objectives: Sequence[Row], now: datetime) -> int:
    """Say of held originals that they were carried over, where nobody has said how they ended."""
    outcome = {"close_outcome": CloseOutcome.CARRIED_OVER.value}
    edits = [Edit(row, dict(outcome), {}) for row in objectives if row["close_outcome"] is None]
    await write_edits(session, actor, OBJECTIVES, edits, now)
    return len(edits)
