"""What each attribute of a node is in the row `x` of its noun, as SQL; the others are absent."""

from collections.abc import Mapping

from service.nodes.rules import NodeKind

_COMMON = {"title": "x.title", "archived": "x.archived_at IS NOT NULL"}
# Where the organization is: the day of a moment is that day there. Asked for once a statement.
TIMEZONE = "(SELECT o.timezone FROM organization o WHERE o.id = :organization)"
_SCORE = {
    "score": "x.score",
    "noted": "coalesce(btrim(x.score_note), '') <> ''",
    "carried_from": "x.carried_from_id",
}
_OWNER = {"owner": "x.owner_id", "owner_role": "coalesce(x.owner_role, '') <> ''"}

COLUMNS_BY_KIND: Mapping[NodeKind, Mapping[str, str]] = {
    NodeKind.STRATEGY_ELEMENT: {
        **_COMMON,
        "parent": "x.parent_id",
        "strategy_kind": "x.element_kind",
    },
    NodeKind.OBJECTIVE: {
        **_COMMON,
        **_OWNER,
        "cancelled": "x.lifecycle = 'CANCELLED'",
        "level": "x.level",
        "lifecycle": "x.lifecycle",
        "standalone": "coalesce(x.standalone_reason, '') <> ''",
        "cycle": "x.cycle_id",
        "weight": "x.weight",
        "team": "x.team_id",
        "starts_on": "x.starts_on",
        "ends_on": "x.ends_on",
        "commitment": "x.commitment",
        "progress_driver": "x.progress_driver",
        **_SCORE,
    },
    NodeKind.KEY_RESULT: {
        **_COMMON,
        **_OWNER,
        "parent": "x.objective_id",
        "ends_on": "x.due_on",
        "metric_type": "x.metric_type",
        "start": "x.start",
        "target": "x.target",
        "lower": "x.lower",
        "upper": "x.upper",
        "unit_kind": "coalesce(x.unit_kind, CASE WHEN x.unit = '%' THEN 'PERCENT' END)",
        "weight": "x.weight",
        "indicator": "x.indicator",
        "measures": "x.measures",
        **_SCORE,
        "kpi": "x.kpi_id",
        "follows": "x.follows",
        "current": "x.current",
        "confidence": "x.confidence",
        "reported_status": "x.reported_status",
        "created_on": f"CAST(x.created_at AT TIME ZONE {TIMEZONE} AS date)",
    },
    NodeKind.INITIATIVE: {
        **_COMMON,
        **_OWNER,
        "cancelled": "coalesce(x.status = 'DROPPED', false)",
        "serves": "(SELECT array_agg(t.target_id::text ORDER BY t.position, t.target_id)"
        " FROM initiative_target t"
        " WHERE t.organization_id = :organization AND t.initiative_id = x.id)",
        "team": "x.team_id",
        "starts_on": "x.starts_on",
        "ends_on": "x.ends_on",
    },
}
