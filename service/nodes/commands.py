from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from service.actor import Actor
from service.database import Session
from service.nodes.models import Node
from service.nodes.rules import NodeKind
from service.writing.batches import Batch, Outcome
from service.writing.given import Values
from service.writing.inserting import insert_new, insert_rows, record_new
from service.writing.recordset import table_of

_NODES = table_of(Node)


async def create_nodes(  # what every insertion takes, and the kind
    session: Session,
    actor: Actor,
    table: Table,
    batch: Batch[Any],
    row_by_index: Mapping[int, Values],
) -> Outcome:
    """Insert the accepted rows as nodes and in the table of their noun, and tell of them.

    A row whose id or external id is taken is refused; external ids are one set over all kinds.
    """
    kind = NodeKind(table.name.upper())
    nodes = {index: {**row, "kind": kind} for index, row in row_by_index.items()}
    await insert_new(session, _NODES, batch, nodes)
    rows = [nodes[index] for index, _ in batch.accepted()]
    await insert_rows(session, table, rows)
    await record_new(session, actor, table, rows, but=["kind"])
    return batch.outcome(lambda index, _: nodes[index]["id"])
