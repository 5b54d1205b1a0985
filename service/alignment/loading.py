"""A whole organization, read from the database straight into columns.

PostgreSQL packs nodes and edges into bytes, some thousands a row, so that no Python object is
made for any of them and the event loop is never held for long. Everything is read in the
session's one transaction, so it is of one moment.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.alignment.other_rows import (
    cycle_records,
    dependency_records,
    kpi_records,
    person_records,
    team_records,
)
from service.alignment.packed_edges import ALIGNMENTS, TARGETS, read_edges
from service.alignment.packed_facts import FACTS, read_facts
from service.alignment.packed_ids import ID_BYTES, RowsById
from service.alignment.packed_nodes import NODES, read_nodes
from service.alignment.records import CycleRecord, KpiRecord, PersonRecord, TeamRecord
from service.alignment.snapshot import Snapshot, row_by_id_of
from service.database import Session
from service.identity.queries import organization_of
from service.libraries import np

# The planner takes the few parts for very many, and would sort every row to gather them.
_GATHER_BY_HASH = text(
    "SELECT set_config('enable_sort', 'off', true), set_config('work_mem', '64MB', true)"
)


async def load_snapshot(session: Session, actor: Actor) -> Snapshot:
    """The actor's whole organization, nodes in the order of their creation.

    It equals `snapshot_from_records` of the organization's records, but for the order of the
    alignments: here by child and parent.
    """
    organization = await organization_of(session, actor)
    binds = {"organization": actor.organization_id}
    await session.execute(_GATHER_BY_HASH)
    cycles, teams = await cycle_records(session, actor), await team_records(session, actor)
    people, kpis = await person_records(session, actor), await kpi_records(session, actor)
    packed = (await session.execute(NODES, binds)).all()
    rows_by_noun = {
        "cycle": _rows(cycles),
        "team": _rows(teams),
        "owner": _rows(people),
        "kpi": _rows(kpis),
    }
    # unpacked while PostgreSQL gathers the edges
    unpacking = asyncio.create_task(asyncio.to_thread(read_nodes, packed, rows_by_noun))
    alignments = (await session.scalars(ALIGNMENTS, binds)).all()
    targets = (await session.scalars(TARGETS, binds)).all()
    dependencies = await dependency_records(session, actor)
    measured = [(await session.scalars(statement, binds)).all() for statement in FACTS]
    nodes = await unpacking
    return Snapshot(
        id=str(organization.id),
        name=organization.name,
        settings=organization.settings,
        nodes=nodes.columns,
        edges=await asyncio.to_thread(read_edges, nodes, alignments, targets),
        cycles=cycles,
        teams=teams,
        people=people,
        dependencies=dependencies,
        facts=await asyncio.to_thread(read_facts, nodes.rows, kpis, rows_by_noun["kpi"], measured),
        row_by_id=nodes.row_by_id,
        cycle_row_by_id=row_by_id_of(cycles),
        team_row_by_id=row_by_id_of(teams),
        person_row_by_id=row_by_id_of(people),
    )


def _rows(records: Sequence[CycleRecord | TeamRecord | PersonRecord | KpiRecord]) -> RowsById:
    return RowsById(np.array([UUID(record.id).bytes for record in records], f"S{ID_BYTES}"))
