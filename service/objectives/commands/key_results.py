"""Key results: new ones, and what changes of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import NotFound
from service.identity.models import Person
from service.kpis.models import Kpi
from service.nodes.commands import create_nodes
from service.numbers.refreshing import hold_homes, refresh_held
from service.objectives.commands.following import hold_followed
from service.objectives.commands.holding import refuse_moved
from service.objectives.commands.speaking import check_unsaid, key_results_with_speakers
from service.objectives.commands.stages import (
    NewCheckpoint,
    NewMilestone,
    Stages,
    check_stages,
    first_stages,
    new_stages,
    said_stages,
    write_stages,
)
from service.objectives.commands.stored import KEY_RESULTS, held_homes, key_results_with_cycles
from service.objectives.rules import (
    KEY_RESULT_CHECKS,
    MEASURED,
    NOTES,
    SOURCE,
    STAGES,
    Indicator,
    Measures,
    UnitKind,
    check_metric,
    check_open,
    check_source,
)
from service.progress.rules import KeyResultSource, MetricType, ReportedStatus
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, Values, given
from service.writing.inserting import new_rows
from service.writing.recordset import table_of
from service.writing.references import refuse_missing
from service.writing.rows import Edit, write_batch
from service.writing.rows import changes as changes_of

_REFERENCES = {"owner_id": table_of(Person), "kpi_id": table_of(Kpi)}
_MOVING = {*MEASURED, *STAGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeyResult(New):
    """How an objective is measured; a title alone will do."""

    objective_id: UUID
    title: str
    description: str | None = None
    owner_id: UUID | None = None
    owner_role: str | None = None
    position: int | None = None
    metric_type: MetricType | None = None
    unit_kind: UnitKind | None = None
    unit: str | None = None
    precision: int | None = None
    start: Decimal | None = None
    target: Decimal | None = None
    current: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    due_on: date | None = None
    weight: Decimal = Decimal(1)
    indicator: Indicator | None = None
    measures: Measures | None = None
    confidence: int | None = None
    reported_status: ReportedStatus | None = None
    kpi_id: UUID | None = None
    follows: KeyResultSource = KeyResultSource.CHECK_INS
    checkpoints: Sequence[NewCheckpoint] = ()
    milestones: Sequence[NewMilestone] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultChange(Seen):
    """What is to change of a key result; null clears, but for title and weight.

    Attributes:
        checkpoints, milestones: the complete sets; none of them can be null.
    """

    title: str | Unset | None = UNSET
    description: str | Unset | None = UNSET
    owner_id: UUID | Unset | None = UNSET
    owner_role: str | Unset | None = UNSET
    position: int | Unset | None = UNSET
    metric_type: MetricType | Unset | None = UNSET
    unit_kind: UnitKind | Unset | None = UNSET
    unit: str | Unset | None = UNSET
    precision: int | Unset | None = UNSET
    start: Decimal | Unset | None = UNSET
    target: Decimal | Unset | None = UNSET
    current: Decimal | Unset | None = UNSET
    lower: Decimal | Unset | None = UNSET
    upper: Decimal | Unset | None = UNSET
    due_on: date | Unset | None = UNSET
    weight: Decimal | Unset | None = UNSET
    indicator: Indicator | Unset | None = UNSET
    measures: Measures | Unset | None = UNSET
    confidence: int | Unset | None = UNSET
    reported_status: ReportedStatus | Unset | None = UNSET
    kpi_id: UUID | Unset | None = UNSET
    follows: KeyResultSource | Unset | None = UNSET
    checkpoints: Sequence[NewCheckpoint] | Unset | None = UNSET
    milestones: Sequence[NewMilestone] | Unset | None = UNSET
    score_note: str | Unset | None = UNSET


async def create_key_results(
    session: Session, actor: Actor, news: Sequence[NewKeyResult], policy: Policy, now: datetime
) -> Outcome:
    """Key results of live objectives; without a position they stand last.

    Refuses with Required, TooLong, Invalid (a value; a metric that leads nowhere; it follows a KPI
    and names none), NotFound (objective, owner, KPI), Limit (too many checkpoints or milestones),
    ReadOnly (the cycle is closed), Taken (an id).
    """
    allow(actor, Action.KEY_RESULT_CREATE)
    batch = Batch(news, policy)
    batch.check(_check_new)
    rows = new_rows(actor, batch, now)
    followed = [new.kpi_id for _, new in batch.accepted() if new.follows is KeyResultSource.KPI]
    await hold_followed(session, actor, {kpi for kpi in followed if kpi is not None})
    await _refuse_homes(session, actor, batch)
    await refuse_missing(session, actor, batch, rows, _REFERENCES)
    stages = _first_stages(batch, rows)
    batch.settle()
    silent = dict.fromkeys(STAGES)
    told = {index: {**rows[index], **silent, **one.first} for index, one in stages.items()}
    outcome = await create_nodes(session, actor, KEY_RESULTS, batch, told)
    await write_stages(session, actor, [stages[index] for index, _ in batch.accepted()])
    homes = {new.objective_id for _, new in batch.accepted()}
    await refresh_held(session, actor, homes, now, switched=True)
    return outcome


async def update_key_results(
    session: Session,
    actor: Actor,
    changes: Sequence[KeyResultChange],
    policy: Policy,
    now: datetime,
) -> Outcome:
    """Set what the changes say; another objective is a move.

    Refuses as `create_key_results` does, and with NotFound (also a milestone), Conflict, ReadOnly
    (it is archived, its cycle is closed and more than a note changes, or a check-in or its KPI
    says the value).
    """
    allow(actor, Action.KEY_RESULT_UPDATE)
    batch = Batch(changes, policy)
    batch.check(_check_change)
    moving = [change.id for _, change in batch.accepted() if given(change).keys() & _MOVING]
    held = await _hold(session, actor, batch, moving) if moving else set()
    stored = key_results_with_speakers() if moving else key_results_with_cycles()
    edits = await changes_of(session, actor, KEY_RESULTS, batch, stored)
    stages = await _new_stages(session, actor, batch, edits)
    batch.check_each(lambda index, _: _check_edit(edits[index], held))
    after = {index: edit.after for index, edit in edits.items()}
    await refuse_missing(session, actor, batch, after, _REFERENCES)
    outcome = await write_batch(session, actor, KEY_RESULTS, batch, edits, now)
    kept = [index for index, _ in batch.accepted()]
    await write_stages(session, actor, [stages[index] for index in kept if index in stages])
    moved = [edits[index] for index in kept if _moves(edits[index])]
    homes = {edit.before["objective_id"] for edit in moved}
    switched = any("follows" in edit.after for edit in moved)
    await refresh_held(session, actor, homes, now, switched=switched)
    return outcome


def _check_new(new: NewKeyResult) -> None:
    values = given(new)
    check_values(values, KEY_RESULT_CHECKS)
    check_metric(values, values)
    check_source(values, values)
    check_stages(said_stages(new))


def _check_change(change: KeyResultChange) -> None:
    check_values(given(change), KEY_RESULT_CHECKS)
    check_stages(said_stages(change))


def _check_edit(edit: Edit, held: Collection[UUID]) -> None:
    if edit.told or not edit.after.keys() <= NOTES:
        check_open(edit.before["cycle_state"], ["id"])
    values = {**edit.before, **edit.after}
    check_metric(values, edit.after)
    check_source(values, edit.after)
    if _moves(edit):
        refuse_moved(held, [edit.before["objective_id"]])
        check_unsaid(edit)


def _moves(edit: Edit) -> bool:
    return bool(edit.told or edit.after.keys() & MEASURED)


def _first_stages(batch: Batch[NewKeyResult], rows: Mapping[int, Values]) -> dict[int, Stages]:
    """The sets of the accepted rows, which are all new."""
    found: dict[int, Stages] = {}

    def check(index: int, new: NewKeyResult) -> None:
        found[index] = first_stages(rows[index]["id"], said_stages(new))

    batch.check_each(check)
    return found


async def _hold(
    session: Session, actor: Actor, batch: Batch[KeyResultChange], moving: Sequence[UUID]
) -> set[UUID]:
    """The objectives of what moves, held; and before them what is followed from here on."""
    said = [(change.id, given(change)) for _, change in batch.accepted()]
    following = [(own_id, values) for own_id, values in said if values.keys() & SOURCE]
    named = {values["kpi_id"] for _, values in following if values.get("kpi_id")}
    await hold_followed(session, actor, named, [own_id for own_id, _ in following])
    return await hold_homes(session, actor, moving)


async def _new_stages(
    session: Session, actor: Actor, batch: Batch[KeyResultChange], edits: dict[int, Edit]
) -> dict[int, Stages]:
    """The sets that change, which their edits tell from here on."""
    said = {index: (change.id, said_stages(change)) for index, change in batch.accepted()}
    found = await new_stages(session, actor, batch, said)
    for index, one in found.items():
        edits[index] = replace(edits[index], told=one.told)
    return found


async def _refuse_homes(session: Session, actor: Actor, batch: Batch[NewKeyResult]) -> None:
    ids = {new.objective_id for _, new in batch.accepted()}
    homes = await held_homes(session, actor, list(ids))

    def check(new: NewKeyResult) -> None:
        home = homes.get(new.objective_id)
        if home is None or home.archived:
            raise NotFound("there is no such objective", ["objective_id"])
        check_open(home.cycle_state, ["objective_id"])

    batch.check(check)
