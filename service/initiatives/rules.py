from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from service.errors import Invalid, Limit, Required
from service.writing.checks import Check, label, text, title


class InitiativeStatus(StrEnum):
    """The stages of a project or task."""

    PROPOSED = "PROPOSED"
    PLANNED = "PLANNED"
    IN_PROGRESS = "IN_PROGRESS"
    BLOCKED = "BLOCKED"
    DONE = "DONE"
    DROPPED = "DROPPED"


INITIATIVE_CHECKS: Mapping[str, Check] = {
    "title": title,
    "description": text,
    "owner_role": label,
    "link": label,
}
MOST_TARGETS = 100
_WINDOW = {"starts_on", "ends_on"}


def check_window(values: Mapping[str, Any], said: Collection[str]) -> None:
    """Whether an initiative that says these fields may lie so; either date may be absent.

    Imported rows may be out of order: only who sets a date has to set it right.

    Raises:
        Invalid: it ends before it starts.
    """
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if _WINDOW & set(said) and starts_on and ends_on and ends_on < starts_on:
        raise Invalid("ends_on is before starts_on", ["ends_on"])


def check_targets(targets: Sequence[UUID] | None) -> None:
    """Whether an initiative may serve so many.

    Raises:
        Required: null, where no targets are an empty list.
        Limit: there are more than 100.
    """
    if targets is None:
        raise Required("serves cannot be null; an empty list serves nothing", ["serves"])
    if len(targets) > MOST_TARGETS:
        raise Limit(f"{len(targets)} targets; at most {MOST_TARGETS}", ["serves"])
