"""What initiatives serve: objectives and key results, in the order that was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from service.actor import Actor
from service.database import Session
from service.errors import Invalid, NotFound
from service.initiatives.models import InitiativeTarget
from service.initiatives.queries import targets_by_initiative
from service.nodes.queries import ends_by_id
from service.nodes.rules import NodeKind
from service.writing.batches import Batch
from service.writing.inserting import insert_rows
from service.writing.recordset import table_of
from service.writing.rows import any_of

_TARGETS = table_of(InitiativeTarget)
_GOALS = (NodeKind.OBJECTIVE, NodeKind.KEY_RESULT)

# By target, what it is.
Kinds = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Targets:
    """What one initiative has served and is to serve."""

    initiative_id: UUID
    before: Sequence[UUID]
    after: Sequence[UUID]

    @property
    def added(self) -> list[UUID]:
        return [target for target in self.after if target not in self.before]

    @property
    def told(self) -> Mapping[str, tuple[object, object]]:
        """The change, as facts have it."""
        return {"serves": (texts(self.before), texts(self.after))}


def texts(ids: Sequence[UUID]) -> list[str] | None:
    return [str(id_) for id_ in ids] or None


async def new_targets(
    session: Session, actor: Actor, said: Mapping[int, tuple[UUID, Sequence[UUID]]]
) -> dict[int, Targets]:
    """The targets of those initiatives that are to serve something else than before.

    `said` has the initiative and what it is to serve, by the row's index.
    """
    if not said:
        return {}
    ids = [initiative for initiative, _ in said.values()]
    stored = await targets_by_initiative(session, actor, ids)
    found = {}
    for index, (initiative, after) in said.items():
        targets = Targets(initiative, stored[initiative], list(dict.fromkeys(after)))
        if targets.before != targets.after:
            found[index] = targets
    return found


async def refuse_dead_targets(
    session: Session,
    actor: Actor,
    batch: Batch[Any],
    targets_by_index: Mapping[int, Targets],
) -> Kinds:
    """Refuse rows that add what is no live objective or key result; the kinds of all."""
    ids = {target for targets in targets_by_index.values() for target in targets.after}
    if not ids:
        return {}
    ends = await ends_by_id(session, actor, ids)

    def check(index: int, _: object) -> None:
        targets = targets_by_index.get(index)
        if targets is None:
            return
        for target in targets.added:
            end, place = ends.get(target), targets.after.index(target)
            if end is None or end.archived:
                raise NotFound("there is no such objective or key result", ["serves", str(place)])
            if end.kind not in _GOALS:
                words = "an initiative serves objectives and key results"
                raise Invalid(words, ["serves", str(place)])

    batch.check_each(check)
    return {id_: end.kind for id_, end in ends.items()}


async def write_targets(
    session: Session, actor: Actor, targets: Sequence[Targets], kinds: Kinds
) -> None:
    """Let the initiatives serve what they are to serve, and nothing else."""
    left = [one.initiative_id for one in targets if one.before]
    if left:
        await session.execute(
            delete(_TARGETS).where(
                _TARGETS.c.organization_id == actor.organization_id,
                _TARGETS.c.initiative_id == any_of(left),
            )
        )
    rows = [
        {
            "organization_id": actor.organization_id,
            "initiative_id": one.initiative_id,
            "target_id": target,
            "target_kind": kinds[target],
            "position": place,
        }
        for one in targets
        for place, target in enumerate(one.after)
    ]
    await insert_rows(session, _TARGETS, rows)
