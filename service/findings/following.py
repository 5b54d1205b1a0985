"""Findings follow the log: what an event touched is judged anew, and nothing else."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.actor import operator
from service.alignment.records import OrganizationRecords, structural_edges
from service.audit.findings import Finding
from service.audit.report import rule_set
from service.audit.rules import RULES_BY_ID
from service.audit.settings import audit_settings
from service.database import Database, Session
from service.events.feed import Consumer, LogEntry, cursor_of, entries_after, move_cursor
from service.findings.commands import request_run
from service.findings.judging import judged
from service.findings.partial import part_of
from service.findings.rows import Difference, difference, marks_of
from service.findings.rules import RunTrigger
from service.findings.running import levels_of
from service.findings.runs import RunRow
from service.findings.standing import circles_on_record, standing_of
from service.findings.statements import CLOCK
from service.findings.storing import Scribe
from service.findings.surroundings import Subjects, Surroundings, TooWideError
from service.findings.touching import Touched, touched_by
from service.identity.rules import day_in
from service.libraries import csgraph, loaded, np, nx, process
from service.tables import new_id
from service.turns import Purpose, take_turn

# Events that are looked at together; where so many wait, all is judged anew instead.
MOST_ENTRIES = 1_000


@dataclass(frozen=True, slots=True)
class _Around:
    """What was read about a change, within one transaction; of what stands, the marks."""

    records: OrganizationRecords
    subjects: Subjects
    standing: bytes


async def follow(database: Database, organization_id: UUID, now: datetime) -> int:
    """Judge anew what the next events touched: all that comes of it is written, or nothing.

    Returns:
        How many events were attended to; 0 where there is none, or another worker has its turn.
    """
    async with database.writing(organization_id) as session:
        if not await take_turn(session, organization_id, Purpose.FINDINGS):
            return 0
        seen = await cursor_of(session, organization_id, Consumer.FINDINGS)
        entries = await entries_after(database, organization_id, seen, most=MOST_ENTRIES)
        if not entries:
            return 0
        clock = (await session.execute(CLOCK, {"organization": organization_id})).one()
        # What is there before the first audit, the first audit finds.
        if clock.audited_on is not None:
            await _Following(database, session, clock, now).attend(entries)
        last = entries[-1].sequence
        await move_cursor(session, organization_id, Consumer.FINDINGS, last)
    return len(entries)


class _Following:
    """What one batch of events comes to."""

    def __init__(self, database: Database, session: Session, clock: Any, now: datetime) -> None:  # noqa: ANN401 - a row
        self._database = database
        self._session = session
        self._clock = clock
        self._now = now
        self._actor = operator(clock.id)
        self._day = day_in(clock.timezone, now)

    async def attend(self, entries: list[LogEntry]) -> None:
        touched = touched_by(entries)
        if not touched:
            return
        if touched.everything is not None or len(entries) == MOST_ENTRIES:
            await request_run(self._session, self._actor, touched.last, self._now)
            return
        try:
            around = await self._read(touched)
        except TooWideError:
            await request_run(self._session, self._actor, touched.last, self._now)
            return
        await loaded(np, nx, csgraph, process)
        found = await asyncio.to_thread(judged, around.records, around.subjects, self._day)
        differs = difference(marks_of(found), around.standing)
        if not differs.is_empty:
            causes = Causes(touched, around.records)
            await self._write(around, found, differs, causes, entries[-1].sequence)

    async def _read(self, touched: Touched) -> _Around:
        """What the change may have done something to, and all that decides about it.

        Raises:
            TooWideError: it is too much, or levels came into use or went out of it, by which goals
                anywhere may skip one.
        """
        actor = self._actor
        async with self._database.reading() as session:
            if await levels_of(session, actor) != self._clock.levels:
                raise TooWideError
            surroundings = Surroundings(session, actor, self._day)
            await surroundings.follow(touched)
            circles = await circles_on_record(session, actor)
            subjects = await surroundings.subjects(touched, [one.members for one in circles])
            extent = await surroundings.extent(subjects)
            records = await part_of(session, actor, extent)
            standing = await standing_of(session, actor, subjects, circles)
        return _Around(records, subjects, standing)

    async def _write(
        self,
        around: _Around,
        found: Sequence[Finding],
        differs: Difference,
        causes: "Causes",
        sequence: int,
    ) -> None:
        settings = audit_settings(around.records.settings, RULES_BY_ID)
        run_id = new_id()
        told = RunRow(
            trigger=RunTrigger.INCREMENTAL,
            as_of=self._day,
            rule_set=rule_set(settings),
            sequence=sequence,
            difference=differs,
            started_at=self._now,
        )
        await told.store(self._session, self._actor, run_id)
        scribe = Scribe(
            actor=self._actor,
            findings=found,
            run_id=run_id,
            day=self._day,
            now=self._now,
            seen_at=self._clock.covered_at,
            cause=causes.of,
        )
        await scribe.say(self._session, differs.opened, new=True)
        await scribe.say(self._session, differs.changed, new=False)
        await scribe.resolve(self._session, differs.resolved)


class Causes:
    """Which of several events led to a finding: the one that touched what is nearest to it."""

    def __init__(self, touched: Touched, records: OrganizationRecords) -> None:
        self._touched = touched
        self._event_by_id = _spread(_touched_nodes(touched), records)

    def of(self, ids: Iterable[UUID]) -> UUID | None:
        """The event; `ids` are the subject of the finding, then what else it names."""
        events = (self._event_by_id.get(str(one)) for one in ids)
        return next((event for event in events if event is not None), self._touched.last)


def _touched_nodes(touched: Touched) -> dict[str, UUID]:
    sets = (touched.kpis, touched.own, touched.near)
    return {str(one): event for by_id in sets for one, event in by_id.items()}


def _spread(events: dict[str, UUID], records: OrganizationRecords) -> Mapping[str, UUID]:
    """The event of each node: its own, else that of the nearest node which has one."""
    beside: defaultdict[str, list[str]] = defaultdict(list)
    pairs = [(edge.child, edge.parent) for edge in records.alignments]
    pairs += [
        (edge.child, edge.parent) for node in records.nodes for edge in structural_edges(node)
    ]
    for child, parent in pairs:
        beside[child].append(parent)
        beside[parent].append(child)
    found, waiting = dict(events), deque(events)
    while waiting:
        node = waiting.popleft()
        for other in beside[node]:
            if other not in found:
                found[other] = found[node]
                waiting.append(other)
    return found
