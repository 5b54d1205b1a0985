"""Changing the organization's own name, time zone and settings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.inputs import said, values_of
from schema.mutation_parts import STAYS, Parts, expected_version
from schema.organization import Organization
from schema.payloads import mutation
from schema.writes import Write, Written
from service.actor import Actor
from service.audit.organization_settings import check_organization_settings
from service.database import Session
from service.errors import Invalid
from service.identity.commands import OrganizationChange
from service.numbers.organizations import change_numbered_organization

_PARTS = Parts(Organization, "Organization", "organization", "organizations")


@strawberry.input(description="What is to change of the organization: what is left out stays.")
class OrganizationUpdateInput:
    expected_version: int | None = expected_version()
    name: strawberry.Maybe[str | None] = said(
        f"What people call it, at most 2,000 characters. {STAYS}"
    )
    timezone: strawberry.Maybe[str | None] = said(
        "Its time zone by its name, such as `Europe/Berlin`: it decides which day is today. "
        f"{STAYS}"
    )
    settings: strawberry.Maybe[JSON | None] = said(
        "An object that is laid over the settings there are, at every depth; null in it takes one "
        "back to its default (JSON Merge Patch). `progress` has `on_track_gap` and "
        "`at_risk_gap`, 0 to 1; the cadence of check-ins is `check_in_cadence_days` and "
        "`check_in_grace_days` in `audit.thresholds`. See `Organization.settings`. "
        f"{STAYS}"
    )


async def _update(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
    values = values_of(given)
    if not isinstance(values.get("settings"), Mapping | None):
        raise Invalid("settings are a JSON object", ["settings"])
    change = OrganizationChange(**values)
    changed = await change_numbered_organization(
        session, actor, change, check_organization_settings, now
    )
    return Written((changed,))


@strawberry.type
class OrganizationMutations:
    organization_update = mutation(
        Write(_update),
        OrganizationUpdateInput,
        _PARTS.payload("Update"),
        "Change the name, the time zone or the settings of the organization that the token "
        "belongs to.",
    )
