from datetime import date
from uuid import UUID

from sqlalchemy import Index

from service.cycles.rules import Cadence, CycleState
from service.folding import searchable
from service.tables import (
    External,
    not_longer,
    one_of,
    organization_key,
    reference,
    unique_external_key,
)


class Cycle(External, table=True):
    """A span of time that objectives are set for; its dates may be unknown."""

    __table_args__ = (
        organization_key(),
        reference("parent_id", "cycle", deferred=True),
        one_of("state", CycleState),
        one_of("cadence", Cadence),
        unique_external_key("cycle"),
        not_longer("name", 2_000),
        Index("ix_cycle_parent", "organization_id", "parent_id", "starts_on", "id"),
        Index("ix_cycle_starts_on", "organization_id", "starts_on", "id"),
        *searchable("cycle", "name"),
    )

    name: str
    cadence: str | None = None
    parent_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    state: str = CycleState.ACTIVE.value
