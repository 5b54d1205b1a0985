"""Projects that go on: what serves a goal serves its clone, too."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from service.actor import Actor
from service.database import Session
from service.initiatives.models import Initiative, InitiativeTarget
from service.initiatives.queries import targets_by_initiative
from service.initiatives.rules import InitiativeStatus
from service.writing.given import Values
from service.writing.inserting import insert_rows
from service.writing.recordset import table_of
from service.writing.rows import Edit, Row, locked_rows, write_edits

_INITIATIVES, _TARGETS = table_of(Initiative), table_of(InitiativeTarget)
_ENDED = (InitiativeStatus.DONE, InitiativeStatus.DROPPED)

_SERVING = (
    select(_TARGETS.c.initiative_id)
    .where(
        _TARGETS.c.organization_id == bindparam("organization", type_=Uuid),
        _TARGETS.c.target_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    )
    .distinct()
)


async def serve_clones(
    session: Session,
    actor: Actor,
    clones: Mapping[UUID, UUID],
    kinds: Mapping[UUID, str],
    now: datetime,
) -> int:
    """Let initiatives that are neither archived, done nor dropped serve the clones of their goals.

    What they serve then may be more than anybody may say at once. `kinds` are those of the clones.

    Returns:
        How many initiatives there are.
    """
    scope = {"organization": actor.organization_id, "ids": list(clones)}
    serving = list(await session.scalars(_SERVING, scope))
    found = await locked_rows(session, actor, _INITIATIVES, serving)
    rows = [row for row in found.values() if _goes_on(row)]
    served = await targets_by_initiative(session, actor, [row["id"] for row in rows])
    edits, targets = [], []
    for row in rows:
        before = served[row["id"]]
        new = [clones[target] for target in before if target in clones]
        edits.append(Edit(row, {}, {"serves": (_texts(before), _texts([*before, *new]))}))
        targets += _target_rows(actor, row["id"], new, len(before), kinds)
    await insert_rows(session, _TARGETS, targets)
    await write_edits(session, actor, _INITIATIVES, edits, now)
    return len(edits)


def _goes_on(row: Row) -> bool:
    return row["archived_at"] is None and row["status"] not in _ENDED


def _target_rows(
    actor: Actor,
    initiative_id: UUID,
    new: Sequence[UUID],
    first: int,
    kinds: Mapping[UUID, str],
) -> list[Values]:
    return [
        {
            "organization_id": actor.organization_id,
            "initiative_id": initiative_id,
            "target_id": target,
            "target_kind": kinds[target],
            "position": place,
        }
        for place, target in enumerate(new, first)
    ]


def _texts(ids: Sequence[UUID]) -> list[str]:
    return [str(own_id) for own_id in ids]
