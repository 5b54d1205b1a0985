"""Rows that stand by themselves or have a pair as their key: what to create, what to update."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from service.cycles.rules import default_state
from service.dependencies.rules import DependencyKind, DependencyState
from service.events.facts import Change
from service.interchange.changes import Changes
from service.interchange.entries import (
    CycleEntry,
    DependencyEntry,
    MembershipEntry,
    NamedEntry,
)
from service.interchange.items import Entry, Noun
from service.interchange.names import Names
from service.interchange.queries import StoredRows
from service.interchange.stores import stored_attributes
from service.tables import new_id

Row = dict[str, Any]


def content_of(entry: Entry, names: Names, *, given: bool) -> Row:
    """The columns of an entry: all, absent ones with their defaults, or only those `given`."""
    content: Row = {}
    for stored in stored_attributes(entry.noun):
        if given and stored.attribute not in entry.given:
            continue
        value = getattr(entry, stored.attribute)
        if value is None:
            content[stored.column] = stored.default
        elif stored.refers:
            noun, content[stored.column] = names.find(stored.refers, value)
            if stored.kind_column:
                content[stored.kind_column] = noun.name
        else:
            content[stored.column] = value
    return content


class RowPlan:
    """Plans the rows of a document, one after the other."""

    def __init__(self, changes: Changes, names: Names, stored: StoredRows, today: date) -> None:
        self._changes = changes
        self._names = names
        self._stored = stored
        self._today = today

    def row(
        self,
        entry: NamedEntry,
        more_content: Mapping[str, object] | None = None,
        more_changes: Mapping[str, Change] | None = None,
    ) -> None:
        """Create or update a row, with columns and changes that its entry alone does not tell."""
        stored = self._stored.row(entry.noun, entry.id)
        content = content_of(entry, self._names, given=stored is not None)
        content |= {**(more_content or {}), **self._archived(entry, stored)}
        if isinstance(entry, CycleEntry) and entry.state is None:
            content.pop("state", None)
            if stored is None:
                content["state"] = default_state(entry.starts_on, self._today)
        if stored is None:
            own_id = self._names.id(entry.noun, entry.id)
            self._changes.create(entry.noun, own_id, content, entry.id, more_changes or {})
        else:
            self._changes.update(entry.noun, stored, content, more_changes or {})

    def rows(self, entries: Iterable[NamedEntry]) -> None:
        for entry in entries:
            self.row(entry)

    def memberships(self, entries: Iterable[MembershipEntry], stored: Iterable[Row]) -> None:
        stored_by_pair = {(row["person_id"], row["team_id"]): row for row in stored}
        for entry in entries:
            _, person = self._names.find((Noun.PERSON,), entry.person)
            _, team = self._names.find((Noun.TEAM,), entry.team)
            self._pair(entry, stored_by_pair.get((person, team)), {"archived_at": None})

    def dependencies(self, entries: Iterable[DependencyEntry], stored: Iterable[Row]) -> None:
        stored_by_key = {(row["from_id"], row["to_id"], row["kind"]): row for row in stored}
        for entry in entries:
            content = content_of(entry, self._names, given=False)
            kind = entry.kind or DependencyKind.NEEDS
            known = stored_by_key.get((content["from_id"], content["to_id"], kind.value))
            more = self._answered(entry, known)
            if entry.requested_at is None:
                more["requested_at"] = known["requested_at"] if known else self._changes.now
            self._pair(entry, known, more)

    def _answered(self, entry: DependencyEntry, known: Row | None) -> Row:
        """When and by whom a request was answered, where the document says that it is now."""
        before = known["state"] if known else DependencyState.REQUESTED
        keeps = known is not None and "state" not in entry.given
        state = before if keeps else entry.state or DependencyState.REQUESTED
        if (state == DependencyState.REQUESTED) == (before == DependencyState.REQUESTED):
            return {}
        if state == DependencyState.REQUESTED:
            return {"decided_at": None, "decided_by_id": None}
        return {"decided_at": self._changes.now, "decided_by_id": self._changes.actor.person_id}

    def _pair(self, entry: Entry, stored: Row | None, more: Row) -> None:
        content = content_of(entry, self._names, given=stored is not None) | more
        if stored is None:
            self._changes.create(entry.noun, new_id(), content)
        else:
            self._changes.update(entry.noun, stored, content)

    def _archived(self, entry: NamedEntry, stored: Row | None) -> Row:
        since = None if stored is None else stored["archived_at"]
        if entry.archived is None:
            return {}
        return {"archived_at": (since or self._changes.now) if entry.archived else None}
