"""Stories of what is stored: read in a constant number of statements, told by pure templates."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from service.actor import Actor
from service.alignment.analysis import Analysis
from service.database import Session
from service.narrative.cycle_stories import told_of
from service.narrative.goal_stories import goal_story
from service.narrative.queries import cycles_called, goals_called
from service.narrative.stories import Story


async def cycle_stories(
    session: Session,
    actor: Actor,
    cycle_ids: Sequence[UUID],
    team_ids: Sequence[UUID],
    analysis: Analysis,
) -> Mapping[UUID, Story]:
    """The stories of cycles, as of the day of the analysis; see `cycles_called`."""
    facts = await cycles_called(session, actor, cycle_ids, team_ids, analysis)
    return await asyncio.to_thread(lambda: {key: told_of(one) for key, one in facts.items()})


async def goal_stories(
    session: Session, actor: Actor, ids: Sequence[UUID], as_of: date
) -> Mapping[UUID, Story]:
    """The stories of those of the objectives that are in use."""
    goals = await goals_called(session, actor, ids, as_of)
    return await asyncio.to_thread(lambda: {key: goal_story(one) for key, one in goals.items()})
