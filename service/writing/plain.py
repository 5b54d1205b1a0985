"""Nouns with nothing special to them: a table, checks of its values, references, perhaps a tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from service.actor import Actor
from service.database import Session
from service.writing.batches import Batch, Outcome
from service.writing.branches import refuse_archived_above, refuse_leaving_below
from service.writing.checks import Check, check_values
from service.writing.given import Seen, given
from service.writing.inserting import insert_new, new_rows, record_new
from service.writing.loops import Tree, refuse_loops
from service.writing.references import refuse_missing
from service.writing.rows import Edit, archivings, changes, write_batch
from service.writing.trees import hold_tree


@dataclass(frozen=True, slots=True)
class Plain:
    """How one noun is written.

    Attributes:
        checks: of single values, by column.
        references: by column, the table that it names a live row of.
        unique: the field that is taken where a new row is there already and its id is not.
        tree: how the rows stand under one another, where they do.
        whole: whether a live row must stand under a live one; by `parent_id` then.
    """

    table: Table
    checks: Mapping[str, Check]
    references: Mapping[str, Table]
    unique: str = "external_id"
    tree: Tree | None = None
    whole: bool = True


async def create_plain(
    session: Session,
    actor: Actor,
    noun: Plain,
    batch: Batch[Any],
    now: datetime,
) -> Outcome:
    """New rows as the batch says; in five statements at most, however many.

    Raises:
        Rejected: a row was refused, and the policy lets none pass then.
    """
    batch.check(lambda new: check_values(given(new), noun.checks))
    row_by_index = new_rows(actor, batch, now)
    if noun.tree and any(row.get(noun.tree.column) for row in row_by_index.values()):
        await hold_tree(session, actor, noun.table)
    await refuse_missing(session, actor, batch, row_by_index, noun.references)
    batch.settle()
    await insert_new(session, noun.table, batch, row_by_index, noun.unique)
    await record_new(
        session, actor, noun.table, [row_by_index[index] for index, _ in batch.accepted()]
    )
    return batch.outcome(lambda index, _: row_by_index[index]["id"])


async def plain_edits(
    session: Session, actor: Actor, noun: Plain, batch: Batch[Any]
) -> dict[int, Edit]:
    """What the batch's rows would change, judged but not yet written."""
    batch.check(lambda seen: check_values(given(seen), noun.checks))
    edits = await changes(session, actor, noun.table, batch)
    after = {index: edit.after for index, edit in edits.items()}
    if noun.tree and any(values.get(noun.tree.column) for values in after.values()):
        await hold_tree(session, actor, noun.table)
        await refuse_loops(session, actor, noun.tree, batch, edits)
    await refuse_missing(session, actor, batch, after, noun.references)
    return edits


async def update_plain(
    session: Session, actor: Actor, noun: Plain, batch: Batch[Any], now: datetime
) -> Outcome:
    """Change the rows as the batch says; in six statements at most, however many.

    Raises:
        Rejected: a row was refused, and the policy lets none pass then.
    """
    edits = await plain_edits(session, actor, noun, batch)
    return await write_batch(session, actor, noun.table, batch, edits, now)


async def archive_plain(
    session: Session, actor: Actor, noun: Plain, batch: Batch[Seen], now: datetime
) -> Outcome:
    """Archive the rows; what refers to them stays as it is.

    Raises:
        Rejected: a row was refused, and the policy lets none pass then.
    """
    edits = await archivings(session, actor, noun.table, batch, now)
    if noun.tree and noun.whole:
        await hold_tree(session, actor, noun.table)
        await refuse_leaving_below(session, actor, noun.table, batch, edits)
    return await write_batch(session, actor, noun.table, batch, edits, now)


async def restore_plain(
    session: Session, actor: Actor, noun: Plain, batch: Batch[Seen], now: datetime
) -> Outcome:
    """Bring archived rows back.

    Raises:
        Rejected: a row was refused, and the policy lets none pass then.
    """
    edits = await archivings(session, actor, noun.table, batch, None)
    if noun.tree and noun.whole:
        await hold_tree(session, actor, noun.table)
        await refuse_archived_above(session, actor, noun.table, batch, edits)
    return await write_batch(session, actor, noun.table, batch, edits, now)
