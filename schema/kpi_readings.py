"""Readings: what KPIs were from time to time."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.comparators import DateTimeComparators, DecimalComparators, IdComparators
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.lookups import one
from schema.nodes import Node
from schema.nouns import KPI

if TYPE_CHECKING:
    from schema.kpis import Kpi


@strawberry.type(description="What a KPI was at one moment. A KPI has one reading for a moment.")
class KpiReading(Node):
    at: datetime = strawberry.field(description="When it was so.")
    value: Decimal = strawberry.field(description="The value, in the KPI's unit.")

    kpi = one(
        Annotated["Kpi", strawberry.lazy("schema.kpis")],
        KPI,
        "kpi_id",
        "The KPI that was read.",
    )


@filter_input("Which readings a list holds: every field given must hold.")
class KpiReadingFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("KpiReading",))
    kpi: strawberry.Maybe[IdComparators] = filtered("By KPI.", types=("Kpi",))
    at: strawberry.Maybe[DateTimeComparators] = filtered("By when it was so.")
    value: strawberry.Maybe[DecimalComparators] = filtered("By value.")


class KpiReadingOrderField(StrEnum):
    """What readings are ordered by."""

    ID = "id"
    AT = "at"
    VALUE = "value"


described(
    KpiReadingOrderField,
    "What readings are ordered by.",
    {
        "ID": "The id, that is the order of recording.",
        "AT": "When it was so.",
        "VALUE": "The value.",
    },
)


@strawberry.input(description="One field to order readings by.")
class KpiReadingOrder(Order[KpiReadingOrderField]):
    pass
