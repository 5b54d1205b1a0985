"""Writing the company strategy."""

import strawberry

from schema.mutation_parts import GRAPH_NODES, LABEL, STAYS, TEXT, TITLE, Parts, expected_version
from schema.payloads import mutation
from schema.strategy import StrategyElement
from schema.writes import one_row
from service.strategy.commands import (
    NewStrategyElement,
    StrategyElementChange,
    archive_strategy_elements,
    create_strategy_elements,
    restore_strategy_elements,
    update_strategy_elements,
)
from service.strategy.rules import StrategyKind
from service.writing.given import Seen

_TYPES = ("StrategyElement",)
_ELEMENT = Parts(StrategyElement, *_TYPES, "strategy element", "strategy elements")
_same = _ELEMENT.same


@strawberry.input(description="A new part of the company strategy.")
class StrategyElementCreateInput:
    id: strawberry.ID | None = _ELEMENT.brought_id()
    external_id: str | None = _ELEMENT.external_id(GRAPH_NODES)
    title: str = _same("title", TITLE)
    element_kind: StrategyKind = _same("kind", name="kind")
    description: str | None = _same("description", TEXT)
    horizon: str | None = _same("horizon", LABEL)
    parent_id: strawberry.ID | None = _same("parent", types=_TYPES)


@strawberry.input(
    description="What is to change of a strategy element: what is left out stays, null clears."
)
class StrategyElementUpdateInput:
    id: strawberry.ID = _ELEMENT.seen_id()
    expected_version: int | None = expected_version()
    title: strawberry.Maybe[str | None] = _same("title", f"{TITLE} {STAYS}")
    element_kind: strawberry.Maybe[StrategyKind | None] = _same("kind", STAYS, name="kind")
    description: strawberry.Maybe[str | None] = _same("description", TEXT)
    horizon: strawberry.Maybe[str | None] = _same("horizon", LABEL)
    parent_id: strawberry.Maybe[strawberry.ID | None] = _same(
        "parent", "Neither itself nor one below it.", types=_TYPES
    )


@strawberry.type
class StrategyElementMutations:
    strategy_element_create = mutation(
        one_row(create_strategy_elements, NewStrategyElement),
        StrategyElementCreateInput,
        _ELEMENT.payload("Create"),
        "State one more part of the strategy, at the top or under another.",
    )
    strategy_element_update = mutation(
        one_row(update_strategy_elements, StrategyElementChange),
        StrategyElementUpdateInput,
        _ELEMENT.payload("Update"),
        "Change a strategy element that is not archived. "
        "Refused where its parent would stand below it.",
    )
    strategy_element_archive = mutation(
        one_row(archive_strategy_elements, Seen),
        _ELEMENT.seen_input("Archive", "Which strategy element to archive."),
        _ELEMENT.payload("Archive"),
        "Put a strategy element away; what is aligned to it, or stands below it, stays as it is "
        "and loses this line of sight. Once more changes nothing.",
    )
    strategy_element_restore = mutation(
        one_row(restore_strategy_elements, Seen),
        _ELEMENT.seen_input("Restore", "Which strategy element to bring back."),
        _ELEMENT.payload("Restore"),
        "Bring a strategy element back, with everything that is still aligned to it.",
    )
