"""From a document whose references are sound to all that has to be written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from service.database import Session
from service.interchange.alignment_plan import AlignmentPlan
from service.interchange.changes import Changes
from service.interchange.check_in_plan import CheckInPlan
from service.interchange.document import Document
from service.interchange.edges import edges_of
from service.interchange.entries import KeyResultEntry, NamedEntry
from service.interchange.items import Noun
from service.interchange.names import Names
from service.interchange.part_plan import PartPlan
from service.interchange.problems import Problem
from service.interchange.queries import StoredRows, called_rows, related_rows
from service.interchange.review_plan import CalendarPlan, ReviewPlan
from service.interchange.row_plan import RowPlan
from service.interchange.stage_plan import StagePlan
from service.interchange.stores import PLANNING, READINGS, STAGES, TARGETS, table_by_noun
from service.numbers.saying import BY_KPI, TOLD, said_of
from service.progress.rules import KeyResultSource

Row = dict[str, Any]


class Planning:
    """Gathers the changes that a document means, list by list."""

    def __init__(
        self, session: Session, changes: Changes, document: Document, stored: StoredRows
    ) -> None:
        self._session = session
        self._changes = changes
        self._document = document
        self._stored = stored
        self._names = Names(document, stored)

    async def plan(self, today: date) -> list[Problem]:
        """Fill the changes; returns what contradicts a check-in that is recorded."""
        document = self._document
        rows = RowPlan(self._changes, self._names, self._stored, today)
        parts = PartPlan(self._changes, self._names, rows)
        rows.rows(document.teams)
        rows.rows(document.people)
        rows.memberships(document.memberships, await self._memberships())
        planning = await self._parts((PLANNING, "cycle_id"), document.cycles)
        calendars = CalendarPlan(self._changes, self._names, planning)
        for cycle in document.cycles:
            rows.row(cycle, more_changes=calendars.changes_of(cycle))
        parts.kpis(document.kpis, await self._parts((READINGS, "kpi_id"), document.kpis))
        rows.rows(document.strategy)
        rows.rows(document.objectives)
        problems = await self._key_results(rows)
        targets = await self._parts((TARGETS, "initiative_id"), document.initiatives)
        parts.initiatives(document.initiatives, targets)
        await self._alignments()
        rows.dependencies(document.dependencies, await self._dependencies())
        reviews = ReviewPlan(self._changes, self._names, await self._reviews())
        return [*problems, *reviews.plan(document.reviews)]

    async def _reviews(self) -> list[Row]:
        """The reviews of what the document's own are about, and others that it names."""
        entries = self._document.reviews
        objectives = {Noun.OBJECTIVE: {row.objective for row in entries if row.objective}}
        cycles = {Noun.CYCLE: {row.cycle for row in entries if row.cycle}}
        stored = await self._related(Noun.REVIEW, "objective_id", objectives)
        stored += await self._related(Noun.REVIEW, "cycle_id", cycles)
        known = {row["external_id"] for row in stored}
        names = [row.id for row in entries if row.id is not None and row.id not in known]
        table = table_by_noun(Noun.REVIEW)
        return stored + await called_rows(self._session, self._changes.actor, table, names)

    async def _key_results(self, rows: RowPlan) -> list[Problem]:
        """Key results and their check-ins: what these say, rows do not tell otherwise."""
        named = dict.fromkeys(row.key_result for row in self._document.check_ins)
        check_ins = CheckInPlan(self._changes, self._names, await self._check_ins(named))
        check_ins.plan(self._document.check_ins)
        told, said = check_ins.told_by_key_result, await self._said()
        stages = StagePlan(self._changes, self._names, await self._stages())
        for entry in self._document.key_results:
            own_id = self._names.id(Noun.KEY_RESULT, entry.id)
            known = self._stored.row(Noun.KEY_RESULT, entry.id)
            spoken = _spoken(entry, known, said.get(entry.id, {}), told.pop(own_id, {}))
            rows.row(entry, spoken, stages.changes_of(entry))
        for name in named:
            known = self._stored.row(Noun.KEY_RESULT, name)
            if known is not None and known["id"] in told:
                content = _spoken(None, known, {}, told[known["id"]])
                self._changes.update(Noun.KEY_RESULT, known, content, counted=False)
        return check_ins.problems

    async def _check_ins(self, key_results: Iterable[str]) -> list[Row]:
        """The check-ins of these key results, and others that the document names."""
        stored = await self._related(Noun.CHECK_IN, "key_result_id", {Noun.KEY_RESULT: key_results})
        known = {row["external_id"] for row in stored}
        named = {name for row in self._document.check_ins for name in (row.id, row.corrects)}
        names = [name for name in named if name is not None and name not in known]
        return stored + await called_rows(
            self._session, self._changes.actor, table_by_noun(Noun.CHECK_IN), names
        )

    async def _stages(self) -> dict[str, list[Row]]:
        """The stored sets of key results that the document gives others, by field."""
        found = {}
        for name, table in STAGES.items():
            entries = [row for row in self._document.key_results if name in row.given]
            found[name] = await self._parts((table, "key_result_id"), entries)
        return found

    async def _said(self) -> dict[str, Row]:
        """By name of a stored key result, what others say of it and the document otherwise."""
        asked: list[tuple[KeyResultEntry, Row]] = []
        for entry in self._document.key_results:
            known = self._stored.row(Noun.KEY_RESULT, entry.id)
            if known is not None and any(
                name in entry.given and getattr(entry, name) != known[name] for name in TOLD
            ):
                asked.append((entry, known))
        ids = [known["id"] for _, known in asked]
        said = await said_of(self._session, self._changes.actor, ids)
        return {
            entry.id: {column: known[column] for column in _kept(entry, known, said[known["id"]])}
            for entry, known in asked
        }

    async def _alignments(self) -> None:
        edges = edges_of(self._document)
        complete = [goal.id for goal in self._document.goals() if "parents" in goal.given]
        children = {edge.child for edge in edges}.union(complete)
        ends = {Noun.OBJECTIVE: children, Noun.KEY_RESULT: children}
        stored = await self._related(Noun.ALIGNMENT, "child_id", ends)
        AlignmentPlan(self._changes, self._names, stored).plan(edges, complete)

    async def _memberships(self) -> list[Row]:
        people = {row.person for row in self._document.memberships}
        table, ids = table_by_noun(Noun.MEMBERSHIP), self._ids({Noun.PERSON: people})
        return await related_rows(
            self._session, self._changes.actor, (table, "person_id"), ids, archived=True
        )

    async def _dependencies(self) -> list[Row]:
        sources = {row.from_ for row in self._document.dependencies}
        ends = {Noun.OBJECTIVE: sources, Noun.KEY_RESULT: sources}
        return await self._related(Noun.DEPENDENCY, "from_id", ends)

    async def _related(
        self, noun: Noun, column: str, names: Mapping[Noun, Iterable[str]]
    ) -> list[Row]:
        place = (table_by_noun(noun), column)
        return await related_rows(self._session, self._changes.actor, place, self._ids(names))

    async def _parts(self, place: tuple[Table, str], entries: Sequence[NamedEntry]) -> list[Row]:
        names = {entry.noun: [row.id for row in entries] for entry in entries[:1]}
        return await related_rows(self._session, self._changes.actor, place, self._ids(names))

    def _ids(self, names: Mapping[Noun, Iterable[str]]) -> list[UUID]:
        """The ids of stored rows: what is new has nothing related to it yet."""
        rows = (self._stored.row(noun, name) for noun, some in names.items() for name in some)
        return [row["id"] for row in rows if row is not None]


def _spoken(entry: KeyResultEntry | None, known: Row | None, kept: Row, told: Row) -> Row:
    """What is said of a key result, whatever its own row says.

    Where all that said it is taken back, its row may say it again.
    """
    if _follows_kpi(entry, known):
        told = {column: value for column, value in told.items() if column != "current"}
    given = frozenset() if entry is None else entry.given
    left = {column: value for column, value in kept.items() if told.get(column, value) is not None}
    return left | {
        column: value for column, value in told.items() if value is not None or column not in given
    }


def _kept(entry: KeyResultEntry, known: Row, said: frozenset[str]) -> frozenset[str]:
    """The columns that stay as they are said; a KPI tells only who goes on following it."""
    by_kpi = {"current"} if BY_KPI in said and _follows_kpi(entry, known) else set()
    return (said - {BY_KPI}) | by_kpi


def _follows_kpi(entry: KeyResultEntry | None, known: Row | None) -> bool:
    """Whether a key result will take its value from a KPI."""
    if entry is not None and ("follows" in entry.given or known is None):
        return entry.follows is KeyResultSource.KPI
    return known is not None and known["follows"] == KeyResultSource.KPI
