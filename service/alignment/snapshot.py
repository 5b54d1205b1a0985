"""An organization as columns: the one shape that the graph and the audit compute on.

Row i of every node column is node i; rows that refer to others hold their index, -1 for none.
Enum columns hold `code(member)`, 0 for absent. Dates are datetime64[D], NaT for unknown, so that
every comparison with an unknown date is false. Numbers are float64, NaN for never measured.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from service.alignment.records import (
    CycleRecord,
    DependencyRecord,
    NodeRecord,
    OrganizationRecords,
    PersonRecord,
    TeamRecord,
    structural_edges,
)
from service.alignment.rules import EdgeOrigin
from service.libraries import NDArray, np
from service.nodes.rules import NodeKind

Codes = NDArray["np.int8"]
Rows = NDArray["np.int32"]
Mask = NDArray["np.bool_"]
Days = NDArray["np.datetime64"]
Numbers = NDArray["np.float64"]

NO_ROW = -1


@cache
def code(member: StrEnum) -> int:
    """The number that stands for an enum member in a column: 1 for the first, 0 is absent."""
    return 1 + list(type(member)).index(member)


@dataclass(frozen=True, eq=False, slots=True)
class Nodes:
    """One column per attribute of `NodeRecord`; `home` is the row of a key result's objective."""

    id: Sequence[str]
    key: Sequence[str]
    title: Sequence[str]
    kind: Codes
    archived: Mask
    cancelled: Mask
    home: Rows
    strategy_kind: Codes
    level: Codes
    lifecycle: Codes
    standalone: Mask
    cycle: Rows
    team: Rows
    owner: Rows
    owner_role: Mask
    starts_on: Days
    ends_on: Days
    metric_type: Codes
    start: Numbers
    target: Numbers
    lower: Numbers
    upper: Numbers
    unit_kind: Codes
    weight: Numbers
    indicator: Codes
    measures: Codes
    checked_on: Days

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True, eq=False, slots=True)
class Edges:
    """Every edge up, child → parent, of any state, whatever it stands for."""

    child: Rows
    parent: Rows
    origin: Codes
    kind: Codes
    state: Codes
    weight: Numbers
    allocation: Numbers
    is_primary: Mask
    valid_from: Days
    valid_to: Days
    proposed_on: Days

    def __len__(self) -> int:
        return len(self.child)


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """One organization at one moment; immutable."""

    id: str
    name: str
    settings: dict[str, object]
    nodes: Nodes
    edges: Edges
    cycles: Sequence[CycleRecord]
    teams: Sequence[TeamRecord]
    people: Sequence[PersonRecord]
    dependencies: Sequence[DependencyRecord]
    row_by_id: Mapping[str, int]
    cycle_row_by_id: Mapping[str, int]
    team_row_by_id: Mapping[str, int]
    person_row_by_id: Mapping[str, int]


def snapshot_from_records(records: OrganizationRecords) -> Snapshot:
    """Columns of the records, in their order; every reference must name a record.

    Raises:
        KeyError: a reference that names nothing. Files are checked for these before.
    """
    row_by_id = row_by_id_of(records.nodes)
    cycle_row_by_id = row_by_id_of(records.cycles)
    team_row_by_id = row_by_id_of(records.teams)
    person_row_by_id = row_by_id_of(records.people)
    rows = records.nodes
    nodes = Nodes(
        id=[row.id for row in rows],
        key=[row.key for row in rows],
        title=[row.title for row in rows],
        kind=_codes(row.kind for row in rows),
        archived=_mask(row.archived for row in rows),
        cancelled=_mask(row.cancelled for row in rows),
        home=_rows((_home(row) for row in rows), row_by_id),
        strategy_kind=_codes(row.strategy_kind for row in rows),
        level=_codes(row.level for row in rows),
        lifecycle=_codes(row.lifecycle for row in rows),
        standalone=_mask(row.standalone for row in rows),
        cycle=_rows((row.cycle for row in rows), cycle_row_by_id),
        team=_rows((row.team for row in rows), team_row_by_id),
        owner=_rows((row.owner for row in rows), person_row_by_id),
        owner_role=_mask(row.owner_role for row in rows),
        starts_on=_days(row.starts_on for row in rows),
        ends_on=_days(row.ends_on for row in rows),
        metric_type=_codes(row.metric_type for row in rows),
        start=_numbers(row.start for row in rows),
        target=_numbers(row.target for row in rows),
        lower=_numbers(row.lower for row in rows),
        upper=_numbers(row.upper for row in rows),
        unit_kind=_codes(row.unit_kind for row in rows),
        weight=_numbers(row.weight for row in rows),
        indicator=_codes(row.indicator for row in rows),
        measures=_codes(row.measures for row in rows),
        checked_on=_days(row.checked_on for row in rows),
    )
    return Snapshot(
        id=records.id,
        name=records.name,
        settings=records.settings,
        nodes=nodes,
        edges=edges_from_records(records, row_by_id),
        cycles=records.cycles,
        teams=records.teams,
        people=records.people,
        dependencies=records.dependencies,
        row_by_id=row_by_id,
        cycle_row_by_id=cycle_row_by_id,
        team_row_by_id=team_row_by_id,
        person_row_by_id=person_row_by_id,
    )


def edges_from_records(records: OrganizationRecords, row_by_id: Mapping[str, int]) -> Edges:
    """Columns of the alignments, then of what the nodes themselves state, in their order."""
    structural = [
        (_ORIGIN_BY_KIND[node.kind], edge)
        for node in records.nodes
        for edge in structural_edges(node)
    ]
    rows = [*records.alignments, *(edge for _, edge in structural)]
    origins = [EdgeOrigin.ALIGNMENT] * len(records.alignments)
    origins += [origin for origin, _ in structural]
    return Edges(
        child=_rows((row.child for row in rows), row_by_id),
        parent=_rows((row.parent for row in rows), row_by_id),
        origin=_codes(origins),
        kind=_codes(row.kind for row in rows),
        state=_codes(row.state for row in rows),
        weight=_numbers(row.weight for row in rows),
        allocation=_numbers(row.allocation for row in rows),
        is_primary=_mask(row.is_primary for row in rows),
        valid_from=_days(row.valid_from for row in rows),
        valid_to=_days(row.valid_to for row in rows),
        proposed_on=_days(row.proposed_on for row in rows),
    )


_ORIGIN_BY_KIND = {
    NodeKind.KEY_RESULT: EdgeOrigin.CONTAINMENT,
    NodeKind.INITIATIVE: EdgeOrigin.SERVES,
    NodeKind.STRATEGY_ELEMENT: EdgeOrigin.STRATEGY,
}


def _home(node: NodeRecord) -> str | None:
    return node.parent if node.kind is NodeKind.KEY_RESULT else None


def row_by_id_of(
    records: Sequence[NodeRecord | CycleRecord | TeamRecord | PersonRecord],
) -> Mapping[str, int]:
    return {record.id: row for row, record in enumerate(records)}


def _rows(ids: Iterable[str | None], row_by_id: Mapping[str, int]) -> Rows:
    return np.array([NO_ROW if name is None else row_by_id[name] for name in ids], np.int32)


def _codes(members: Iterable[StrEnum | None]) -> Codes:
    return np.array([0 if member is None else code(member) for member in members], np.int8)


def _mask(flags: Iterable[bool]) -> Mask:
    return np.array(list(flags), np.bool_)


def _days(days: Iterable[date | None]) -> Days:
    return np.array(list(days), "datetime64[D]")


def _numbers(values: Iterable[Decimal | None]) -> Numbers:
    return np.array([np.nan if value is None else float(value) for value in values], np.float64)
