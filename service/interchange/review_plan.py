"""Reviews: new ones are recorded, and known ones must be the same; planning calendars of cycles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from service.cycles.commands import NewPlanningStep, calendar_of
from service.cycles.rules import Audience
from service.events.facts import Change, differences
from service.interchange.changes import Changes, Outcome
from service.interchange.entries import CycleEntry, PlanningStepEntry, ReviewEntry
from service.interchange.items import Noun
from service.interchange.names import Names
from service.interchange.problems import Code, Problem
from service.interchange.row_plan import content_of
from service.interchange.stores import PLANNING
from service.tables import new_id

Row = dict[str, Any]

_KEY = ("objective_id", "cycle_id", "team_id", "kind", "held_on", "author_id")


def review_key(row: Row) -> tuple[object, ...]:
    """What tells reviews without ids apart."""
    return tuple(row[name] for name in _KEY)


class ReviewPlan:
    """Plans reviews against those that their objectives and cycles have."""

    def __init__(self, changes: Changes, names: Names, stored: Sequence[Row]) -> None:
        self._changes = changes
        self._names = names
        self._by_name = {row["external_id"] or str(row["id"]): row for row in stored}
        self._by_key = {review_key(row): row for row in stored if row["external_id"] is None}

    def plan(self, entries: Iterable[ReviewEntry]) -> list[Problem]:
        """Plan the rows; those that differ from what was recorded are problems."""
        found = [self._take(entry) for entry in entries]
        return [problem for problem in found if problem is not None]

    def _take(self, entry: ReviewEntry) -> Problem | None:
        content = content_of(entry, self._names, given=False)
        if entry.id is None:
            known = self._by_key.get(review_key(content))
        else:
            known = self._by_name.get(entry.id)
        if known is None:
            self._changes.create(Noun.REVIEW, new_id(), content, entry.id)
            return None
        changes = differences(known, content_of(entry, self._names, given=True))
        if changes:
            message = f"another {', '.join(changes)} is recorded; reviews never change"
            return Problem(entry.origin, None, Code.CONFLICT, message)
        self._changes.counts[Noun.REVIEW, Outcome.UNCHANGED] += 1
        return None


class CalendarPlan:
    """Plans the planning calendars of cycles: a list that is present is the complete one."""

    def __init__(self, changes: Changes, names: Names, stored: Iterable[Row]) -> None:
        self._changes = changes
        self._names = names
        self._stored: dict[UUID, list[Row]] = defaultdict(list)
        for row in sorted(stored, key=lambda row: (row["starts_on"], row["id"])):
            self._stored[row["cycle_id"]].append(row)

    def changes_of(self, entry: CycleEntry) -> dict[str, Change]:
        """Plan the calendar that a row has; what changes of it, for its fact."""
        if "planning" not in entry.given:
            return {}
        own_id = self._names.id(Noun.CYCLE, entry.id)
        stored = self._stored[own_id]
        before, after = (
            calendar_of(map(_stored, stored)),
            calendar_of(map(_said, entry.planning or ())),
        )
        if before == after:
            return {}
        own = {"organization_id": self._changes.actor.organization_id, "cycle_id": own_id}
        self._changes.deletes[PLANNING] += stored
        self._changes.inserts[PLANNING] += [{**own, "id": new_id(), **step} for step in after]
        return {"planning": (before or None, after)}


def _stored(row: Row) -> NewPlanningStep:
    return NewPlanningStep(
        audience=Audience(row["audience"]),
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        note=row["note"],
    )


def _said(entry: PlanningStepEntry) -> NewPlanningStep:
    return NewPlanningStep(
        audience=entry.audience,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        note=entry.note,
    )
