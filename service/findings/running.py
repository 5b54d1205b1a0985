"""Audits of whole organizations, stored: at midnight, and when somebody asks for one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from service.actor import Actor, operator
from service.alignment.loading import load_snapshot
from service.alignment.snapshot import Snapshot
from service.audit.collection import collection_paused, set_aside
from service.audit.report import AuditReport, RuleWaiver, audit, waived
from service.database import Database, Session
from service.events.facts import Fact
from service.events.feed import Consumer, cursor_of, move_cursor
from service.events.record import record
from service.findings.around import LEVELS
from service.findings.queries import waivers_by_fingerprint
from service.findings.rows import Difference, difference, marks_of
from service.findings.rules import RunTrigger
from service.findings.runs import RunRow
from service.findings.standing import all_standing
from service.findings.statements import (
    AUDITED,
    CLOCK,
    CLOCKS,
    FORGET_SMALL_RUNS,
    HEAD,
    NOT_WAIVED,
    REQUESTED,
    WAIVED,
)
from service.findings.storing import Scribe
from service.identity.rules import day_in, is_over
from service.libraries import csgraph, loaded, np, nx, process
from service.objectives.rules import Level
from service.tables import first_id, new_id, utc_now
from service.turns import Purpose, take_turn

# Rows of one transaction: who waives one of them waits no longer than for these.
_WRITTEN_AT_ONCE = 1_000
# What the service asks of itself it asks no more often; people are not made to wait.
BETWEEN_RUNS = timedelta(minutes=1)
_SMALL_RUNS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """An organization at one moment, and what was on record then.

    Attributes:
        sequence: the last number in its log; all up to it is in the snapshot.
    """

    snapshot: Snapshot
    sequence: int
    levels: Sequence[str]
    standing: bytes
    waivers: Mapping[str, RuleWaiver]


async def organizations_to_audit(database: Database, now: datetime) -> list[UUID]:
    """Organizations with goals whose last stored audit is of an earlier day, or none."""
    clocks = orjson.loads(await database.statements.json(CLOCKS, ()))
    return [
        UUID(id_)
        for id_, timezone, audited_on in clocks
        if is_over(audited_on and date.fromisoformat(audited_on), timezone, now)
    ]


async def organizations_asking(database: Database, now: datetime) -> list[UUID]:
    """Organizations for which an audit was asked for."""
    return await database.statements.ids(REQUESTED, (now - BETWEEN_RUNS,))


async def audit_organization(database: Database, organization_id: UUID, now: datetime) -> int:
    """Store the audit of an organization, where it is due or was asked for.

    What it finds is written by batches; one that was broken off is made up for by the next, which
    compares with what is there.

    Returns:
        1, or 0 where there was nothing to do, or another worker has its turn.
    """
    # This transaction writes the run, its event and the clock at the end: it is in nobody's way.
    async with database.writing(organization_id) as keeper:
        if not await take_turn(keeper, organization_id, Purpose.FINDINGS):
            return 0
        clock = (await keeper.execute(CLOCK, {"organization": organization_id})).one()
        is_due = is_over(clock.audited_on, clock.timezone, now)
        if not is_due and clock.requested_at is None:
            return 0
        trigger = RunTrigger.NIGHTLY if is_due else RunTrigger.REQUESTED
        await _Run(database, keeper, clock, trigger, now).carry_out()
    return 1


class _Run:
    """One audit of the whole, from the reading to the last row."""

    def __init__(
        self,
        database: Database,
        keeper: Session,
        clock: Any,  # noqa: ANN401 - a row
        trigger: RunTrigger,
        now: datetime,
    ) -> None:
        self._database = database
        self._keeper = keeper
        self._clock = clock
        self._trigger = trigger
        self._started_at = now
        self._id = new_id()
        self._organization_id: UUID = clock.id
        self._day = day_in(clock.timezone, now)

    async def carry_out(self) -> None:
        actor = operator(self._organization_id)
        found = await self._loaded(actor)
        report, differs = await asyncio.to_thread(self._compared, found)
        scribe = Scribe(
            actor=actor,
            findings=report.findings,
            run_id=self._id,
            day=self._day,
            now=utc_now(),
            seen_at=self._clock.covered_at,
            cause=lambda _: self._clock.requested_for,
            is_silent=self._clock.audited_on is None,
        )
        await self._write(scribe, differs)
        await self._end(actor, found, report, differs, scribe)

    async def _loaded(self, actor: Actor) -> _Loaded:
        await loaded(np, nx, csgraph, process)
        scope = {"organization": actor.organization_id}
        async with self._database.reading() as session:
            return _Loaded(
                sequence=await session.scalar(HEAD, scope) or 0,
                snapshot=await load_snapshot(session, actor),
                levels=await levels_of(session, actor),
                standing=await all_standing(session, actor),
                waivers=await waivers_by_fingerprint(session, actor),
            )

    def _compared(self, found: _Loaded) -> tuple[AuditReport, Difference]:
        with collection_paused():
            audited = audit(found.snapshot, self._day, generated_at=self._started_at)
            report = waived(audited, found.waivers)
            differs = difference(marks_of(report.findings), found.standing)
            set_aside()
        return report, differs

    async def _write(self, scribe: Scribe, differs: Difference) -> None:
        for rows, is_new in ((differs.opened, True), (differs.changed, False)):
            for start in range(0, len(rows), _WRITTEN_AT_ONCE):
                async with self._database.writing(scribe.actor.organization_id) as session:
                    part = rows[start : start + _WRITTEN_AT_ONCE]
                    await scribe.say(session, part, new=is_new)
        for start in range(0, len(differs.resolved), _WRITTEN_AT_ONCE):
            async with self._database.writing(scribe.actor.organization_id) as session:
                await scribe.resolve(session, differs.resolved[start : start + _WRITTEN_AT_ONCE])
        async with self._database.writing(scribe.actor.organization_id) as session:
            scope = {"organization": scribe.actor.organization_id, "day": self._day}
            await session.execute(WAIVED, scope)
            await session.execute(NOT_WAIVED, scope)

    async def _end(
        self,
        actor: Actor,
        found: _Loaded,
        report: AuditReport,
        differs: Difference,
        scribe: Scribe,
    ) -> None:
        """The run, the fact that it is done, and until where in the log it has seen everything."""
        told = RunRow(
            trigger=self._trigger,
            as_of=self._day,
            rule_set=report.rule_set,
            sequence=found.sequence,
            difference=differs,
            started_at=self._started_at,
            report=report,
        )
        session, organization_id = self._keeper, actor.organization_id
        await told.store(session, actor, self._id)
        details = {**told.public(), "untold": scribe.untold(differs)}
        cause = self._clock.requested_for
        await record(
            session, actor, Fact("audit.completed", "audit_run", self._id, {}, details, cause)
        )
        scope = {
            "organization": organization_id,
            "day": self._day,
            "now": utc_now(),
            "levels": list(found.levels),
            "since": self._started_at,
        }
        await session.execute(AUDITED, scope)
        first = first_id(self._started_at - _SMALL_RUNS_KEPT)
        await session.execute(FORGET_SMALL_RUNS, {"organization": organization_id, "first": first})
        if found.sequence > await cursor_of(session, organization_id, Consumer.FINDINGS):
            await move_cursor(session, organization_id, Consumer.FINDINGS, found.sequence)


async def levels_of(session: Session, actor: Actor) -> list[str]:
    """The levels that live objectives have, by name."""
    scope = {"organization": actor.organization_id, "levels": [level.value for level in Level]}
    return list(await session.scalars(LEVELS, scope))
