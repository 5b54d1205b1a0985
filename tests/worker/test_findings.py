"""A worker keeps findings: all of them first, then what follows from each change."""

from pathlib import Path

from service.actor import Actor
from service.database import Database
from service.objectives.commands.objectives import ObjectiveChange, update_objectives
from service.tables import utc_now
from tests.company import Company, events_of
from tests.worker.processes import eventually, worker


async def test_findings_follow_a_change_without_anybody_asking(
    company: Company, database: Database, actor: Actor, database_url: str, tmp_path: Path
) -> None:
    objective = await company.objective("Customers of the north stay with us")

    async def is_told(type: str) -> bool:
        return type in [event.type for event in await events_of(database, actor)]

    with worker(database_url, tmp_path / "log"):
        await eventually(lambda: is_told("audit.completed"))
        async with database.writing(actor.organization_id) as session:
            change = ObjectiveChange(id=objective, owner_role="CEO")
            await update_objectives(session, actor, [change], None, utc_now())
        await eventually(lambda: is_told("finding.resolved"))
    assert '"level":"error"' not in (tmp_path / "log").read_text()
