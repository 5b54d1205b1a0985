"""An organization as columns: the one shape that the graph and the audit compute on.

Row i of every node column is node i; `columns` says what the columns hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.alignment.columns import (
    NO_ROW,
    Codes,
    Days,
    Mask,
    Moments,
    Numbers,
    Rows,
    code,
    codes_column,
    confidence_column,
    days_column,
    mask_column,
    numbers_column,
    rows_column,
)
from service.alignment.facts import Facts, facts_from_records
from service.alignment.records import (
    CycleRecord,
    DependencyRecord,
    KpiRecord,
    NodeRecord,
    OrganizationRecords,
    PersonRecord,
    TeamRecord,
    structural_edges,
)
from service.alignment.rules import EdgeOrigin
from service.nodes.rules import NodeKind

__all__ = [
    "NO_ROW",
    "Codes",
    "Days",
    "Edges",
    "Mask",
    "Moments",
    "Nodes",
    "Numbers",
    "Rows",
    "Snapshot",
    "code",
    "edges_from_records",
    "row_by_id_of",
    "snapshot_from_records",
]


@dataclass(frozen=True, eq=False, slots=True)
class Nodes:
    """One column per attribute of `NodeRecord`; `home` is the row of a key result's objective.

    `kpi` is a place in `Facts.kpis`.
    """

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
    commitment: Codes
    progress_driver: Codes
    score: Numbers
    noted: Mask
    carried_from: Rows
    kpi: Rows
    follows: Codes
    current: Numbers
    confidence: Codes
    reported_status: Codes
    created_on: Days

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
    facts: Facts
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
    kpi_row_by_id = row_by_id_of(records.kpis)
    rows = records.nodes
    nodes = Nodes(
        id=[row.id for row in rows],
        key=[row.key for row in rows],
        title=[row.title for row in rows],
        kind=codes_column(row.kind for row in rows),
        archived=mask_column(row.archived for row in rows),
        cancelled=mask_column(row.cancelled for row in rows),
        home=rows_column((_home(row) for row in rows), row_by_id),
        strategy_kind=codes_column(row.strategy_kind for row in rows),
        level=codes_column(row.level for row in rows),
        lifecycle=codes_column(row.lifecycle for row in rows),
        standalone=mask_column(row.standalone for row in rows),
        cycle=rows_column((row.cycle for row in rows), cycle_row_by_id),
        team=rows_column((row.team for row in rows), team_row_by_id),
        owner=rows_column((row.owner for row in rows), person_row_by_id),
        owner_role=mask_column(row.owner_role for row in rows),
        starts_on=days_column(row.starts_on for row in rows),
        ends_on=days_column(row.ends_on for row in rows),
        metric_type=codes_column(row.metric_type for row in rows),
        start=numbers_column(row.start for row in rows),
        target=numbers_column(row.target for row in rows),
        lower=numbers_column(row.lower for row in rows),
        upper=numbers_column(row.upper for row in rows),
        unit_kind=codes_column(row.unit_kind for row in rows),
        weight=numbers_column(row.weight for row in rows),
        indicator=codes_column(row.indicator for row in rows),
        measures=codes_column(row.measures for row in rows),
        commitment=codes_column(row.commitment for row in rows),
        progress_driver=codes_column(row.progress_driver for row in rows),
        score=numbers_column(row.score for row in rows),
        noted=mask_column(row.noted for row in rows),
        carried_from=rows_column((row.carried_from for row in rows), row_by_id),
        kpi=rows_column((row.kpi for row in rows), kpi_row_by_id),
        follows=codes_column(row.follows for row in rows),
        current=numbers_column(row.current for row in rows),
        confidence=confidence_column(row.confidence for row in rows),
        reported_status=codes_column(row.reported_status for row in rows),
        created_on=days_column(row.created_on for row in rows),
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
        facts=facts_from_records(records, row_by_id, kpi_row_by_id),
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
        child=rows_column((row.child for row in rows), row_by_id),
        parent=rows_column((row.parent for row in rows), row_by_id),
        origin=codes_column(origins),
        kind=codes_column(row.kind for row in rows),
        state=codes_column(row.state for row in rows),
        weight=numbers_column(row.weight for row in rows),
        allocation=numbers_column(row.allocation for row in rows),
        is_primary=mask_column(row.is_primary for row in rows),
        valid_from=days_column(row.valid_from for row in rows),
        valid_to=days_column(row.valid_to for row in rows),
        proposed_on=days_column(row.proposed_on for row in rows),
    )


_ORIGIN_BY_KIND = {
    NodeKind.KEY_RESULT: EdgeOrigin.CONTAINMENT,
    NodeKind.INITIATIVE: EdgeOrigin.SERVES,
    NodeKind.STRATEGY_ELEMENT: EdgeOrigin.STRATEGY,
}


def _home(node: NodeRecord) -> str | None:
    return node.parent if node.kind is NodeKind.KEY_RESULT else None


def row_by_id_of(
    records: Sequence[NodeRecord | CycleRecord | TeamRecord | PersonRecord | KpiRecord],
) -> Mapping[str, int]:
    return {record.id: row for row, record in enumerate(records)}
