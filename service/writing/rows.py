"""Rows that people write, many at once: locked, judged, written and told of, each in one statement.

Every function takes a batch and refuses its rows there, so that one statement serves them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, Select, Table, Uuid, any_, bindparam, insert, select, update
from sqlalchemy.sql.dml import Update

from service.actor import Actor
from service.database import Session
from service.errors import Conflict, NotFound, ReadOnly
from service.events.causes import remember
from service.events.facts import Fact, differences
from service.events.record import EVENTS, TOLD, event_rows
from service.one_write import WRITES
from service.writing.batches import Batch, Outcome
from service.writing.given import Seen, Values, differing, given
from service.writing.recordset import as_json, sent_rows
from service.writing.settling import settled_rows, version_before

Row = Mapping[str, Any]
SeenRow = TypeVar("SeenRow", bound=Seen)


@dataclass(frozen=True, slots=True)
class Edit:
    """A stored row and what is to change of it.

    Attributes:
        before: the row as it is, with its columns' values.
        after: new values of columns, each other than before.
        told: changes of what is no column, for the fact alone.
    """

    before: Row
    after: Values
    told: Mapping[str, tuple[object, object]]

    @property
    def id(self) -> UUID:
        own_id: UUID = self.before["id"]
        return own_id

    def now(self, field: str) -> Any:  # noqa: ANN401  # whatever the column holds
        """The value of a column after the change."""
        return self.after.get(field, self.before[field])


def words_of(table: Table) -> str:
    """What a row of the table is called."""
    return str(table.name).replace("_", " ")


async def locked_rows(
    session: Session,
    actor: Actor,
    table: Table,
    ids: Sequence[UUID],
    statement: Select[Any] | None = None,
) -> dict[UUID, Row]:
    """The rows of these ids, archived or not, nobody else's until the transaction ends.

    `statement` may select more than the table's columns, as it is once they are locked; it begins
    with these, and is the same object each time. The order of the ids keeps two writers from
    waiting for each other.
    """
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    locking = _locked(table, statement)
    if statement is None:
        found = (await session.execute(locking, scope)).all()
    else:
        found = await settled_rows(session, locking, scope)
    return {row.id: row._asdict() for row in found}


async def stored_rows(
    session: Session,
    actor: Actor,
    table: Table,
    batch: Batch[SeenRow],
    statement: Select[Any] | None = None,
) -> dict[UUID, Row]:
    """The locked rows that a batch means, by id; whatever is not there is refused."""
    batch.refuse_repeated(lambda seen: seen.id, "id")
    ids = [seen.id for _, seen in batch.accepted()]
    found = await locked_rows(session, actor, table, ids, statement)

    def check(seen: SeenRow) -> None:
        if seen.id not in found:
            raise NotFound(f"there is no such {words_of(table)}", ["id"])

    batch.check(check)
    return found


async def changes(
    session: Session,
    actor: Actor,
    table: Table,
    batch: Batch[SeenRow],
    statement: Select[Any] | None = None,
) -> dict[int, Edit]:
    """What the batch's rows would change, by index: those that the caller has seen, and live."""
    found = await stored_rows(session, actor, table, batch, statement)

    def check(seen: SeenRow) -> None:
        row = found[seen.id]
        if row["archived_at"] is not None:
            raise ReadOnly(f"the {words_of(table)} is archived; restore it first", ["id"])
        check_version(table, row["version"], seen.expected_version)

    batch.check(check)
    return {
        index: Edit(row, differing(row, _columns(table, given(seen))), {})
        for index, seen in batch.accepted()
        for row in (found[seen.id],)
    }


async def archivings(
    session: Session,
    actor: Actor,
    table: Table,
    batch: Batch[SeenRow],
    archived_at: datetime | None,
    statement: Select[Any] | None = None,
) -> dict[int, Edit]:
    """What archiving the rows would change, or restoring them (None): nothing where it is so.

    Whoever asks for what is there already has lost our first answer: the version does not matter.
    """
    found = await stored_rows(session, actor, table, batch, statement)
    edits = {}
    for index, seen in batch.accepted():
        row = found[seen.id]
        is_there = (row["archived_at"] is None) == (archived_at is None)
        edits[index] = Edit(row, {} if is_there else {"archived_at": archived_at}, {})

    def check(index: int, seen: SeenRow) -> None:
        if edits[index].after:
            check_version(table, edits[index].before["version"], seen.expected_version)

    batch.check_each(check)
    return edits


