"""Export: an organization as a document that brings it back anywhere else."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service.actor import Actor
from service.alignment.rules import AlignmentState
from service.database import Session
from service.dependencies.rules import DependencyState
from service.identity.queries import organization_of
from service.interchange.document import ENTRY_BY_LIST, FORMAT
from service.interchange.entries import (
    AlignmentEntry,
    CheckpointEntry,
    MilestoneEntry,
    PlanningStepEntry,
)
from service.interchange.items import Entry, Noun, layout_of
from service.interchange.review_plan import review_key
from service.interchange.stored_organization import StoredOrganization, stored_organization
from service.interchange.stores import NAMED_NOUNS, stored_attributes

Row = dict[str, Any]

# Written although they are the default: readers should not have to know it.
_ALWAYS = ("lifecycle", "state", "element_kind")
_LIST_BY_NOUN = {entry.noun: name for name, entry in ENTRY_BY_LIST.items()}


async def export_document(
    session: Session, actor: Actor, cycles: Collection[UUID] = ()
) -> dict[str, object]:
    """The organization as a document: text, Decimal, date, bool, list and dict.

    Rows stand in the order of their creation under their external ids, else their UUIDs, so that
    exporting what was imported from an export gives the same again.

    Args:
        session: for reading.
        actor: whose organization.
        cycles: leave out the objectives of other cycles that none of theirs leads up to; child
            cycles are included.
    """
    organization = await organization_of(session, actor)
    stored = await stored_organization(session, actor)
    lists = _Lists(stored.within(cycles) if cycles else stored).all()
    about = {
        "name": organization.name,
        "timezone": organization.timezone,
        "settings": organization.settings or None,
    }
    document: dict[str, object] = {"format": FORMAT, "organization": _set(about)}
    if organization.source is not None:
        document["source"] = organization.source
    return document | {name: rows for name, rows in lists.items() if rows}


class _Lists:
    """The lists of a document."""

    def __init__(self, stored: StoredOrganization) -> None:
        self._stored = stored
        self._name_by_id = dict(_names(stored))
        self._edges: dict[UUID, list[Row]] = defaultdict(list)
        for row in stored.rows[Noun.ALIGNMENT]:
            self._edges[row["child_id"]].append(row)
        for edges in self._edges.values():
            edges.sort(key=_rank)

    def all(self) -> dict[str, list[Row]]:
        lists = {name: self._list(entry) for name, entry in ENTRY_BY_LIST.items()}
        self._add_parents(lists)
        self._add_parts(lists)
        self._add_check_in_ids(lists["check_ins"])
        self._add_review_ids(lists["reviews"])
        lists["alignments"] = list(self._alignments())
        for row in lists["dependencies"]:
            if row["state"] != DependencyState.REQUESTED:
                row.pop("requested_at")
        return lists

    def _list(self, entry: type[Entry]) -> list[Row]:
        return [self._row(entry, row) for row in self._stored.rows[entry.noun]]

    def _row(self, entry: type[Entry], row: Row) -> Row:
        written: Row = {}
        if entry.noun in NAMED_NOUNS:
            written["id"] = self._name_by_id[row["id"]]
        items = layout_of(entry).items
        for stored in stored_attributes(entry.noun):
            value = row[stored.column]
            if stored.refers:
                value = self._name_by_id.get(value)
            if value is not None and (value != stored.default or stored.attribute in _ALWAYS):
                written[items[stored.attribute].keys[0]] = _plain(value)
        if row.get("archived_at") is not None:
            written["archived"] = True
        return written

    def _add_parents(self, lists: dict[str, list[Row]]) -> None:
        for noun in (Noun.OBJECTIVE, Noun.KEY_RESULT):
            rows = zip(self._stored.rows[noun], lists[_LIST_BY_NOUN[noun]], strict=True)
            for row, written in rows:
                accepted = [edge for edge in self._edges.get(row["id"], ()) if _is_listed(edge)]
                if accepted:
                    written["parents"] = [self._name_by_id[edge["parent_id"]] for edge in accepted]

    def _add_parts(self, lists: dict[str, list[Row]]) -> None:
        written = dict(
            zip(_ids(self._stored.rows[Noun.INITIATIVE]), lists["initiatives"], strict=True)
        )
        for row in self._stored.targets:
            served = written[row["initiative_id"]].setdefault("serves", [])
            served.append(self._name_by_id[row["target_id"]])
        written = dict(zip(_ids(self._stored.rows[Noun.KPI]), lists["kpis"], strict=True))
        for row in self._stored.readings:
            reading = {"at": _plain(row["at"]), "value": row["value"]}
            written[row["kpi_id"]].setdefault("readings", []).append(reading)
        written = dict(zip(_ids(self._stored.rows[Noun.CYCLE]), lists["cycles"], strict=True))
        for row in self._stored.planning:
            steps = written[row["cycle_id"]].setdefault("planning", [])
            steps.append(_stage(PlanningStepEntry, row))
        key_results = self._stored.rows[Noun.KEY_RESULT]
        written = dict(zip(_ids(key_results), lists["key_results"], strict=True))
        for name, entry in (("checkpoints", CheckpointEntry), ("milestones", MilestoneEntry)):
            for row in self._stored.stages.get(name, ()):
                sets = written[row["key_result_id"]].setdefault(name, [])
                sets.append(_stage(entry, row))

    def _add_check_in_ids(self, written: list[Row]) -> None:
        """Ids for those that have one, whose key is not theirs alone, or that are corrected."""
        rows = self._stored.rows[Noun.CHECK_IN]
        count = Counter(
            (row["key_result_id"], row["occurred_at"]) for row in rows if not row["external_id"]
        )
        corrected = {row["corrects_id"] for row in rows} - {None}
        names: dict[UUID, str] = {}
        for place, row in enumerate(rows):
            alone = count[row["key_result_id"], row["occurred_at"]] == 1
            unnamed = alone and row["id"] not in corrected
            name = row["external_id"] or (None if unnamed else str(row["id"]))
            if name is not None:
                written[place] = {"id": name, **written[place]}
                names[row["id"]] = name
        for place, row in enumerate(rows):
            if row["corrects_id"] is not None:
                written[place]["corrects"] = names[row["corrects_id"]]

    def _add_review_ids(self, written: list[Row]) -> None:
        """Ids for those that have one, or whose key is not theirs alone."""
        rows = self._stored.rows[Noun.REVIEW]
        count = Counter(review_key(row) for row in rows if not row["external_id"])
        for place, row in enumerate(rows):
            unnamed = row["external_id"] is None and count[review_key(row)] == 1
            if not unnamed:
                written[place] = {"id": row["external_id"] or str(row["id"]), **written[place]}

    def _alignments(self) -> Iterator[Row]:
        for noun in (Noun.OBJECTIVE, Noun.KEY_RESULT):
            for goal in self._stored.rows[noun]:
                edges = self._edges.get(goal["id"], [])
                for place, edge in enumerate(edges):
                    row = self._refinement(edge, is_first=place == 0)
                    if row:
                        ends = (self._name_by_id[edge[end]] for end in ("child_id", "parent_id"))
                        yield dict(zip(("child", "parent"), ends, strict=True)) | row

    def _refinement(self, edge: Row, *, is_first: bool) -> Row:
        """What `parents` alone does not say of an edge."""
        row = self._row(AlignmentEntry, edge)
        for end in ("child", "parent", "is_primary"):
            row.pop(end, None)
        if _is_listed(edge):
            row.pop("state")
        if edge["state"] != AlignmentState.PROPOSED:
            row.pop("proposed_at")
            row.pop("proposed_by", None)
        if edge["is_primary"] != (_is_listed(edge) and is_first) or not _is_listed(edge):
            row["is_primary"] = edge["is_primary"]
        return row


def _stage(entry: type[Entry], row: Row) -> Row:
    """A checkpoint or milestone as a document has it."""
    items = layout_of(entry).items
    default = {"weight": 1}
    return {
        items[name].keys[0]: _plain(row[name])
        for name in items
        if row[name] is not None and row[name] != default.get(name)
    }


def _names(stored: StoredOrganization) -> Iterator[tuple[UUID, str]]:
    """External ids, where they are unique over all kinds, else UUIDs."""
    taken = set()
    for noun in NAMED_NOUNS:
        for row in stored.rows[noun]:
            name = row["external_id"]
            yield row["id"], str(row["id"]) if name is None or name in taken else name
            taken.add(name)


def _is_listed(edge: Row) -> bool:
    return bool(edge["state"] == AlignmentState.ACCEPTED)


def _rank(edge: Row) -> tuple[bool, bool, UUID]:
    return not _is_listed(edge), not edge["is_primary"], edge["id"]


def _ids(rows: list[Row]) -> list[UUID]:
    return [row["id"] for row in rows]


def _set(values: Row) -> Row:
    return {key: value for key, value in values.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
