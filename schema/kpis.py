"""KPIs: numbers to keep healthy."""

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import (
    DateTimeComparators,
    DecimalComparators,
    IdComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import ARCHIVED_AT, Order, filter_input, filtered
from schema.listings import listing, many, read_as
from schema.lookups import Ref, single
from schema.nodes import Authored, Node
from schema.nouns import KEY_RESULTS_OF_KPI, KPI, READINGS_OF_KPI
from schema.prepared.expressions import is_healthy
from schema.prepared.specs import Derived, First

if TYPE_CHECKING:
    from schema.kpi_readings import KpiReading
    from schema.objectives.key_result import KeyResult


@strawberry.type(description="A number to keep healthy: the dashboard beside the road map.")
class Kpi(Authored, Node):
    external_id: str | None = strawberry.field(
        description="What its sender calls it; null when it was made here."
    )
    name: str = strawberry.field(description="What people call it.")
    unit: str | None = strawberry.field(
        description="Its unit as people write it: `%`, `EUR`; null: none."
    )
    lower: Decimal | None = strawberry.field(
        description="The least value that is healthy; null: no bound."
    )
    upper: Decimal | None = strawberry.field(
        description="The largest value that is healthy; null: no bound."
    )
    key_results = many(
        Annotated["KeyResult", strawberry.lazy("schema.objectives.key_result")],
        KEY_RESULTS_OF_KPI,
        "The key results that move it.",
    )
    latest_reading = read_as(
        First(READINGS_OF_KPI),
        Annotated["KpiReading", strawberry.lazy("schema.kpi_readings")] | None,
        "What it was at last; null: never read.",
    )
    is_healthy = read_as(
        Derived(is_healthy),
        bool | None,
        "Whether its latest reading lies within its bounds, inclusive; null without a reading or"
        " without bounds.",
    )
    readings = many(
        Annotated["KpiReading", strawberry.lazy("schema.kpi_readings")],
        READINGS_OF_KPI,
        "What it was from time to time, the latest first.",
    )


@filter_input("Which KPIs a list holds: every field given must hold.")
class KpiFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Kpi",))
    external_id: strawberry.Maybe[TextComparators] = filtered("By the sender's own id.")
    name: strawberry.Maybe[TextComparators] = filtered("By name.")
    unit: strawberry.Maybe[TextComparators] = filtered("By unit.")
    lower: strawberry.Maybe[DecimalComparators] = filtered("By the least healthy value.")
    upper: strawberry.Maybe[DecimalComparators] = filtered("By the largest healthy value.")
    created_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was recorded.")
    updated_at: strawberry.Maybe[DateTimeComparators] = filtered("By when it last changed.")
    archived_at: strawberry.Maybe[DateTimeComparators] = filtered(ARCHIVED_AT)


class KpiOrderField(StrEnum):
    """What KPIs are ordered by."""

    ID = "id"
    NAME = "name"
    EXTERNAL_ID = "external_id"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


described(
    KpiOrderField,
    "What KPIs are ordered by.",
    {
        "ID": "The id, that is age.",
        "NAME": "The name.",
        "EXTERNAL_ID": "The sender's own id.",
        "CREATED_AT": "When it was recorded.",
        "UPDATED_AT": "When it last changed.",
    },
)


@strawberry.input(description="One field to order KPIs by.")
class KpiOrder(Order[KpiOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one KPI, in one of two ways.")
class KpiRef(Ref):
    pass


@strawberry.type
class KpiQueries:
    kpi = single(Kpi, KPI, KpiRef, "KPI")

    kpis = listing(Kpi, KPI, "The KPIs, the oldest first.")
