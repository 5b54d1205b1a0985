"""The four nouns of the graph, read into `NodeRecord`s by one statement."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from service.actor import Actor
from service.alignment.node_columns import COLUMNS_BY_KIND
from service.alignment.records import NodeRecord
from service.database import Session
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

_TYPES = {
    "title": "text",
    "archived": "boolean",
    "cancelled": "boolean",
    "parent": "text",
    "serves": "text[]",
    "strategy_kind": "text",
    "level": "text",
    "lifecycle": "text",
    "standalone": "boolean",
    "cycle": "text",
    "team": "text",
    "owner": "text",
    "owner_role": "boolean",
    "starts_on": "date",
    "ends_on": "date",
    "metric_type": "text",
    "start": "numeric",
    "target": "numeric",
    "lower": "numeric",
    "upper": "numeric",
    "unit_kind": "text",
    "weight": "numeric",
    "indicator": "text",
    "measures": "text",
    "commitment": "text",
    "progress_driver": "text",
    "score": "numeric",
    "noted": "boolean",
    "carried_from": "text",
    "kpi": "text",
    "follows": "text",
    "current": "numeric",
    "confidence": "integer",
    "reported_status": "text",
    "created_on": "date",
}


def _select(kind: NodeKind, *, some: bool) -> str:
    own = COLUMNS_BY_KIND[kind]
    # Nothing but the names above gets into these statements.
    columns = ", ".join(
        f"CAST({own.get(name, 'NULL')} AS {type_}) AS {name}" for name, type_ in _TYPES.items()
    )
    return (
        f"SELECT n.seq, n.id::text AS id, coalesce(n.external_id, n.id::text) AS key,"  # noqa: S608
        f" n.external_id IS NOT NULL AS imported, '{kind}' AS kind, {columns}"
        f" FROM node n JOIN {kind.lower()} x"
        " ON x.organization_id = n.organization_id AND x.id = n.id"
        " WHERE n.organization_id = :organization" + (" AND n.id = ANY(:ids)" if some else "")
    )


_EVERY = text(
    " UNION ALL ".join(_select(kind, some=False) for kind in COLUMNS_BY_KIND) + " ORDER BY seq"
)
_SOME = text(
    " UNION ALL ".join(_select(kind, some=True) for kind in COLUMNS_BY_KIND) + " ORDER BY seq"
)


async def node_records(
    session: Session, actor: Actor, ids: Sequence[UUID] | None = None
) -> list[NodeRecord]:
    """The organization's nodes in the order of their creation, or those of `ids` alone."""
    binds: dict[str, Any] = {"organization": actor.organization_id}
    if ids is None:
        rows = await session.execute(_EVERY, binds)
    else:
        rows = await session.execute(_SOME, {**binds, "ids": list(ids)})
    return [_record(row) for row in rows]


def _record(row: Row[Any]) -> NodeRecord:
    return NodeRecord(
        id=row.id,
        key=row.key,
        kind=NodeKind(row.kind),
        title=row.title,
        archived=row.archived,
        cancelled=bool(row.cancelled),
        parent=row.parent,
        serves=tuple(row.serves or ()),
        strategy_kind=row.strategy_kind and StrategyKind(row.strategy_kind),
        level=row.level and Level(row.level),
        lifecycle=row.lifecycle and Lifecycle(row.lifecycle),
        standalone=bool(row.standalone),
        cycle=row.cycle,
        team=row.team,
        owner=row.owner,
        owner_role=bool(row.owner_role),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        metric_type=row.metric_type and MetricType(row.metric_type),
        start=row.start,
        target=row.target,
        lower=row.lower,
        upper=row.upper,
        unit_kind=row.unit_kind and UnitKind(row.unit_kind),
        weight=Decimal(1) if row.weight is None else row.weight,
        indicator=row.indicator and Indicator(row.indicator),
        measures=row.measures and Measures(row.measures),
        commitment=row.commitment and Commitment(row.commitment),
        progress_driver=row.progress_driver and ProgressDriver(row.progress_driver),
        score=row.score,
        noted=bool(row.noted),
        carried_from=row.carried_from,
        kpi=row.kpi,
        follows=row.follows and KeyResultSource(row.follows),
        current=row.current,
        confidence=row.confidence,
        reported_status=row.reported_status and ReportedStatus(row.reported_status),
        created_on=None if row.imported else row.created_on,
    )
