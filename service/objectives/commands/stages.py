"""What is expected of key results on the way: checkpoints and milestones, told as complete sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Delete, Select, Table, Uuid, any_, bindparam, delete, select

from service.actor import Actor
from service.database import Session
from service.errors import Invalid, NotFound
from service.events.facts import Change, plain
from service.objectives.models import Checkpoint, Milestone
from service.objectives.rules import (
    CHECKPOINT_CHECKS,
    MILESTONE_CHECKS,
    STAGES,
    check_days,
    check_set,
)
from service.tables import new_id
from service.writing.batches import Batch
from service.writing.checks import required
from service.writing.given import UNSET, Values
from service.writing.inserting import insert_rows
from service.writing.recordset import table_of

_TABLES = {"checkpoints": table_of(Checkpoint), "milestones": table_of(Milestone)}
_ORDER = {"checkpoints": "day", "milestones": "position"}
_CHECKS = {"checkpoints": CHECKPOINT_CHECKS, "milestones": MILESTONE_CHECKS}
_TOLD = {
    "checkpoints": ("day", "value"),
    "milestones": ("id", "title", "weight", "due_on", "done_on"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheckpoint:
    """The value that is expected on a day."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMilestone:
    """A stage; with the id of a stored one it is that one, else that which stands in its place."""

    title: str
    weight: Decimal = Decimal(1)
    due_on: date | None = None
    done_on: date | None = None
    id: UUID | None = None


# By field, `checkpoints` and `milestones`: the complete set that is said of a key result.
SaidStages = Mapping[str, Any]
StoredStages = Mapping[str, Sequence[Values]]


@dataclass(frozen=True, slots=True)
class Stages:
    """The rows of one key result's sets as they are and as they are to be, by field."""

    key_result_id: UUID
    before: StoredStages
    after: StoredStages

    @property
    def told(self) -> dict[str, Change]:
        """What changes, as facts have it."""
        pairs = {
            name: (_told(name, self.before.get(name, ())), _told(name, rows))
            for name, rows in self.after.items()
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    @property
    def first(self) -> dict[str, object]:
        """The sets of what is new, as facts have them."""
        return {name: after for name, (_, after) in self.told.items()}


def said_stages(said: object) -> SaidStages:
    """The sets that a new key result or a change of one says."""
    given = {name: getattr(said, name) for name in STAGES}
    return {name: value for name, value in given.items() if value is not UNSET}


def check_stages(said: SaidStages) -> None:
    """Whether key results may have these sets.

    Raises:
        Required, TooLong, Invalid: a value, or a day that comes twice.
        Limit: there are too many.
    """
    for name, rows in said.items():
        required(rows, [name])
        check_set(len(rows), [name])
        for place, row in enumerate(rows):
            for field, check in _CHECKS[name].items():
                check(getattr(row, field), [name, str(place), field])
    check_days([row.day for row in said.get("checkpoints", ())])


async def new_stages(
    session: Session,
    actor: Actor,
    batch: Batch[Any],
    said_by_index: Mapping[int, tuple[UUID, SaidStages]],
) -> dict[int, Stages]:
    """The sets of the accepted rows that say some, beside the stored ones of their key results.

    Refuses milestones that are none of their key result's.
    """
    said = {index: pair for index, pair in said_by_index.items() if pair[1]}
    ids = [own_id for own_id, _ in said.values()]
    names = {name for _, sets in said.values() for name in sets}
    stored = {name: await stored_rows(session, actor, name, ids) for name in sorted(names)}
    found: dict[int, Stages] = {}

    def check(index: int, _: object) -> None:
        if index not in said:
            return
        own_id, sets = said[index]
        before = {name: stored[name].get(own_id, ()) for name in sets}
        after = {name: rows_of_set(name, own_id, before[name], rows) for name, rows in sets.items()}
        found[index] = Stages(own_id, before, after)

    batch.check_each(check)
    return found


def first_stages(key_result_id: UUID, said: SaidStages) -> Stages:
    """The sets of a key result that is new.

    Raises:
        NotFound: a milestone has an id.
    """
    after = {
        name: rows_of_set(name, key_result_id, (), rows) for name, rows in said.items() if rows
    }
    return Stages(key_result_id, {}, after)


async def write_stages(session: Session, actor: Actor, stages: Sequence[Stages]) -> None:
    """Let the key results have these sets, and nothing else of those that change."""
    for name, table in _TABLES.items():
        changed = [one for one in stages if name in one.told]
        left = [one.key_result_id for one in changed if one.before.get(name)]
        if left:
            await session.execute(_delete(table), _scope(actor, left))
        own = {"organization_id": actor.organization_id}
        rows = [{**own, **row} for one in changed for row in one.after[name]]
        await insert_rows(session, table, rows)


async def stored_rows(
    session: Session, actor: Actor, name: str, key_result_ids: Sequence[UUID]
) -> dict[UUID, list[Values]]:
    """The checkpoints or the milestones of key results, in their order."""
    found: dict[UUID, list[Values]] = {}
    statement = _select(_TABLES[name], _ORDER[name])
    for row in await session.execute(statement, _scope(actor, key_result_ids)):
        found.setdefault(row.key_result_id, []).append(row._asdict())
    return found


def rows_of_set(
    name: str, key_result_id: UUID, before: Sequence[Values], said: Sequence[Any]
) -> list[Values]:
    if name == "checkpoints":
        id_by_day = {row["day"]: row["id"] for row in before}
        return [
            {
                "id": id_by_day.get(one.day) or new_id(),
                "key_result_id": key_result_id,
                "day": one.day,
                "value": one.value,
            }
            for one in sorted(said, key=lambda one: one.day)
        ]
    ids = _milestone_ids([row["id"] for row in before], [one.id for one in said])
    return [
        {
            "id": own_id,
            "key_result_id": key_result_id,
            "position": place,
            "title": one.title,
            "weight": one.weight,
            "due_on": one.due_on,
            "done_on": one.done_on,
        }
        for place, (own_id, one) in enumerate(zip(ids, said, strict=True), 1)
    ]


def _milestone_ids(stored: Sequence[UUID], said: Sequence[UUID | None]) -> list[UUID]:
    """The ids of milestones: those said, else of what stands there and is not said elsewhere."""
    named = [own_id for own_id in said if own_id is not None]
    found: list[UUID] = []
    for place, own_id in enumerate(said):
        path = ["milestones", str(place), "id"]
        if own_id is not None and own_id not in stored:
            raise NotFound("there is no such milestone of this key result", path)
        if own_id is not None and own_id in found:
            raise Invalid("another one has this id, too", path)
        here = stored[place] if place < len(stored) and stored[place] not in named else new_id()
        found.append(own_id or here)
    return found


def _told(name: str, rows: Sequence[Values]) -> list[dict[str, object]] | None:
    return [
        {field: plain(row[field]) for field in _TOLD[name] if row[field] is not None}
        for row in rows
    ] or None


def _scope(actor: Actor, key_result_ids: Sequence[UUID]) -> dict[str, object]:
    return {"organization": actor.organization_id, "ids": list(key_result_ids)}


@lru_cache(maxsize=2)
def _select(table: Table, order: str) -> Select[Any]:
    return (
        select(table)
        .where(
            table.c.organization_id == bindparam("organization", type_=Uuid),
            table.c.key_result_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        )
        .order_by(table.c[order], table.c.id)
    )


@lru_cache(maxsize=2)
def _delete(table: Table) -> Delete:
    return delete(table).where(
        table.c.organization_id == bindparam("organization", type_=Uuid),
        table.c.key_result_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
