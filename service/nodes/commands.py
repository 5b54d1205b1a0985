from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from service.actor import Actor
from service.database import Session
from service.nodes.models import Node
from service.writing.batches import Batch
from service.writing.given import Values
from service.writing.inserting import insert_new, insert_rows, record_new
from service.writing.recordset import table_of

_NODES = table_of(Node)


async def insert_nodes(
    session: Session,
    actor: Actor,
    table: Table,
    batch: Batch[Any],
    row_by_index: Mapping[int, Values],
) -> None:
    """Insert the accepted rows, with `kind`, as nodes and in the table of their noun; tell of them.

    A row whose id or external id is taken is refused.
    """
    await insert_new(session, _NODES, batch, row_by_index)
    rows = [row_by_index[index] for index, _ in batch.accepted()]
    await insert_rows(session, table, rows)
    await record_new(session, actor, table, rows, but=["kind"])
