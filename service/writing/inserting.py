"""New rows, many at once: what is there already is refused, by one statement for them all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, Table, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.sql.dml import ReturningInsert

from service.actor import Actor
from service.database import Session
from service.errors import Taken
from service.events.causes import remember
from service.events.facts import Fact, created
from service.events.record import EVENTS, TOLD, event_rows, record_all
from service.tables import NO_SYSTEM, new_id
from service.writing.batches import Batch
from service.writing.checks import external_id
from service.writing.given import New, Values, given
from service.writing.recordset import as_json, sent_rows, written_columns
from service.writing.rows import Row, any_of, words_of

NewRow = TypeVar("NewRow", bound=New)


def new_rows(actor: Actor, batch: Batch[NewRow], now: datetime) -> dict[int, Values]:
    """The rows to be, by index, with all that every row has."""
    batch.refuse_repeated(lambda new: new.id, "id")
    batch.refuse_repeated(lambda new: new.external_id, "external_id")
    batch.check(lambda new: external_id(new.external_id, ["external_id"]))
    return {
        index: {
            "organization_id": actor.organization_id,
            "id": new.id or new_id(),
            "created_at": now,
            "updated_at": now,
            "created_by": actor.person_id,
            "updated_by": actor.person_id,
            "version": 1,
            "archived_at": None,
            "external_system": NO_SYSTEM,
            **given(new),
        }
        for index, new in batch.accepted()
    }


async def insert_new(
    session: Session,
    table: Table,
    batch: Batch[Any],
    row_by_index: Mapping[int, Values],
    unique: str = "external_id",
) -> None:
    """Insert the accepted rows; what is there already is refused.

    Whoever inserts the same at the same time is waited for. `unique` is the field that is taken
    where it is not the id. After a refusal the policy is asked, since other rows are written.
    """
    rows = [row_by_index[index] for index, _ in batch.accepted()]
    if not rows:
        return
    inserted = await insert_unless_there(session, table, rows)
    skipped = [row["id"] for row in rows if row["id"] not in inserted]
    if not skipped:
        return
    stored = select(table.c.id).where(
        table.c.organization_id == rows[0]["organization_id"], table.c.id == any_of(skipped)
    )
    known = set(await session.scalars(stored))

    def check(index: int, _: object) -> None:
        own_id = row_by_index[index]["id"]
        if own_id in known:
            raise Taken("the id is in use", ["id"])
        if own_id not in inserted:
            raise Taken(f"there is such a {words_of(table)} already", [unique])

    batch.check_each(check)
    batch.settle()


async def insert_unless_there(session: Session, table: Table, rows: Sequence[Row]) -> set[UUID]:
    """Insert rows where no unique key is taken; the ids of those that were inserted."""
    return set(await session.scalars(_insert_unless_there(table), {"rows": as_json(rows)}))


async def insert_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that cannot be there yet, in their order; what is no column is left out."""
    if rows:
        await session.execute(_insert(table), {"rows": as_json(rows)})


async def insert_and_tell(
    session: Session, actor: Actor, table: Table, rows: Sequence[Row], facts: Sequence[Fact]
) -> set[UUID]:
    """The same, and of those that were inserted their facts are told, in one statement."""
    events = event_rows(actor, facts)
    given = {"rows": as_json(rows), "events": as_json(events)}
    inserted = set(await session.scalars(_insert_and_tell(table), given))
    remember(session, [event for event in events if event["subject_id"] in inserted])
    return inserted


async def record_new(
    session: Session,
    actor: Actor,
    table: Table,
    rows: Sequence[Row],
    but: Sequence[str] = (),
    happened: str = "created",
) -> None:
    """Tell that the rows came to be, with every value that they have, `but` these."""
    left_out = {"external_system", *but}
    facts = [
        created(
            table.name, row["id"], {k: v for k, v in row.items() if k not in left_out}, happened
        )
        for row in rows
    ]
    await record_all(session, actor, facts)


@lru_cache(maxsize=64)
def _insert(table: Table) -> Insert:
    names = written_columns(table)
    sent = sent_rows(table, names)
    return insert(table).from_select(names, select(*(sent.c[name] for name in names)))


@lru_cache(maxsize=64)
def _insert_unless_there(table: Table) -> ReturningInsert[Any]:
    return _insert(table).on_conflict_do_nothing().returning(table.c.id)


@lru_cache(maxsize=16)
def _insert_and_tell(table: Table) -> Select[Any]:
    written = _insert_unless_there(table).cte("written")
    events = sent_rows(EVENTS, TOLD, "events")
    happened = select(*(events.c[name] for name in TOLD)).join(
        written, written.c.id == events.c.subject_id
    )
    told = insert(EVENTS).from_select(TOLD, happened).cte("told")
    return select(written.c.id).add_cte(told)
