"""What a document says of the organization itself."""

from collections.abc import Callable, Mapping
from typing import Any

from service.alignment.rules import CyclePolicy
from service.errors import Invalid
from service.identity.models import Organization
from service.interchange.document import Document
from service.interchange.problems import Code, Problem

SettingsCheck = Callable[[Mapping[str, object]], object]


def organization_values(
    organization: Organization, document: Document, cycles: CyclePolicy | None
) -> dict[str, Any]:
    """The organization's columns that the document sets; settings are laid over its own."""
    values: dict[str, Any] = {}
    entry = document.organization
    settings: dict[str, object] = {}
    if entry is not None:
        values |= {"name": entry.name} if entry.name is not None else {}
        values |= {"timezone": entry.timezone} if entry.timezone is not None else {}
        settings |= entry.settings or {}
    if cycles is CyclePolicy.REPORT:
        settings["cycle_policy"] = cycles.value
    if settings:
        values["settings"] = {**organization.settings, **settings}
    if document.source is not None:
        values["source"] = document.source
    return values


def settings_problems(document: Document, check: SettingsCheck | None) -> list[Problem]:
    """What `check` finds wrong with the document's settings."""
    entry = document.organization
    if check is None or entry is None or not entry.settings:
        return []
    try:
        check(entry.settings)
    except Invalid as refusal:
        field = ".".join(refusal.path) or "settings"
        return [Problem(entry.origin, field, Code.INVALID, refusal.message)]
    return []
