"""Check-ins: new ones are recorded, known ones must be the same, and the latest in time count."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service.events.facts import differences
from service.interchange.changes import Changes, Outcome
from service.interchange.corrections import after_what_they_correct
from service.interchange.entries import CheckInEntry
from service.interchange.items import Noun
from service.interchange.names import Names
from service.interchange.problems import Code, Problem, shown
from service.interchange.row_plan import content_of
from service.tables import new_id

Row = dict[str, Any]

# What a check-in says, and the column of its key result that has the latest of it.
_COLUMNS = {"value": "current", "confidence": "confidence", "status": "reported_status"}


class CheckInPlan:
    """Plans check-ins against those that their key results have.

    Attributes:
        told_by_key_result: of each key result named, the columns that its check-ins say, stored
            ones and the document's own taken together, with what was said last in time; None where
            the document takes back all that said it.
        problems: check-ins that differ from what was recorded, or correct what they cannot.
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
        self._new: list[Row] = []
        self._correction_by_id: dict[UUID, UUID] = {
            row["corrects_id"]: row["id"] for row in stored if row["corrects_id"] is not None
        }
        self._refused: set[UUID] = set()
        self.told_by_key_result: dict[UUID, Row] = {}
        self.problems: list[Problem] = []

    def plan(self, entries: Sequence[CheckInEntry]) -> None:
        rows = [self._row(entry) for entry in entries]
        # Ids are in the order of the document; what is corrected is written before its correction.
        for place in after_what_they_correct(entries):
            self._take(entries[place], *rows[place])
        self.told_by_key_result = self._told({row["key_result_id"] for row, _ in rows})

    def _row(self, entry: CheckInEntry) -> tuple[Row, bool]:
        """The check-in that is there already, else the one to be, and whether it is there."""
        content = content_of(entry, self._names, given=False)
        if entry.id is None:
            known = self._by_moment.get((content["key_result_id"], content["occurred_at"]))
        else:
            known = self._by_name.get(entry.id)
        if known is not None:
            return known, True
        row = {**content, "id": new_id(), "corrects_id": None}
        if entry.id is not None:
            self._by_name[entry.id] = row
        return row, False

    def _take(self, entry: CheckInEntry, row: Row, is_known: bool) -> None:  # noqa: FBT001  # as `_row` tells
        problem = self._problem(entry, row, is_known=is_known)
        if problem is not None:
            self.problems.append(problem)
            self._refused.add(row["id"])
        elif is_known:
            self._changes.counts[Noun.CHECK_IN, Outcome.UNCHANGED] += 1
        else:
            if entry.corrects is not None:
                row["corrects_id"] = self._by_name[entry.corrects]["id"]
                self._correction_by_id[row["corrects_id"]] = row["id"]
            self._new.append(row)
            self._changes.create(Noun.CHECK_IN, row["id"], row, entry.id)

    def _problem(self, entry: CheckInEntry, row: Row, *, is_known: bool) -> Problem | None:
        corrected = None if entry.corrects is None else self._by_name.get(entry.corrects)
        if entry.corrects is not None:
            found = self._misplaced(entry, row, corrected)
            if found is not None:
                return Problem(entry.origin, "corrects", *found)
        if not is_known:
            return None
        content = content_of(entry, self._names, given=True)
        if "corrects" in entry.given:
            content["corrects_id"] = None if corrected is None else corrected["id"]
        changes = differences(row, content)
        if not changes:
            return None
        message = f"another {', '.join(changes)} is recorded; check-ins never change"
        return Problem(entry.origin, None, Code.CONFLICT, message)

    def _misplaced(
        self, entry: CheckInEntry, row: Row, corrected: Row | None
    ) -> tuple[Code, str] | None:
        """Why a correction cannot be of what it names."""
        name = shown(entry.corrects)
        if corrected is None:
            return Code.NOT_FOUND, f"its key result has no check-in with the id {name}"
        if corrected["key_result_id"] != row["key_result_id"]:
            return Code.INVALID, f"{name} is of another key result"
        if corrected["id"] in self._refused:
            return Code.DEPENDS_ON_REFUSED, f"{name} is refused"
        if self._correction_by_id.get(corrected["id"], row["id"]) != row["id"]:
            return Code.CONFLICT, f"{name} is corrected already: correct its correction"
        return None

    def _told(self, key_results: Iterable[UUID]) -> dict[UUID, Row]:
        told: dict[UUID, Row] = {key_result: {} for key_result in key_results}
        moments: dict[tuple[UUID, str], tuple[datetime, UUID]] = {}
        for row in (*self._stored, *self._new):
            if row["id"] in self._correction_by_id or row["key_result_id"] not in told:
                continue
            moment = row["occurred_at"], row["id"]
            for name, column in _COLUMNS.items():
                key = row["key_result_id"], column
                if row[name] is not None and (key not in moments or moments[key] < moment):
                    moments[key] = moment
                    told[row["key_result_id"]][column] = row[name]
        for row in self._taken_back():
            for name, column in _COLUMNS.items():
                if row[name] is not None:
                    told[row["key_result_id"]].setdefault(column, None)
        return told

    def _taken_back(self) -> list[Row]:
        """What the document's own corrections correct."""
        corrected = {row["corrects_id"] for row in self._new} - {None}
        rows = (*self._stored, *self._new) if corrected else ()
        return [row for row in rows if row["id"] in corrected]
