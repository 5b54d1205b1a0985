"""The nodes of an organization, packed: the statement, and the columns it becomes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text

from service.alignment.columns import NO_CONFIDENCE, NO_ROW, Rows, code
from service.alignment.node_columns import COLUMNS_BY_KIND
from service.alignment.packed_ids import PackedIds, RowById, RowsById
from service.alignment.packed_texts import END, PackedKeys, PackedTexts, Places
from service.alignment.packing import (
    NO_DAY,
    Bits,
    Field,
    Fields,
    Record,
    chunk,
    read_days,
    read_records,
    record_sql,
)
from service.alignment.snapshot import Nodes
from service.libraries import NDArray, np
from service.nodes.rules import NodeKind
from service.objectives.rules import Indicator, Level, Lifecycle, Measures, UnitKind
from service.progress.rules import (
    Commitment,
    KeyResultSource,
    MetricType,
    ProgressDriver,
    ReportedStatus,
)
from service.strategy.rules import StrategyKind

BITS = Bits(
    {
        "archived": None,
        "cancelled": None,
        "standalone": None,
        "owner_role": None,
        "strategy_kind": StrategyKind,
        "level": Level,
        "lifecycle": Lifecycle,
        "metric_type": MetricType,
        "unit_kind": UnitKind,
        "indicator": Indicator,
        "measures": Measures,
        "commitment": Commitment,
        "follows": KeyResultSource,
        "reported_status": ReportedStatus,
    }
)
# Those of goals alone: one integer does not hold them, too.
_GOAL_BITS = Bits({"progress_driver": ProgressDriver, "noted": None})
_REFERENCES = ("cycle", "team", "owner", "kpi")
_DAYS = ("starts_on", "ends_on", "created_on")
_MEASURED = ("start", "target", "lower", "upper", "current", "score")
_NUMBERS = {**dict.fromkeys(_MEASURED, math.nan), "weight": 1.0}
_NODE: Fields = {"seq": Field.SEQ, "id": Field.ID, "imported": Field.INTEGER}
_NODE_COLUMNS = {"seq": "seq", "id": "id", "imported": "CAST(external_id IS NOT NULL AS integer)"}
_FIELDS: Fields = {
    "parent": Field.ID,
    "carried_from": Field.ID,
    **dict.fromkeys(_REFERENCES, Field.ID),
    **dict.fromkeys(_DAYS, Field.DAY),
    **dict.fromkeys(_NUMBERS, Field.NUMBER),
    "confidence": Field.SMALL,
}


def _fields(kind: NodeKind) -> Fields:
    own = {name: field for name, field in _FIELDS.items() if name in COLUMNS_BY_KIND[kind]}
    bits = {"goal_bits": Field.SMALL} if "noted" in COLUMNS_BY_KIND[kind] else {}
    return {"id": Field.ID, "bits": Field.INTEGER, **bits, **own}


def _select(kind: NodeKind) -> str:
    own = COLUMNS_BY_KIND[kind]
    columns = {**own, "id": "x.id", "bits": BITS.sql(own), "goal_bits": _GOAL_BITS.sql(own)}
    return (
        f"SELECT '{kind.value}' AS kind,"  # noqa: S608  nothing but our own names gets in
        f" string_agg({record_sql(_fields(kind), columns)}, ''::bytea) AS records,"
        r" string_agg(convert_to(x.title, 'UTF8'), '\x00'::bytea) AS texts"
        f" FROM {kind.lower()} x WHERE x.organization_id = :organization GROUP BY {chunk('x.id')}"
    )


# No statement joins: the ids of both ends, sent and sorted here, take a third of the time.
_EVERY_NODE = (
    f"SELECT 'NODE' AS kind, string_agg({record_sql(_NODE, _NODE_COLUMNS)}, ''::bytea)"  # noqa: S608  nothing but our own names gets in
    r" AS records, string_agg(coalesce(convert_to(external_id, 'UTF8'), '\xff'), '\x00') AS texts"
    f" FROM node WHERE organization_id = :organization GROUP BY {chunk('id')}"
)
NODES = text(" UNION ALL ".join([_EVERY_NODE, *map(_select, COLUMNS_BY_KIND)]))


@dataclass(frozen=True, eq=False, slots=True)
class LoadedNodes:
    """The columns, and what the edges need besides.

    Attributes:
        rows: of the nodes' ids.
        parent: the row of what contains each node, NO_ROW for none.
    """

    columns: Nodes
    row_by_id: RowById
    rows: RowsById
    parent: Rows


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """What came of one kind; `rows` are the rows of its records."""

    kind: NodeKind
    records: Record
    rows: Rows


def read_nodes(chunks: Sequence[Row[Any]], rows_by_noun: Mapping[str, RowsById]) -> LoadedNodes:
    """The nodes by `seq`, that is in the order of their creation.

    Args:
        chunks: what `NODES` gave.
        rows_by_noun: of the ids of cycles, teams, owners and KPIs.
    """
    sent = {kind: _of_kind(chunks, kind) for kind in COLUMNS_BY_KIND}
    every = np.concatenate([records["id"] for records, _ in sent.values()])
    nodes = _of_kind(chunks, "NODE", _NODE)
    places = RowsById(nodes[0]["id"]).rows(every)
    order = np.argsort(nodes[0]["seq"][places])  # by row, the place among all that were sent
    ids = PackedIds(every[order])
    rows = RowsById(ids.column())
    parts = list(_parts(sent, order))
    titles = PackedTexts([title for _, texts in sent.values() for title in texts], order)
    keys = PackedKeys(PackedTexts(nodes[1], places[order].astype(np.int64)), ids)
    own, parent = _columns(parts, rows, rows_by_noun)
    own["created_on"][nodes[0]["imported"][places[order]] > 0] = np.datetime64("NaT")
    columns = Nodes(id=ids, key=keys, title=titles, **own)
    return LoadedNodes(columns, RowById(ids, rows), rows, parent)


def _parts(sent: Mapping[NodeKind, tuple[Record, list[bytes]]], order: Places) -> Iterator[_Part]:
    row = np.empty(len(order), np.int32)
    row[order] = np.arange(len(order), dtype=np.int32)
    start = 0
    for kind, (records, _) in sent.items():
        yield _Part(kind, records, row[start : start + len(records)])
        start += len(records)


def _of_kind(
    chunks: Sequence[Row[Any]], kind: NodeKind | str, fields: Fields | None = None
) -> tuple[Record, list[bytes]]:
    """The records of one kind, and its texts in the same order."""
    found = [chunk for chunk in chunks if chunk.kind == kind]
    records = [chunk.records for chunk in found]
    fields = _fields(NodeKind(kind)) if fields is None else fields
    return read_records(records, fields), [chunk.texts + END.encode() for chunk in found]


def _columns(
    parts: Sequence[_Part], rows: RowsById, rows_by_noun: Mapping[str, RowsById]
) -> tuple[dict[str, Any], Rows]:
    """Every column but the texts, and the row of what contains each node."""
    size = sum(len(part.rows) for part in parts)
    kind = np.zeros(size, np.int8)
    for part in parts:
        kind[part.rows] = code(part.kind)
    own: dict[str, Any] = BITS.columns(_column(parts, "bits", np.zeros(size, np.int32)))
    own |= _GOAL_BITS.columns(_column(parts, "goal_bits", np.zeros(size, np.int16)))
    for name in _REFERENCES:
        own[name] = _referred(parts, name, rows_by_noun[name])
    own |= {name: read_days(_column(parts, name, np.full(size, NO_DAY))) for name in _DAYS}
    own |= {name: _column(parts, name, np.full(size, none)) for name, none in _NUMBERS.items()}
    confidence = _column(parts, "confidence", np.full(size, NO_CONFIDENCE, np.int8))
    parent = _referred(parts, "parent", rows)
    home = np.where(kind == code(NodeKind.KEY_RESULT), parent, NO_ROW).astype(np.int32)
    own["carried_from"] = _referred(parts, "carried_from", rows)
    return {**own, "kind": kind, "home": home, "confidence": confidence}, parent


def _referred(parts: Sequence[_Part], name: str, rows: RowsById) -> Rows:
    """The rows that a column of ids refers to."""
    column = np.full(sum(len(part.rows) for part in parts), NO_ROW, np.int32)
    for part in parts:
        if name in _fields(part.kind):
            column[part.rows] = rows.rows(part.records[name])
    return column


def _column(parts: Sequence[_Part], name: str, column: NDArray[Any]) -> NDArray[Any]:
    """The column with what came for it; the kinds that have no such attribute keep its default."""
    for part in parts:
        if name in _fields(part.kind):
            column[part.rows] = part.records[name]
    return column
