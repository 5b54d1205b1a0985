"""The nodes of an organization, packed: the statement, and the columns it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, text

from service.alignment.node_columns import COLUMNS_BY_KIND
from service.alignment.packed_texts import END, PackedIds, PackedKeys, PackedTexts
from service.alignment.packing import (
    NO_DAY,
    Bits,
    Field,
    Fields,
    Record,
    Seqs,
    read_days,
    read_records,
    record_sql,
    rows_of_seqs,
)
from service.alignment.snapshot import NO_ROW, Nodes, Rows, code
from service.nodes.rules import NodeKind
from service.objectives.rules import Indicator, Level, Lifecycle, Measures, MetricType, UnitKind
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
    }
)
_KEYS = {"seq": Field.SEQ, "id": Field.ID, "bits": Field.BITS}
_ROWS = {"cycle": "cycle", "team": "team", "owner": "person"}
_DAYS = ("starts_on", "ends_on")
_NUMBERS = {**dict.fromkeys(("start", "target", "lower", "upper"), np.nan), "weight": 1.0}
_FIELDS: Fields = {
    "parent": Field.SEQ,
    **dict.fromkeys(_ROWS, Field.ROW),
    **dict.fromkeys(_DAYS, Field.DAY),
    **dict.fromkeys(_NUMBERS, Field.NUMBER),
}
_CHUNK_BITS = 13  # nodes a row: a megabyte or less


def _fields(kind: NodeKind) -> Fields:
    own = COLUMNS_BY_KIND[kind]
    return {**_KEYS, **{name: field for name, field in _FIELDS.items() if name in own}}


def _place(noun: str) -> str:
    return (
        f"{noun}_place AS (SELECT id, CAST(row_number() OVER (ORDER BY id) - 1 AS int) AS place"  # noqa: S608  nothing but nouns gets in
        f" FROM {noun} WHERE organization_id = :organization)"
    )


def _select(kind: NodeKind) -> str:
    own = COLUMNS_BY_KIND[kind]
    references = [name for name in _ROWS if name in own]
    columns = {
        **own,
        **{name: f"{name}_place.place" for name in references},
        "parent": "up.seq",
        "seq": "n.seq",
        "id": "n.id",
        "bits": BITS.sql(own),
    }
    joins = [
        f"LEFT JOIN {_ROWS[name]}_place {name}_place ON {name}_place.id = {own[name]}"
        for name in references
    ]
    if "parent" in own:
        joins.append(
            f"LEFT JOIN node up ON up.organization_id = :organization AND up.id = {own['parent']}"
        )
    return (
        f"SELECT '{kind.value}' AS kind,"  # noqa: S608  nothing but our own names gets in
        f" string_agg({record_sql(_fields(kind), columns)}, ''::bytea) AS records,"
        r" string_agg(convert_to(x.title, 'UTF8'), '\x00'::bytea) AS titles,"
        r" string_agg(coalesce(convert_to(n.external_id, 'UTF8'), '\xff'::bytea), '\x00'::bytea)"
        f" AS keys FROM {kind.lower()} x"
        " JOIN node n ON n.organization_id = :organization AND n.id = x.id"
        f" {' '.join(joins)} WHERE x.organization_id = :organization"
        f" GROUP BY n.seq >> {_CHUNK_BITS}"
    )


NODES = text(
    f"WITH {', '.join(map(_place, sorted(set(_ROWS.values()))))} "
    + " UNION ALL ".join(map(_select, COLUMNS_BY_KIND))
)


@dataclass(frozen=True, eq=False, slots=True)
class LoadedNodes:
    """The columns, and what the edges need besides.

    Attributes:
        seqs: ascending; row i is the node of `seqs[i]`.
        parent: the row of what contains each node, NO_ROW for none.
    """

    columns: Nodes
    ids: PackedIds
    seqs: Seqs
    parent: Rows


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """What came of one kind; `rows` are the rows of its records."""

    kind: NodeKind
    records: Record
    titles: list[bytes]
    keys: list[bytes]
    rows: Rows


def read_nodes(chunks: Sequence[Row[Any]]) -> LoadedNodes:
    chunks_by_kind = {
        kind: [chunk for chunk in chunks if chunk.kind == kind] for kind in COLUMNS_BY_KIND
    }
    sent = {
        kind: read_records([chunk.records for chunk in found], _fields(kind))
        for kind, found in chunks_by_kind.items()
    }
    every = np.concatenate([records["seq"] for records in sent.values()]).astype(np.int64)
    order = np.argsort(every)  # row by row, the place of its record among all that were sent
    seqs = every[order]
    parts = [
        _Part(
            kind,
            sent[kind],
            [chunk.titles + END.encode() for chunk in found],
            [chunk.keys + END.encode() for chunk in found],
            rows_of_seqs(sent[kind]["seq"], seqs),
        )
        for kind, found in chunks_by_kind.items()
    ]
    return _loaded(parts, order, seqs)


def _loaded(parts: Sequence[_Part], order: Seqs, seqs: Seqs) -> LoadedNodes:
    size = len(seqs)
    ids = PackedIds(np.concatenate([part.records["id"] for part in parts])[order])
    external = PackedTexts([sent for part in parts for sent in part.keys], order)
    codes = np.zeros(size, np.int8)
    bits = np.zeros(size, np.int32)
    parent = np.full(size, NO_ROW, np.int32)
    for part in parts:
        codes[part.rows] = code(part.kind)
        bits[part.rows] = part.records["bits"]
        if "parent" in _fields(part.kind):
            parent[part.rows] = rows_of_seqs(part.records["parent"], seqs)
    own: dict[str, Any] = BITS.columns(bits)
    own |= {name: _column(parts, name, np.full(size, NO_ROW, np.int32)) for name in _ROWS}
    own |= {name: read_days(_column(parts, name, np.full(size, NO_DAY))) for name in _DAYS}
    own |= {name: _column(parts, name, np.full(size, none)) for name, none in _NUMBERS.items()}
    columns = Nodes(
        id=ids,
        key=PackedKeys(external, ids),
        title=PackedTexts([sent for part in parts for sent in part.titles], order),
        kind=codes,
        home=np.where(codes == code(NodeKind.KEY_RESULT), parent, NO_ROW).astype(np.int32),
        **own,
    )
    return LoadedNodes(columns, ids, seqs, parent)


def _column(parts: Sequence[_Part], name: str, column: NDArray[Any]) -> NDArray[Any]:
    """The column with what came for it; the kinds that have no such attribute keep its default."""
    for part in parts:
        if name in _fields(part.kind):
            column[part.rows] = part.records[name]
    return column