def check_version(table: Table, version: int, expected: int | None) -> None:
    """Let pass who has seen the row as it is, or does not mind.

    Raises:
        Conflict: someone else has changed it since.
    """
    if expected not in (None, version):
        raise Conflict(
            f"the {words_of(table)} is at version {version}, not {expected}", ["expected_version"]
        )


async def write_edits(
    session: Session,
    actor: Actor,
    table: Table,
    edits: Sequence[Edit],
    now: datetime,
    happened: str | None = None,
) -> None:
    """Write the changed rows, each with its next version, and tell of them; the others stay.

    `happened` is what is told where it is more than that they were updated.
    """
    changed = [edit for edit in edits if edit.after or edit.told]
    if not changed:
        return
    names = tuple(sorted({name for edit in changed for name in edit.after}))
    rows = [
        {
            "id": edit.id,
            "version": edit.before["version"] + 1,
            "updated_at": now,
            "updated_by": actor.person_id,
            **{name: edit.now(name) for name in names},
        }
        for edit in changed
    ]
    events = event_rows(actor, [_fact(table, edit, happened) for edit in changed])
    scope = {
        "organization": actor.organization_id,
        "rows": as_json(rows),
        "events": as_json(events),
    }
    await session.execute(_update_and_tell(table, names), scope)
    remember(session, events)


async def write_batch(
    session: Session,
    actor: Actor,
    table: Table,
    batch: Batch[Any],
    edits: Mapping[int, Edit],
    now: datetime,
) -> Outcome:
    """Write what is left of a batch's edits, by index, and say what came of it.

    Raises:
        Rejected: a row was refused, and the policy lets none pass then.
    """
    batch.settle()
    kept = [edits[index] for index, _ in batch.accepted()]
    await write_edits(session, actor, table, kept, now)
    return batch.outcome(lambda index, _: edits[index].id)


def any_of(ids: Sequence[UUID]) -> Any:  # noqa: ANN401  # as SQLAlchemy has it
    """What an id column is compared with, in one statement however many there are."""
    return any_(bindparam(None, list(ids), type_=ARRAY(Uuid)))


def _columns(table: Table, values: Values) -> Values:
    return {name: value for name, value in values.items() if name in table.c}


def _fact(table: Table, edit: Edit, happened: str | None) -> Fact:
    told = {**differences(edit.before, edit.after), **edit.told}
    return Fact(f"{table.name}.{happened or _happened(edit)}", table.name, edit.id, told)


def _happened(edit: Edit) -> str:
    match edit.after:
        case {"archived_at": None}:
            return "restored"
        case {"archived_at": _}:
            return "archived"
        case _:
            return "updated"


@lru_cache(maxsize=64)
def _locked(table: Table, statement: Select[Any] | None) -> Select[Any]:
    return (
        (select(table) if statement is None else statement.add_columns(version_before(table)))
        .where(
            table.c.organization_id == bindparam("organization", type_=Uuid),
            table.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        )
        .order_by(table.c.id)
        .with_for_update(key_share=True, of=table)
    )


@lru_cache(maxsize=512)
def _update_and_tell(table: Table, names: tuple[str, ...]) -> Select[Any]:
    """Writes the parameter `rows` and tells their `events`, in one statement for both.

    Only of the versions before: what has moved since it was read is left alone, and not told of.
    """
    written = _update(table, names).returning(table.c.id).cte("written")
    events = sent_rows(EVENTS, TOLD, "events")
    happened = select(*(events.c[name] for name in TOLD)).join(
        written, written.c.id == events.c.subject_id
    )
    told = insert(EVENTS).from_select(TOLD, happened).cte("told")
    return select(written.c.id).add_cte(told).execution_options(**{WRITES: True})


def _update(table: Table, names: tuple[str, ...]) -> Update:
    kept = ("version", "updated_at", "updated_by", *names)
    sent = sent_rows(table, ("id", *kept))
    return (
        update(table)
        .values({table.c[name]: sent.c[name] for name in kept})
        .where(
            table.c.organization_id == bindparam("organization", type_=Uuid),
            table.c.id == sent.c.id,
            table.c.version == sent.c.version - 1,
        )
    )
