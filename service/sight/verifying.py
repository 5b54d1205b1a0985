"""Whether what is stored of lines of sight is what they are."""

from dataclasses import dataclass
from uuid import UUID

from service.database import Database
from service.events.feed import Consumer, cursor_of
from service.libraries import loaded, np
from service.sight.reaches import Reaches
from service.sight.standing import Standing
from service.sight.statements import CLOCK, UNFOLLOWED
from service.sight.storing import read_parts
from service.sight.survey import surveyed

_MOST_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class SightDifference:
    """A node whose line of sight goes farther than is stored, or less far."""

    id: UUID
    stored: Standing
    recomputed: Standing


@dataclass(frozen=True, slots=True)
class SightVerification:
    """What was compared.

    Attributes:
        nodes: strategy elements, objectives and key results; 0 where nothing is stored yet.
        unfollowed: events that are still to be followed; while there are some, what differs is
            no error yet, and is not counted.
        differing: how many nodes; of very many, `differences` holds the first ones.
    """

    nodes: int = 0
    unfollowed: int = 0
    differing: int = 0
    differences: tuple[SightDifference, ...] = ()


async def verify_sight(database: Database, organization_id: UUID) -> SightVerification:
    """Compare all of it, as of the day that it is stored for and at one moment."""
    await loaded(np)
    scope = {"organization": organization_id}
    async with database.reading() as session:
        clock = (await session.execute(CLOCK, scope)).one()
        if clock.day is None:
            return SightVerification()
        seen = await cursor_of(session, organization_id, Consumer.SIGHT)
        unfollowed = await session.scalar(UNFOLLOWED, {**scope, "seen": seen})
        ground = await surveyed(session, organization_id, clock.day)
        reaches = Reaches()
        await read_parts(session, organization_id, reaches, ground.seq)
    if unfollowed:
        return SightVerification(len(ground.seq), unfollowed)
    stored = reaches.of(ground.seq)
    rows = np.flatnonzero(stored != ground.actual)
    found = (
        SightDifference(
            ground.id(row), Standing(int(stored[row])), Standing(int(ground.actual[row]))
        )
        for row in rows[:_MOST_TOLD].tolist()
    )
    return SightVerification(len(ground.seq), 0, len(rows), tuple(found))
