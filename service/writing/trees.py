"""Trees in one table: teams, people and their managers, cycles, strategy elements."""

from uuid import UUID

from sqlalchemy import Table, all_, func, select, text
from sqlalchemy.dialects.postgresql import array

from service.actor import Actor
from service.database import Session


async def hold_tree(session: Session, actor: Actor, table: Table) -> None:
    """Hold a tree until the transaction ends: two writers at once could each make half a loop."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:organization, hashtext(:tree)))"),
        {"organization": str(actor.organization_id), "tree": table.name},
    )


async def loop_closed(
    session: Session,
    actor: Actor,
    table: Table,
    ends: tuple[UUID, UUID],
    column: str = "parent_id",
) -> list[UUID] | None:
    """The loop that putting a row under another would close; the caller holds the tree.

    `ends` are the row and its parent to be, `column` names a row's parent. Archived rows count:
    whoever restores them must find no loop.

    Returns:
        The rows from the first up, which is not repeated; None where there is no loop.
    """
    child, parent = ends
    if child == parent:
        return [child]
    own = table.c.organization_id == actor.organization_id
    way_up = array([table.c.id]).label("way")
    above = (
        select(table.c.id, table.c[column].label("parent_id"), way_up)
        .where(own, table.c.id == parent)
        .cte("above", recursive=True)
    )
    above = above.union_all(
        select(table.c.id, table.c[column], func.array_append(above.c.way, table.c.id))
        .join(above, table.c.id == above.c.parent_id)
        .where(own, table.c.id != all_(above.c.way))
    )
    way = await session.scalar(select(above.c.way).where(above.c.parent_id == child))
    return None if way is None else [child, *way]
