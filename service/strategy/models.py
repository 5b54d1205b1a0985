from uuid import UUID

from sqlalchemy import Index

from service.folding import searchable
from service.nodes.models import NodeNoun, node_keys
from service.nodes.rules import NodeKind
from service.strategy.rules import StrategyKind
from service.tables import one_of, reference


class StrategyElement(NodeNoun, table=True):
    """A purpose, mission, vision, value or pillar: the top of every line of sight."""

    __table_args__ = (
        *node_keys(NodeKind.STRATEGY_ELEMENT),
        reference("parent_id", "strategy_element", deferred=True),
        one_of("element_kind", StrategyKind),
        Index("ix_strategy_element_parent", "organization_id", "parent_id", "id"),
        *searchable("strategy_element", "title"),
    )

    kind: str = NodeKind.STRATEGY_ELEMENT.value
    element_kind: str
    description: str | None = None
    horizon: str | None = None
    parent_id: UUID | None = None
