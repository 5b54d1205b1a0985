"""Numbers brought up to date in the transaction of the write that moves them.

Whoever moves numbers holds the objectives first, in the order of their ids, and their key results
after these: so no two writers wait for each other.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from service.actor import Actor, operator
from service.database import Session
from service.events.causes import Causes, causes_in
from service.events.record import event_rows
from service.identity.rules import day_in
from service.numbers.computing import Computed, computed, known_cyclic
from service.numbers.facts import ObjectiveFacts, facts_of
from service.numbers.statements import (
    HOLD,
    HOLD_FAMILIES,
    HOLD_HOMES,
    WRITE,
    WRITE_AND_TELL,
)
from service.numbers.statuses import status_facts
from service.progress.rules import NoProgress
from service.writing.recordset import as_json

# By key result, the columns that a check-in said which has just been corrected.
TakenBack = Mapping[UUID, Collection[str]]

Request = Mapping[str, Any]

_NOTHING: TakenBack = MappingProxyType({})


async def refresh(
    session: Session,
    actor: Actor,
    objective_ids: Collection[UUID],
    now: datetime,
    causes: Causes | None = None,
) -> None:
    """Bring the numbers of these objectives and their key results up to date.

    In three statements at most, however many; nothing is written where they are so already.
    """
    if objective_ids:
        await hold(session, actor, objective_ids)
        await refresh_held(session, actor, objective_ids, now, causes=causes)


async def hold(session: Session, actor: Actor, objective_ids: Collection[UUID]) -> None:
    """Nobody else computes or changes these objectives until the transaction ends."""
    scope = {"organization": actor.organization_id, "ids": list(objective_ids)}
    await session.execute(HOLD, scope)


async def hold_homes(session: Session, actor: Actor, key_result_ids: Collection[UUID]) -> set[UUID]:
    """The same for the objectives of key results, before these are locked; their ids."""
    scope = {"organization": actor.organization_id, "ids": list(key_result_ids)}
    return set(await session.scalars(HOLD_HOMES, scope))


async def hold_families(
    session: Session, actor: Actor, child_ids: Collection[UUID], edge_ids: Collection[UUID]
) -> set[UUID]:
    """The same for children and all that they are aligned to, or were by these edges.

    Returns:
        The parents; one that is a key result stands for its objective.
    """
    scope = {
        "organization": actor.organization_id,
        "children": list(child_ids),
        "edges": list(edge_ids),
    }
    return {row.id for row in await session.execute(HOLD_FAMILIES, scope) if row.is_parent}


async def refresh_held(  # noqa: PLR0913  what little callers know besides, each of them by name
    session: Session,
    actor: Actor,
    objective_ids: Collection[UUID],
    now: datetime,
    taken_back: TakenBack = _NOTHING,
    *,
    switched: bool = False,
    causes: Causes | None = None,
) -> None:
    """The same where the caller holds them; an archived one keeps the numbers that it had.

    Where it may have `switched` what moves them, those with children are asked for once more: who
    moved a child just now may have found none above that followed it. The `causes` of what comes
    of it are what the transaction has told, unless the caller knows better.
    """
    if not objective_ids:
        return
    facts = await facts_of(session, actor.organization_id, objective_ids)
    live = [one for one in facts.objectives.values() if not one.archived]
    day = day_in(facts.timezone, now)
    pairs = []
    for one in live:
        objective = _without(one, taken_back)
        pairs.append((objective, computed(facts, objective, day, known_cyclic(objective))))
    causes = causes_in(session) if causes is None else causes
    requests = [
        request for pair in pairs for request in _requests(*pair, causes, switched=switched)
    ]
    await write_numbers(session, actor, pairs, now, causes, requests)


async def write_numbers(
    session: Session,
    actor: Actor,
    pairs: Sequence[tuple[ObjectiveFacts, Computed]],
    now: datetime,
    causes: Causes,
    requests: Sequence[Request] = (),
) -> None:
    """Write what differs of held objectives and their key results, in one statement.

    It tells of each status that is another. `requests` are for the worker; it makes none itself.
    """
    key_results = [row for pair in pairs for row in _differing(*pair)]
    objectives = [
        found.objective.row(objective.id)
        for objective, found in pairs
        if found.objective != objective.stored
    ]
    if not key_results and not objectives and not requests:
        return
    scope = {
        "organization": actor.organization_id,
        "now": now,
        "key_results": as_json(key_results),
        "objectives": as_json(objectives),
        "requests": as_json(requests),
    }
    # Nobody did that: who did what it follows from, the cause tells.
    service = operator(actor.organization_id)
    if events := event_rows(service, list(status_facts(pairs, causes))):
        await session.execute(WRITE_AND_TELL, {**scope, "events": as_json(events)})
    else:
        await session.execute(WRITE, scope)


def _without(objective: ObjectiveFacts, taken_back: TakenBack) -> ObjectiveFacts:
    if not taken_back:
        return objective
    key_results = (
        replace(one, taken_back=taken_back.get(one.id, ())) for one in objective.key_results
    )
    return replace(objective, key_results=tuple(key_results))


def _differing(objective: ObjectiveFacts, found: Computed) -> Iterator[dict[str, Any]]:
    for one in objective.key_results:
        numbers = found.key_results[one.id]
        if numbers != one.stored:
            yield numbers.row(one.id)


def _requests(
    objective: ObjectiveFacts, found: Computed, causes: Causes, *, switched: bool
) -> Iterator[Request]:
    """That what is above is to follow, and that the graph is to be looked at again.

    Whoever waited until another had turned the numbers to a later day has them turned again.
    """
    on = found.objective.numbers_on
    late = (
        objective.stored.numbers_on is not None
        and on is not None
        and on < objective.stored.numbers_on
    )
    moved = _moves(objective.stored, found.objective) or any(
        _moves(one.stored, found.key_results[one.id]) for one in objective.key_results
    )
    again = late or (switched and _has_children(objective))
    if again or moved or objective.stored.no_progress_reason == NoProgress.CYCLE:
        key_results = [one.id for one in objective.key_results]
        cause_id = causes.of(objective.id, *key_results)
        request = {"id": objective.id, "refresh": again, "cause_id": cause_id}
        # What the worker goes on with was asked for when the worker was.
        yield {**request, "requested_at": causes.since.get(cause_id) if cause_id else None}


def _has_children(objective: ObjectiveFacts) -> bool:
    return bool(objective.children or any(one.children for one in objective.key_results))


def _moves(before: Any, after: Any) -> bool:  # noqa: ANN401  # numbers of either kind
    return bool(before.progress != after.progress or before.expected != after.expected)
