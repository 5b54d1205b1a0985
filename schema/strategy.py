"""The company strategy: the top of every line of sight."""

from enum import StrEnum
from typing import Annotated

import strawberry

from schema.alignables import Alignable
from schema.comparators import (
    Comparators,
    DateTimeComparators,
    IdComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing, many
from schema.lookups import Ref, one, single
from schema.nodes import Authored
from schema.nouns import STRATEGY_BELOW_STRATEGY, STRATEGY_ELEMENT
from service.strategy.rules import StrategyKind

LazyStrategyElement = Annotated["StrategyElement", strawberry.lazy("schema.strategy")]


@strawberry.type(
    description="A purpose, mission, vision, value or pillar: the top of lines of sight."
)
class StrategyElement(Authored, Alignable):
    description: str | None = strawberry.field(description="More about it.")
    horizon: str | None = strawberry.field(description="How far ahead it looks: `2030`.")

    kind: StrategyKind = strawberry.field(description="What part of the strategy it states.")

    parent = one(
        LazyStrategyElement | None,
        STRATEGY_ELEMENT,
        "parent_id",
        "The element that it is a part of; null at the very top.",
    )

    children = many(LazyStrategyElement, STRATEGY_BELOW_STRATEGY, "The elements below it.")


@filter_input("Which strategy elements a list holds: every field given must hold.")
class StrategyElementFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("StrategyElement",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    title: strawberry.Maybe[TextComparators] = filtered("By title.")
    kind: strawberry.Maybe[Comparators[StrategyKind]] = filtered("By what it states.")
    horizon: strawberry.Maybe[TextComparators] = filtered("By horizon.")
    parent: strawberry.Maybe[IdComparators] = filtered(
        "By the element that it is a part of.", types=("StrategyElement",)
    )
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class StrategyElementOrderField(StrEnum):
    """What strategy elements are ordered by."""

    ID = "id"
    TITLE = "title"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    StrategyElementOrderField,
    "What strategy elements are ordered by.",
    {
        "ID": "The id, that is age.",
        "TITLE": "The title.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order strategy elements by.")
class StrategyElementOrder(Order[StrategyElementOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one strategy element, in one of two ways.")
class StrategyElementRef(Ref):
    pass


@strawberry.type
class StrategyElementQueries:
    strategy_element = single(
        StrategyElement, STRATEGY_ELEMENT, StrategyElementRef, "strategy element"
    )

    strategy_elements = listing(
        StrategyElement, STRATEGY_ELEMENT, "The strategy elements, the oldest first."
    )
