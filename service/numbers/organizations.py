"""What of an organization all its numbers depend on: its day, and where its lines are drawn."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from service.actor import Actor
from service.database import Session
from service.identity.commands import OrganizationChange, SettingsCheck, change_organization
from service.numbers.requesting import request_turning
from service.writing.given import UNSET

# The parts of its settings that hold lines of status and of staleness.
_LINES = ("progress", "audit")


async def change_numbered_organization(
    session: Session,
    actor: Actor,
    change: OrganizationChange,
    check_settings: SettingsCheck,
    now: datetime,
) -> UUID:
    """Set what the change says, and have all numbers follow where their day or lines move.

    Raises:
        Conflict, Required, TooLong, Invalid: as `change_organization` does.
    """
    changed = await change_organization(session, actor, change, check_settings, now)
    settings = change.settings if isinstance(change.settings, Mapping) else {}
    if change.timezone is not UNSET or any(part in settings for part in _LINES):
        await request_turning(session, actor)
    return changed


def moves_numbers(
    timezone: str, settings: Mapping[str, object], values: Mapping[str, object]
) -> bool:
    """Whether an organization's new columns move its day or its lines."""
    after = values.get("settings", settings)
    lines = after if isinstance(after, Mapping) else {}
    return values.get("timezone", timezone) != timezone or any(
        lines.get(part) != settings.get(part) for part in _LINES
    )
