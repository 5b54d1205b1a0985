"""Audits of stored organizations: loaded once per version of the data, judged once per question."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID

from service.actor import Actor
from service.alignment.loading import load_snapshot
from service.alignment.queries import data_version
from service.alignment.snapshot import Snapshot
from service.audit.collection import collection_paused, set_aside
from service.audit.report import AuditReport, RuleWaiver, audit, waived
from service.audit.scope import Scope
from service.auditing.shelf import Shelf
from service.database import Database, Session
from service.findings.queries import waivers_by_fingerprint
from service.identity.queries import organization_of
from service.libraries import csgraph, loaded, np, nx, process
from service.tables import utc_now

Answer = TypeVar("Answer")

# A node takes some 300 bytes, a finding about as many, a check-in 30.
MOST_NODES = 2_500_000
MOST_FINDINGS = 2_000_000
_CHECK_INS_PER_NODE = 10
_LEAST_WEIGHT = 100  # of a small organization's: cycles, teams and people weigh, too


@dataclass(frozen=True, slots=True)
class Version:
    """Of an organization's data; equal ones stand for equal data.

    Attributes:
        facts: how many were recorded, ever more.
        edition: of the organization's own row, which holds its settings.
    """

    organization_id: UUID
    facts: int
    edition: int

    def precedes(self, other: "Version") -> bool:
        return self.organization_id == other.organization_id and (
            (self.facts, self.edition) < (other.facts, other.edition)
        )


async def version_of(session: Session, actor: Actor) -> Version:
    """The version of what this transaction sees."""
    organization = await organization_of(session, actor)
    return Version(organization.id, await data_version(session, actor), organization.version)


@dataclass(frozen=True, slots=True)
class Stored:
    """An organization's data, and the version that it is of; both of one transaction.

    Attributes:
        waivers: by the fingerprint of the finding.
    """

    version: Version
    snapshot: Snapshot
    waivers: Mapping[str, RuleWaiver] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """One audit: of what, and as of which day."""

    scope: Scope
    as_of: date


@dataclass(frozen=True, slots=True)
class _Question:
    version: Version
    request: AuditRequest


class Auditor:
    """The audits of one process; no answer is ever of older data than the question."""

    def __init__(
        self,
        database: Database,
        *,
        most_nodes: int = MOST_NODES,
        most_findings: int = MOST_FINDINGS,
    ) -> None:
        self.database = database
        self._snapshots: Shelf[Version, Stored] = Shelf(
            most_nodes, lambda stored: _LEAST_WEIGHT + _weight(stored.snapshot)
        )
        self._reports: Shelf[_Question, AuditReport] = Shelf(
            most_findings, lambda report: _LEAST_WEIGHT + len(report.findings)
        )
        # One at a time: they share one interpreter, and so the loop waits for one of them at most.
        self._thread = ThreadPoolExecutor(1, "audit")

    async def close(self) -> None:
        await self._snapshots.close()
        await self._reports.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def stored(self, actor: Actor, version: Version | None = None) -> Stored:
        """The actor's organization as it is now, or newer than a version just read."""
        if version is None:
            async with self.database.reading() as session:
                version = await version_of(session, actor)
        return await self._snapshots.take(version, partial(self._load, actor))

    async def report(self, stored: Stored, request: AuditRequest) -> AuditReport:
        """The audit of it; whoever asks the same gets the same report.

        Raises:
            Invalid: the organization's audit settings name something unknown.
        """
        question = _Question(stored.version, request)
        return await self._reports.take(question, partial(self._audit, stored, question))

    async def work(self, work: Callable[[], Answer]) -> Answer:
        """What `work` gives, in its turn and in the thread of the audits."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _load(self, actor: Actor) -> tuple[Version, Stored]:
        await loaded(np, nx, csgraph, process)
        async with self.database.reading() as session:
            version = await version_of(session, actor)
            waivers = await waivers_by_fingerprint(session, actor)
            stored = Stored(version, await load_snapshot(session, actor), waivers)
        self._snapshots.drop(lambda kept: kept.precedes(version))
        self._reports.drop(lambda kept: kept.version.precedes(version))
        return version, stored

    async def _audit(self, stored: Stored, question: _Question) -> tuple[_Question, AuditReport]:
        return question, await self.work(partial(_audited, stored, question.request))


def _weight(snapshot: Snapshot) -> int:
    facts = snapshot.facts
    return len(snapshot.nodes) + (len(facts.check_ins) + len(facts.readings)) // _CHECK_INS_PER_NODE


def _audited(stored: Stored, request: AuditRequest) -> AuditReport:
    with collection_paused():
        found = audit(stored.snapshot, request.as_of, scope=request.scope, generated_at=utc_now())
        report = waived(found, stored.waivers)
        set_aside()
    return report
