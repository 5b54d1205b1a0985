"""What happened, as plain values: the public payload of every event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from service.decimals import decimal_text

Change = tuple[object, object]

# Bookkeeping of the row itself: whoever reads the event has these from the event.
_OWN = {"organization_id", "id", "version", "created_at", "updated_at", "created_by", "updated_by"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to one subject.

    Attributes:
        type: `<noun>.<what happened>`, e.g. `objective.updated`.
        changes: by field, the value before and after; a creation has only values after.
        details: what there is to tell beyond that: counts, other subjects; as JSON has it.
        cause_id: the event that this one follows from, where it does.
    """

    type: str
    subject_kind: str
    subject_id: UUID
    changes: Mapping[str, Change]
    details: Mapping[str, object] | None = None
    cause_id: UUID | None = None


def created(kind: str, id: UUID, values: Mapping[str, object], happened: str = "created") -> Fact:
    """That a row came to be, with every value it has; `happened` is what that was."""
    changes = {
        field: (None, plain(value))
        for field, value in values.items()
        if field not in _OWN and value is not None
    }
    return Fact(f"{kind}.{happened}", kind, id, changes)


def updated(kind: str, id: UUID, before: Mapping[str, object], after: Mapping[str, object]) -> Fact:
    """That fields of a row changed: those of `after` that differ from `before`."""
    return Fact(f"{kind}.updated", kind, id, differences(before, after))


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, Change]:
    """By field of `after`, the two values where they differ."""
    return {
        field: (plain(before.get(field)), plain(value))
        for field, value in after.items()
        if field not in _OWN and before.get(field) != value
    }


def unchanged(row: Mapping[str, object], fields: Iterable[str]) -> dict[str, Change]:
    """Fields told though they stay as they are, where they say something."""
    return {
        field: (plain(row[field]), plain(row[field])) for field in fields if row[field] is not None
    }


def plain(value: object) -> object:
    """A value as JSON has it: decimals and ids as text, moments in ISO 8601."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return decimal_text(value)
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value
