"""Stories of what is stored: read in a constant number of statements, told by pure templates."""

import asyncio
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.actor import Actor
from service.alignment.analysis import analyze
from service.alignment.loading import load_snapshot
from service.database import Database
from service.errors import NotFound
from service.libraries import csgraph, loaded, np, nx
from service.narrative.cycle_stories import told_of
from service.narrative.facts import CycleFacts
from service.narrative.queries import cycles_called
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
        found = await cycles_called(session, actor, [cycle_id], team_id, analysis)
    facts = found.get(cycle_id)
    if facts is None:
        raise NotFound("there is no such cycle", ["cycle_id"])
    if team_id is not None and facts.team_id is None:
        raise NotFound("there is no such team", ["team_id"])
    return CycleStory(facts, await asyncio.to_thread(told_of, facts))
