from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, Numeric, UniqueConstraint
from sqlmodel import Field

from service.folding import ordering, searchable
from service.tables import (
    External,
    Moment,
    Scoped,
    finite,
    not_longer,
    organization_key,
    reference,
    unique_external_key,
)


class Kpi(External, table=True):
    """A number to keep healthy: the dashboard beside the road map."""

    __table_args__ = (
        organization_key(),
        *map(finite, ("lower", "upper")),
        unique_external_key("kpi"),
        not_longer("name", 2_000),
        Index("ix_kpi_name", "organization_id", ordering("name"), "id"),
        *searchable("kpi", "name"),
    )

    name: str
    unit: str | None = None
    lower: Decimal | None = Field(default=None, sa_type=Numeric)
    upper: Decimal | None = Field(default=None, sa_type=Numeric)


class KpiReading(Scoped, table=True):
    """What a KPI was at one moment."""

    __table_args__ = (
        organization_key(),
        reference("kpi_id", "kpi"),
        finite("value"),
        UniqueConstraint("organization_id", "kpi_id", "at"),
    )

    kpi_id: UUID
    at: datetime = Field(sa_type=Moment)
    value: Decimal = Field(sa_type=Numeric)
