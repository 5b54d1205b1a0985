"""Rows inside rows: what initiatives serve, and the readings of KPIs."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from service.events.facts import plain
from service.interchange.changes import Changes
from service.interchange.entries import GOALS, InitiativeEntry, KpiEntry, ReadingEntry
from service.interchange.items import Noun
from service.interchange.names import Names
from service.interchange.row_plan import RowPlan
from service.interchange.stores import READINGS, TARGETS
from service.tables import new_id

Row = dict[str, Any]


class PartPlan:
    """Plans initiatives and KPIs with what belongs to them."""

    def __init__(self, changes: Changes, names: Names, rows: RowPlan) -> None:
        self._changes = changes
        self._names = names
        self._rows = rows

    def initiatives(self, entries: Iterable[InitiativeEntry], targets: Iterable[Row]) -> None:
        """`serves` that is present is the complete list; absent leaves it alone."""
        stored: dict[UUID, list[Row]] = defaultdict(list)
        for row in sorted(targets, key=lambda row: (row["position"], row["target_id"])):
            stored[row["initiative_id"]].append(row)
        for entry in entries:
            own_id = self._names.id(Noun.INITIATIVE, entry.id)
            before = stored.get(own_id, [])
            after = before if "serves" not in entry.given else self._targets(own_id, entry)
            old = [str(row["target_id"]) for row in before]
            new = [str(row["target_id"]) for row in after]
            if old == new:
                self._rows.row(entry)
                continue
            self._changes.deletes[TARGETS] += before
            self._changes.inserts[TARGETS] += after
            self._rows.row(entry, more_changes={"serves": (old or None, new)})

    def kpis(self, entries: Iterable[KpiEntry], readings: Iterable[Row]) -> None:
        """Readings are added or corrected; those that the document does not tell stay."""
        stored = {(row["kpi_id"], row["at"]): row for row in readings}
        for entry in entries:
            own_id = self._names.id(Noun.KPI, entry.id)
            old, new = [], []
            for reading in entry.readings or ():
                known = stored.get((own_id, reading.at))
                if known is None or known["value"] != reading.value:
                    new.append(self._reading(own_id, reading, known))
                    old += [] if known is None else [known]
            changes = {"readings": (_told(old) or None, _told(new))} if new else {}
            self._rows.row(entry, more_changes=changes)

    def _targets(self, own_id: UUID, entry: InitiativeEntry) -> list[Row]:
        found = [self._names.find(GOALS, name) for name in entry.serves or ()]
        return [
            {
                "organization_id": self._changes.actor.organization_id,
                "initiative_id": own_id,
                "target_id": target,
                "target_kind": noun.name,
                "position": position,
            }
            for position, (noun, target) in enumerate(found)
        ]

    def _reading(self, kpi_id: UUID, reading: ReadingEntry, known: Row | None) -> Row:
        row = {
            "organization_id": self._changes.actor.organization_id,
            "id": known["id"] if known else new_id(),
            "kpi_id": kpi_id,
            "at": reading.at,
            "value": reading.value,
        }
        (self._changes.updates if known else self._changes.inserts)[READINGS].append(row)
        return row


def _told(readings: list[Row]) -> list[dict[str, object]]:
    return [{"at": plain(row["at"]), "value": plain(row["value"])} for row in readings]
