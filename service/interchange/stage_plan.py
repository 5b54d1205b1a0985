"""Checkpoints and milestones of key results: a list that is present is the complete one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from service.events.facts import Change
from service.interchange.changes import Changes
from service.interchange.entries import CheckpointEntry, KeyResultEntry, MilestoneEntry
from service.interchange.items import Noun
from service.interchange.names import Names
from service.interchange.stores import STAGES
from service.objectives.commands.stages import NewCheckpoint, NewMilestone, Stages, rows_of_set

Row = dict[str, Any]


class StagePlan:
    """Plans the sets of key results against the stored ones, by field."""

    def __init__(self, changes: Changes, names: Names, stored: Mapping[str, Iterable[Row]]) -> None:
        self._changes = changes
        self._names = names
        self._stored: dict[tuple[str, UUID], list[Row]] = defaultdict(list)
        for name, rows in stored.items():
            for row in rows:
                self._stored[name, row["key_result_id"]].append(row)

    def changes_of(self, entry: KeyResultEntry) -> dict[str, Change]:
        """Plan the sets that a row has; what changes of them, for its fact."""
        names = [name for name in STAGES if name in entry.given]
        if not names:
            return {}
        own_id = self._names.id(Noun.KEY_RESULT, entry.id)
        before = {name: self._before(name, own_id) for name in names}
        after = {
            name: rows_of_set(name, own_id, before[name], _said(entry, name)) for name in names
        }
        told = Stages(own_id, before, after).told
        own = {"organization_id": self._changes.actor.organization_id}
        for name in told:
            self._changes.deletes[STAGES[name]] += before[name]
            self._changes.inserts[STAGES[name]] += [{**own, **row} for row in after[name]]
        return told

    def _before(self, name: str, own_id: UUID) -> list[Row]:
        order = "day" if name == "checkpoints" else "position"
        return sorted(self._stored[name, own_id], key=lambda row: (row[order], row["id"]))


def _said(entry: KeyResultEntry, name: str) -> list[NewCheckpoint] | list[NewMilestone]:
    if name == "checkpoints":
        return [_checkpoint(row) for row in entry.checkpoints or ()]
    return [_milestone(row) for row in entry.milestones or ()]


def _checkpoint(row: CheckpointEntry) -> NewCheckpoint:
    return NewCheckpoint(day=row.day, value=row.value)


def _milestone(row: MilestoneEntry) -> NewMilestone:
    milestone = NewMilestone(title=row.title, due_on=row.due_on, done_on=row.done_on)
    return milestone if row.weight is None else replace(milestone, weight=row.weight)
