"""Trees in one table: teams, people and their managers, cycles, strategy elements."""

from sqlalchemy import Table, text

from service.actor import Actor
from service.database import Session


async def hold_tree(session: Session, actor: Actor, table: Table) -> None:
    """Hold a tree until the transaction ends: two writers at once could each make half a loop."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:organization, hashtext(:tree)))"),
        {"organization": str(actor.organization_id), "tree": table.name},
    )
