from datetime import date
from uuid import UUID

from sqlalchemy import Index

from service.cycles.rules import Audience, Cadence, CycleState
from service.folding import searchable
from service.tables import (
    External,
    Scoped,
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
        reference("carried_from_id", "cycle", deferred=True),
        one_of("state", CycleState),
        one_of("cadence", Cadence),
        unique_external_key("cycle"),
        not_longer("name", 2_000),
        Index("ix_cycle_parent", "organization_id", "parent_id", "starts_on", "id"),
        Index("ix_cycle_carried_from", "organization_id", "carried_from_id"),
        Index("ix_cycle_starts_on", "organization_id", "starts_on", "id"),
        *searchable("cycle", "name"),
    )

    name: str
    cadence: str | None = None
    parent_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    state: str = CycleState.ACTIVE.value
    carried_from_id: UUID | None = None


class PlanningStep(Scoped, table=True):
    """When one group of people sets its goals for a cycle."""

    __table_args__ = (
        organization_key(),
        reference("cycle_id", "cycle"),
        one_of("audience", Audience),
        not_longer("note", 2_000),
        Index("ix_planning_step_cycle", "organization_id", "cycle_id", "starts_on", "id"),
    )

    cycle_id: UUID
    audience: str
    starts_on: date
    ends_on: date
    note: str | None = None
