"""What the statuses above objectives that moved follow from: the event of what is nearest below."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from service.actor import Actor
from service.database import Session
from service.events.causes import Causes
from service.numbers.computing import Computed
from service.numbers.facts import Child, ObjectiveFacts
from service.numbers.statuses import status_facts
from service.rollup.statements import MEMBERS

Pair = tuple[ObjectiveFacts, Computed]


async def causes_above(
    session: Session, actor: Actor, pairs: Sequence[Pair], causes: Causes
) -> Causes:
    """The causes of what is computed in one pass, from those of the objectives it began with.

    `pairs` come from the leaves up. Nothing is looked for where no status is another.
    """
    if not causes.by_id or not any(status_facts(pairs, causes)):
        return causes
    scope = {"organization": actor.organization_id, "ids": list(causes.by_id)}
    members = await session.execute(MEMBERS, scope)
    event_by_id = {row.id: causes.by_id[row.objective_id] for row in members}
    event_by_id.update(causes.by_id)
    for objective, _ in pairs:
        _spread(objective, event_by_id)
    return replace(causes, by_id=event_by_id)


def _spread(objective: ObjectiveFacts, event_by_id: dict[UUID, UUID]) -> None:
    for one in objective.key_results:
        _inherit(one.id, _ids(one.children), event_by_id)
    below = [one.id for one in objective.key_results]
    _inherit(objective.id, [*below, *_ids(objective.children)], event_by_id)


def _inherit(id_: UUID, below: Sequence[UUID], event_by_id: dict[UUID, UUID]) -> None:
    if id_ not in event_by_id:
        events = [event_by_id[one] for one in below if one in event_by_id]
        if events:
            # Ids of events ascend with time.
            event_by_id[id_] = max(events)


def _ids(children: Sequence[Child]) -> list[UUID]:
    return [child.id for child in children]
