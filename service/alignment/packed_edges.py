"""The edges of an organization, packed: the statements, and the columns they become."""

from collections.abc import Sequence

from sqlalchemy import TextClause, text

from service.alignment.packed_nodes import LoadedNodes
from service.alignment.packing import (
    Bits,
    Field,
    Fields,
    chunk,
    read_days,
    read_records,
    record_sql,
)
from service.alignment.rules import AlignmentKind, AlignmentState, EdgeOrigin
from service.alignment.snapshot import NO_ROW, Codes, Days, Edges, Rows, code
from service.libraries import np
from service.nodes.rules import NodeKind

_BITS = Bits({"is_primary": None, "kind": AlignmentKind, "state": AlignmentState})
_ENDS: Fields = {"child": Field.ID, "parent": Field.ID}
_ALIGNMENT: Fields = {
    **_ENDS,
    "bits": Field.INTEGER,
    "weight": Field.NUMBER,
    "allocation": Field.NUMBER,
    "valid_from": Field.DAY,
    "valid_to": Field.DAY,
    "proposed_on": Field.DAY,
}
_TARGET: Fields = {**_ENDS, "position": Field.INTEGER}
_COLUMNS = {name: name for name in [*_BITS.enum_by_name, *_ALIGNMENT, *_TARGET]} | {
    "bits": _BITS.sql({name: name for name in _BITS.enum_by_name}),
    "proposed_on": "CAST(proposed_at AT TIME ZONE 'UTC' AS date)",
}


def _select(table: str, ends: tuple[str, str], fields: Fields, also: str = "") -> TextClause:
    columns = {**_COLUMNS, **dict(zip(_ENDS, ends, strict=True))}
    return text(
        f"SELECT string_agg({record_sql(fields, columns)}, ''::bytea) FROM {table}"  # noqa: S608  nothing but our own names gets in
        f" WHERE organization_id = :organization {also} GROUP BY {chunk(ends[0])}"
    )


ALIGNMENTS = _select(
    "alignment", ("child_id", "parent_id"), _ALIGNMENT, also="AND archived_at IS NULL"
)
TARGETS = _select("initiative_target", ("initiative_id", "target_id"), _TARGET)


def read_edges(nodes: LoadedNodes, alignments: Sequence[bytes], targets: Sequence[bytes]) -> Edges:
    """Alignments by child and parent, then what the nodes themselves state, in their order."""
    sent = read_records(alignments, _ALIGNMENT)
    child, parent = (nodes.rows.rows(sent[end]) for end in _ENDS)
    order = np.lexsort((parent, child))
    sent = sent[order]
    below, above, origin = _structure(nodes, targets)
    size = len(below)
    bits = _BITS.columns(sent["bits"])
    return Edges(
        child=np.concatenate([child[order], below]),
        parent=np.concatenate([parent[order], above]),
        origin=np.concatenate([_same(EdgeOrigin.ALIGNMENT, len(order)), origin]),
        kind=np.concatenate([bits["kind"], _same(AlignmentKind.SUPPORTS, size)]),
        state=np.concatenate([bits["state"], _same(AlignmentState.ACCEPTED, size)]),
        weight=np.append(sent["weight"], np.ones(size)),
        allocation=np.append(sent["allocation"], np.full(size, np.nan)),
        is_primary=np.append(bits["is_primary"], np.zeros(size, np.bool_)),
        valid_from=np.append(read_days(sent["valid_from"]), _never(size)),
        valid_to=np.append(read_days(sent["valid_to"]), _never(size)),
        proposed_on=np.append(read_days(sent["proposed_on"]), _never(size)),
    )


_ORIGIN_BY_KIND = {
    NodeKind.KEY_RESULT: EdgeOrigin.CONTAINMENT,
    NodeKind.STRATEGY_ELEMENT: EdgeOrigin.STRATEGY,
}


def _structure(nodes: LoadedNodes, targets: Sequence[bytes]) -> tuple[Rows, Rows, Codes]:
    """Child, parent and origin: what contains each node, what each initiative serves."""
    sent = read_records(targets, _TARGET)
    initiative, target = (nodes.rows.rows(sent[end]) for end in _ENDS)
    contained = np.flatnonzero(nodes.parent != NO_ROW).astype(np.int32)
    origin = np.zeros(len(nodes.columns), np.int8)
    for kind, meant in _ORIGIN_BY_KIND.items():
        origin[nodes.columns.kind == code(kind)] = code(meant)
    child = np.concatenate([contained, initiative])
    parent = np.concatenate([nodes.parent[contained], target])
    origins = np.concatenate([origin[contained], _same(EdgeOrigin.SERVES, len(target))])
    position = np.append(np.zeros(len(contained), np.int32), sent["position"])
    order = np.lexsort((parent, position, child))
    return child[order], parent[order], origins[order]


def _same(member: EdgeOrigin | AlignmentKind | AlignmentState, size: int) -> Codes:
    return np.full(size, code(member), np.int8)


def _never(size: int) -> Days:
    return np.full(size, np.datetime64("NaT"), "datetime64[D]")
