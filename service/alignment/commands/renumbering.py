"""The numbers of what children contribute to, after edges of theirs have changed."""

from collections.abc import Collection
from datetime import datetime

from service.actor import Actor
from service.alignment.rules import AlignmentKind, AlignmentState
from service.database import Session
from service.numbers.refreshing import hold_families, refresh_held
from service.writing.rows import Edit, Row

# What of an edge says how much the child counts where.
_COUNTED = {"kind", "state", "weight", "allocation", "valid_from", "valid_to", "archived_at"}


async def renumber_new(
    session: Session, actor: Actor, edges: Collection[Row], now: datetime
) -> None:
    """All parents of these edges' children: what is shared among them is shared out anew."""
    counted = [edge for edge in edges if _counts(edge)]
    if not counted:
        return
    children = {edge["child_id"] for edge in counted}
    parents = await hold_families(session, actor, children, [edge["id"] for edge in counted])
    await refresh_held(session, actor, parents, now)


async def renumber_changed(
    session: Session, actor: Actor, edits: Collection[Edit], now: datetime
) -> None:
    """The same after edits; a rationale costs nothing."""
    counted = [edit for edit in edits if edit.after.keys() & _COUNTED]
    edges = [
        edit.before if _counts(edit.before) else {**edit.before, **edit.after} for edit in counted
    ]
    await renumber_new(session, actor, edges, now)


def _counts(edge: Row) -> bool:
    contributes: bool = edge["kind"] == AlignmentKind.CONTRIBUTES
    return contributes and edge["state"] == AlignmentState.ACCEPTED
