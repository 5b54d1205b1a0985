"""The facts that stories are told from, read in a constant number of statements."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause

from service.actor import Actor
from service.alignment.analysis import Analysis
from service.database import Session
from service.identity.queries import organization_of
from service.narrative.facts import CycleFacts, Goal, Sight
from service.narrative.rows import GoalRows, Sent, cycles_of, goals_of
from service.narrative.sights import MOST_BREAKS, sights_in, sights_of
from service.narrative.statements import (
    AT_RISK,
    CYCLES,
    DECISIONS,
    GOALS_CALLED,
    GOALS_OF_CYCLES,
    REVIEWS_OF_CYCLES,
    REVIEWS_OF_GOALS,
)
from service.objectives.rules import Level


async def goals_called(
    session: Session, actor: Actor, ids: Sequence[UUID], as_of: date
) -> dict[UUID, Goal]:
    """Those of the objectives that are in use, with all that their stories tell."""
    scope = await _scope(session, actor, as_of) | {"ids": list(ids)}
    goals = await _rows(session, GOALS_CALLED, scope)
    found = [key for _, key, _ in goals]
    sights = await sights_of(session, actor, found, as_of, scope["zone"])
    sent = await _with_what_is_around(session, scope, goals, sights)
    by_root = await asyncio.to_thread(goals_of, sent)
    return {key: goal for key, (goal,) in by_root.items()}


async def cycles_called(
    session: Session,
    actor: Actor,
    cycle_ids: Sequence[UUID],
    team_ids: Sequence[UUID],
    analysis: Analysis,
) -> dict[UUID, CycleFacts]:
    """Cycles with the shorter ones inside them, as of the day of the analysis.

    Args:
        session: of a moment no earlier than what the analysis is of.
        actor: whose organization they belong to.
        cycle_ids: what is no cycle of the organization is left out.
        team_ids: only what belongs to one of these teams and their parts; none is no limit.
        analysis: of the organization's graph.
    """
    scope = await _scope(session, actor, analysis.as_of)
    scope |= {"cycles": list(cycle_ids), "teams": list(team_ids) or None}
    goals = await _rows(session, GOALS_OF_CYCLES, scope)
    cycles = await _rows(session, CYCLES, scope)
    reviews = await _rows(session, REVIEWS_OF_CYCLES, scope)
    sights = await _sights(session, actor, analysis, goals, scope["zone"])
    sent = await _with_what_is_around(session, scope, goals, sights)

    def built() -> dict[UUID, CycleFacts]:
        return cycles_of(cycles, reviews, goals_of(sent), analysis.as_of)

    return await asyncio.to_thread(built)


async def _sights(
    session: Session, actor: Actor, analysis: Analysis, goals: GoalRows, zone: str
) -> dict[UUID, Sight]:
    """Of all, and of the first that reach nothing where that ends."""
    ids = list(dict.fromkeys(key for _, key, _ in goals))
    sights = await asyncio.to_thread(sights_in, analysis, ids)
    missing = [key for key, sight in sights.items() if sight.is_missing][:MOST_BREAKS]
    return sights | await sights_of(session, actor, missing, analysis.as_of, zone)


async def _scope(session: Session, actor: Actor, as_of: date) -> dict[str, Any]:
    organization = await organization_of(session, actor)
    return {
        "organization": actor.organization_id,
        "zone": organization.timezone,
        "day": as_of,
        "levels": list(Level),
    }


async def _with_what_is_around(
    session: Session, scope: Mapping[str, Any], goals: GoalRows, sights: Mapping[UUID, Sight]
) -> Sent:
    ids = {**scope, "ids": list({key for _, key, _ in goals})}
    return Sent(
        goals,
        decisions=await _rows(session, DECISIONS, ids),
        at_risk=await _rows(session, AT_RISK, ids),
        reviews=await _rows(session, REVIEWS_OF_GOALS, ids),
        sights=sights,
    )


async def _rows(session: Session, statement: TextClause, scope: Mapping[str, Any]) -> list[Any]:
    return list(await session.execute(statement, scope))
