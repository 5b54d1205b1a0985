"""The whole alignment graph of an organization as a ground, some bytes for each node and edge."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from service.alignment.packed_ids import RowsById
from service.alignment.packing import Record, read_records
from service.alignment.snapshot import NO_ROW, Mask, code
from service.database import Session
from service.libraries import np
from service.nodes.rules import NodeKind
from service.sight.ground import Ground, Soil, ground_of
from service.sight.statements import COMPANY, EDGE, EVERYTHING, GOAL, LIVE, NODE, STANDALONE

_KINDS = (NodeKind.STRATEGY_ELEMENT, NodeKind.OBJECTIVE, NodeKind.KEY_RESULT)


async def surveyed(session: Session, organization_id: UUID, day: date) -> Ground:
    """All of it as of the session's moment; edges as they hold on the day."""
    scope = {"organization": organization_id, "day": day}
    parts = (await session.execute(EVERYTHING, scope)).all()
    return await asyncio.to_thread(lambda: ground_of(_soil(parts)))


def _soil(parts: Sequence[Any]) -> Soil:
    nodes = read_records([one.records for one in parts if one.kind == "NODE"], NODE)
    nodes = nodes[np.argsort(nodes["seq"])]
    rows = RowsById(nodes["id"])
    size = len(nodes)
    kind, bits = np.zeros(size, np.int8), np.zeros(size, np.int16)
    home = np.full(size, NO_ROW, np.int32)
    for one in _KINDS:
        sent = _of_kind(parts, one)
        places = rows.rows(sent["id"])
        kind[places] = code(one)
        bits[places] = sent["bits"]
        home[places] = rows.rows(sent["home"])
    edges = read_records([one.records for one in parts if one.kind == "ALIGNMENT"], EDGE)
    (contained,) = np.nonzero(home != NO_ROW)
    contained = contained.astype(np.int32)
    return Soil(
        ids=nodes["id"],
        seq=nodes["seq"].astype(np.int64),
        kind=kind,
        home=home,
        live=_mask(bits, LIVE),
        company=_mask(bits, COMPANY),
        standalone=_mask(bits, STANDALONE),
        child=np.concatenate([rows.rows(edges["child"]), contained]),
        parent=np.concatenate([rows.rows(edges["parent"]), home[contained]]),
    )


def _of_kind(parts: Sequence[Any], kind: NodeKind) -> Record:
    return read_records([one.records for one in parts if one.kind == kind.value], GOAL)


def _mask(bits: Any, bit: int) -> Mask:  # noqa: ANN401 - an array
    mask: Mask = (bits & bit) != 0
    return mask
