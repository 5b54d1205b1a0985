"""What an import will write: rows by table, and the fact of each change."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from service.actor import Actor
from service.events.facts import Change, Fact, created, differences
from service.interchange.items import Noun
from service.interchange.stores import NODE_NOUNS, NODES, table_by_noun
from service.tables import NO_SYSTEM

Row = dict[str, Any]

# What is only ever added to.
_RECORDED = (Noun.CHECK_IN, Noun.REVIEW)
_NO_CHANGES: Mapping[str, Change] = {}


class Outcome(StrEnum):
    """What becomes of a row of a document."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Changes:
    """Gathers what to write; writes nothing."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.now = now
        self.actor = actor
        self.inserts: dict[Table, list[Row]] = defaultdict(list)
        self.updates: dict[Table, list[Row]] = defaultdict(list)
        self.deletes: dict[Table, list[Row]] = defaultdict(list)
        self.facts: list[Fact] = []
        self.counts: Counter[tuple[Noun, Outcome]] = Counter()

    def create(
        self,
        noun: Noun,
        own_id: UUID,
        content: Row,
        external_id: str | None = None,
        more: Mapping[str, Change] = _NO_CHANGES,
    ) -> None:
        """A new row; `more` is what its fact tells beside the row's own columns."""
        row = {**self._frame(own_id), "external_id": external_id, **content}
        if noun in NODE_NOUNS:
            row["kind"] = noun.name
            self.inserts[NODES].append(row)
        self.inserts[table_by_noun(noun)].append(row)
        fact = created(noun, own_id, {**content, "external_id": external_id})
        if noun in _RECORDED:
            fact = replace(fact, type=f"{noun}.recorded")
        self.facts.append(replace(fact, changes={**fact.changes, **more}) if more else fact)
        self.counts[noun, Outcome.CREATED] += 1

    def update(
        self,
        noun: Noun,
        stored: Row,
        content: Row,
        more: Mapping[str, Change] = _NO_CHANGES,
        *,
        counted: bool = True,
    ) -> None:
        """Columns of a stored row set; nothing where they hold these values already."""
        changes = {**differences(stored, content), **more}
        if counted:
            outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
            self.counts[noun, outcome] += 1
        if not changes:
            return
        row = {
            **stored,
            **content,
            "version": stored["version"] + 1,
            "updated_at": self.now,
            "updated_by": self.actor.person_id,
        }
        self.updates[table_by_noun(noun)].append(row)
        gone = "archived_at" in changes and content["archived_at"] is not None
        happened = "archived" if gone else "updated"
        self.facts.append(Fact(f"{noun}.{happened}", noun, stored["id"], changes))

    def _frame(self, own_id: UUID) -> Row:
        return {
            "organization_id": self.actor.organization_id,
            "id": own_id,
            "created_at": self.now,
            "updated_at": self.now,
            "created_by": self.actor.person_id,
            "updated_by": self.actor.person_id,
            "version": 1,
            "archived_at": None,
            "external_system": NO_SYSTEM,
        }
