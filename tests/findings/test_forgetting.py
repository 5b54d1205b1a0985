"""Which runs stay on record."""

from datetime import timedelta

from sqlmodel import col, select

from service.actor import Actor
from service.database import Database
from service.findings.models import AuditRun
from service.tables import first_id, utc_now
from tests.company import Company
from tests.findings.conftest import Worker


async def test_what_small_changes_led_to_is_forgotten_after_a_month(
    database: Database, actor: Actor, company: Company, worker: Worker
) -> None:
    for trigger, days in (("NIGHTLY", 31), ("INCREMENTAL", 32), ("INCREMENTAL", 29)):
        await company.audit_run(trigger=trigger, id=first_id(utc_now() - timedelta(days=days)))

    await worker.audit()

    mine = col(AuditRun.organization_id) == actor.organization_id
    async with database.reading() as session:
        left = await session.scalars(
            select(AuditRun.trigger).where(mine).order_by(col(AuditRun.id))
        )
        assert list(left) == ["NIGHTLY", "INCREMENTAL", "NIGHTLY"]
