"""Check-ins: new ones are recorded, known ones must be the same, and the latest value counts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.events.facts import differences
from service.interchange.changes import Changes, Outcome
from service.interchange.entries import CheckInEntry
from service.interchange.items import Noun
from service.interchange.names import Names
from service.interchange.problems import Code, Problem
from service.interchange.row_plan import content_of
from service.tables import new_id

Row = dict[str, Any]


class CheckInPlan:
    """Plans check-ins against those that their key results have.

    Attributes:
        current_by_key_result: the value latest in time of each key result named, stored check-ins
            that nobody corrects and the document's own taken together; nothing for those without a
            value.
        problems: check-ins that differ from what was recorded.
    """

    def __init__(self, changes: Changes, names: Names, stored: Sequence[Row]) -> None:
        self._changes = changes
        self._names = names
        self._by_name = {row["external_id"] or str(row["id"]): row for row in stored}
        self._by_moment = {
            (row["key_result_id"], row["occurred_at"]): row
            for row in stored
            if row["external_id"] is None
        }
        self._stored = stored
        self.current_by_key_result: dict[UUID, Decimal] = {}
        self.problems: list[Problem] = []

    def plan(self, entries: Sequence[CheckInEntry]) -> None:
        for entry in entries:
            content = content_of(entry, self._names, given=False)
            known = self._known(entry, content)
            if known is None:
                self._changes.create(Noun.CHECK_IN, new_id(), content, entry.id)
            elif self._same(entry, known):
                self._changes.counts[Noun.CHECK_IN, Outcome.UNCHANGED] += 1
        self.current_by_key_result = dict(self._latest(entries))

    def _known(self, entry: CheckInEntry, content: Row) -> Row | None:
        if entry.id is not None:
            return self._by_name.get(entry.id)
        return self._by_moment.get((content["key_result_id"], content["occurred_at"]))

    def _same(self, entry: CheckInEntry, known: Row) -> bool:
        changes = differences(known, content_of(entry, self._names, given=True))
        if changes:
            message = f"another {', '.join(changes)} is recorded; check-ins never change"
            self.problems.append(Problem(entry.origin, None, Code.CONFLICT, message))
        return not changes

    def _latest(self, entries: Iterable[CheckInEntry]) -> Iterator[tuple[UUID, Decimal]]:
        latest: dict[UUID, tuple[datetime, Decimal]] = {}
        named = set()
        corrected = {row["corrects_id"] for row in self._stored}
        told = [
            (row["key_result_id"], row["occurred_at"], row["value"])
            for row in self._stored
            if row["id"] not in corrected
        ]
        for entry in entries:
            _, key_result = self._names.find((Noun.KEY_RESULT,), entry.key_result)
            named.add(key_result)
            told.append((key_result, entry.occurred_at, entry.value))
        for key_result, at, value in told:
            known = latest.get(key_result)
            if value is not None and (known is None or at >= known[0]):
                latest[key_result] = (at, value)
        return ((key_result, latest[key_result][1]) for key_result in named if key_result in latest)
