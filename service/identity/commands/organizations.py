from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from service.access import Action, allow
from service.actor import Actor, operator
from service.database import Session
from service.errors import TooLong
from service.events.facts import created, updated
from service.events.record import record
from service.identity.models import Organization
from service.identity.rules import check_slug, check_timezone, merged_settings
from service.tables import utc_now
from service.writing.checks import TITLE_LENGTH, required, title
from service.writing.given import UNSET, Unset
from service.writing.recordset import table_of
from service.writing.rows import check_version

# Raises Invalid for settings that nobody understands.
SettingsCheck = Callable[[Mapping[str, object]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationChange:
    """What is to change of the organization; nothing of it can be cleared but settings.

    Attributes:
        settings: laid over those there are, at every depth; null takes one away (RFC 7396).
    """

    name: str | Unset | None = UNSET
    timezone: str | Unset | None = UNSET
    settings: Mapping[str, object] | Unset | None = UNSET
    expected_version: int | None = None


async def create_organization(
    session: Session, organization_id: UUID, slug: str, name: str | None = None
) -> Organization:
    """A new organization with an id brought along, so that the transaction can be inside it."""
    if name is not None and len(name) > TITLE_LENGTH:
        raise TooLong(f"a name has at most {TITLE_LENGTH} characters", ["name"])
    organization = Organization(id=organization_id, slug=check_slug(slug), name=name or slug)
    session.add(organization)
    await session.flush()
    values = {"slug": slug, "name": organization.name, "timezone": organization.timezone}
    await record(
        session, operator(organization_id), created("organization", organization_id, values)
    )
    return organization


async def change_organization(
    session: Session,
    actor: Actor,
    change: OrganizationChange,
    check_settings: SettingsCheck,
    now: datetime,
) -> UUID:
    """Set what the change says.

    Raises:
        Conflict: the organization's version is another than expected.
        Required, TooLong, Invalid: a value that it cannot have; of settings with the whole path.
    """
    allow(actor, Action.ORGANIZATION_UPDATE)
    organization = await _held(session, actor)
    check_version(table_of(Organization), organization.version, change.expected_version)
    await _set(session, actor, organization, _checked(organization, change, check_settings), now)
    return organization.id


async def update_organization(
    session: Session, actor: Actor, values: dict[str, Any]
) -> Organization:
    """The actor's organization with `values` (fields of `Organization`, judged already) set."""
    allow(actor, Action.ORGANIZATION_UPDATE)
    organization = await _held(session, actor)
    await _set(session, actor, organization, values, utc_now())
    return organization


async def _held(session: Session, actor: Actor) -> Organization:
    """The organization as it is now, nobody else's until the transaction ends."""
    statement = (
        select(Organization)
        .where(col(Organization.id) == actor.organization_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(statement)).one()


def _checked(
    organization: Organization, change: OrganizationChange, check_settings: SettingsCheck
) -> dict[str, Any]:
    """The columns that the change sets."""
    values: dict[str, Any] = {}
    if change.name is not UNSET:
        title(change.name, ["name"])
        values["name"] = change.name
    if change.timezone is not UNSET:
        required(change.timezone, ["timezone"])
        values["timezone"] = check_timezone(str(change.timezone))
    if change.settings is not UNSET:
        required(change.settings, ["settings"])
        patch = change.settings or {}
        values["settings"] = merged_settings(organization.settings, patch)
        # What an import left beside it is not the caller's to mend.
        check_settings({key: values["settings"][key] for key in patch if key in values["settings"]})
    return values


async def _set(
    session: Session,
    actor: Actor,
    organization: Organization,
    values: dict[str, Any],
    now: datetime,
) -> None:
    fact = updated("organization", organization.id, organization.model_dump(), values)
    if not fact.changes:
        return
    organization.sqlmodel_update(values)
    organization.version += 1
    organization.updated_at = now
    await session.flush()
    await record(session, actor, fact)
