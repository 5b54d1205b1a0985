"""Stories of what is stored: read in a constant number of statements, told by pure templates."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.actor import Actor
from service.alignment.analysis import Analysis, analyze
from service.alignment.loading import load_snapshot
from service.database import Database, Session
from service.errors import NotFound
from service.libraries import csgraph, loaded, np, nx
from service.narrative.cycle_stories import told_of
from service.narrative.facts import CycleFacts
from service.narrative.goal_stories import goal_story
from service.narrative.queries import cycles_called, goals_called
from service.narrative.stories import Story


@dataclass(frozen=True, slots=True)
class CycleStory:
    """How a cycle goes, and all that it is told from: what tables and charts can be drawn of."""

    facts: CycleFacts
    story: Story


async def cycle_story(
    database: Database, actor: Actor, cycle_id: UUID, team_id: UUID | None, as_of: date
) -> CycleStory:
    """The story of a cycle and the shorter ones inside it; of one team and its parts, if named.

    Numbers are the stored ones; the day decides which alignments hold, and where the cycle is.

    Raises:
        NotFound: the organization has no such cycle, or team.
    """
    await loaded(np, nx, csgraph)
    async with database.reading() as session:
        snapshot = await load_snapshot(session, actor)
    analysis = await asyncio.to_thread(analyze, snapshot, as_of)
    async with database.reading() as session:
        found = (await cycle_stories(session, actor, [cycle_id], team_id, analysis)).get(cycle_id)
    if found is None:
        raise NotFound("there is no such cycle", ["cycle_id"])
    if team_id is not None and found.facts.team_id is None:
        raise NotFound("there is no such team", ["team_id"])
    return found


async def cycle_stories(
    session: Session,
    actor: Actor,
    cycle_ids: Sequence[UUID],
    team_id: UUID | None,
    analysis: Analysis,
) -> Mapping[UUID, CycleStory]:
    """The same of many cycles, as of the day of the analysis; see `cycles_called`."""
    facts = await cycles_called(session, actor, cycle_ids, team_id, analysis)

    def told() -> dict[UUID, CycleStory]:
        return {key: CycleStory(one, told_of(one)) for key, one in facts.items()}

    return await asyncio.to_thread(told)


async def goal_stories(
    session: Session, actor: Actor, ids: Sequence[UUID], as_of: date
) -> Mapping[UUID, Story]:
    """The stories of those of the objectives that are in use."""
    goals = await goals_called(session, actor, ids, as_of)
    return await asyncio.to_thread(lambda: {key: goal_story(one) for key, one in goals.items()})
