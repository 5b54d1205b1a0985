"""Stored findings: a worker's steps, taken by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from service.actor import Actor
from service.alignment.loading import load_snapshot
from service.audit.findings import Finding
from service.audit.report import audit
from service.database import Database
from service.events.sequencing import number_all
from service.findings.following import follow
from service.findings.running import audit_organization
from service.tables import utc_now
from tests.company import Company
from tests.schema.conftest import Answer, execute
from tests.schema.writer import Writer


@dataclass(slots=True)
class Worker:
    """Background work on the findings of one organization, one step at a time.

    Attributes:
        now: the moment that it takes it for.
    """

    database: Database
    actor: Actor
    now: datetime

    async def audit(self) -> int:
        """The audit of the whole, where it is due or was asked for."""
        await number_all(self.database, self.actor.organization_id)
        return await audit_organization(self.database, self.actor.organization_id, self.now)

    async def follow(self) -> int:
        """Let findings follow whatever happened."""
        await number_all(self.database, self.actor.organization_id)
        return await follow(self.database, self.actor.organization_id, self.now)

    async def found(self) -> list[Finding]:
        """What an audit of the whole finds now."""
        async with self.database.reading() as session:
            snapshot = await load_snapshot(session, self.actor)
        return list(audit(snapshot, self.now.date(), generated_at=self.now).findings)


@pytest.fixture
def worker(database: Database, actor: Actor) -> Worker:
    return Worker(database, actor, utc_now())


@pytest.fixture
def ask(database: Database, actor: Actor) -> Any:
    """Runs a document as an admin of the test's organization, or by somebody else."""

    async def run(document: str, *, by: Actor | None = None, **variables: Any) -> Answer:
        return await execute(database, by or actor, document, variables)

    return run


@pytest.fixture
def writer(ask: Any, company: Company) -> Writer:
    """Sends mutations as an admin of the test's organization."""
    return Writer(ask, company)
