"""How goals connect to the strategy, and since when some do not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from service.actor import Actor
from service.alignment.analysis import Analysis
from service.alignment.line_of_sight import LineOfSight
from service.alignment.queries import lines_of_sight_of
from service.alignment.rules import AlignmentClass, BreakReason, Reach
from service.database import Session
from service.libraries import loaded, nx
from service.narrative.facts import Break, Sight
from service.narrative.sight_statements import SINCE, TITLES

# So many of a cycle's goals that reach nothing are told where their ways up end: the rest is
# for the audit.
MOST_BREAKS = 100

# In a column, 1 stands for the first.
_REACHES = tuple(Reach)
_CLASSES = tuple(AlignmentClass)


def sights_in(analysis: Analysis, ids: Sequence[UUID]) -> dict[UUID, Sight]:
    """Of those of the goals that the analysis has as live ones; without breaks."""
    found, row_by_id = {}, analysis.snapshot.row_by_id
    for key in ids:
        row = row_by_id.get(str(key))
        if row is not None and analysis.live[row]:
            found[key] = Sight(
                _REACHES[analysis.reach[row] - 1], _CLASSES[analysis.alignment_class[row] - 1]
            )
    return found


async def sights_of(
    session: Session, actor: Actor, ids: Sequence[UUID], as_of: date, zone: str
) -> dict[UUID, Sight]:
    """Of each of the goals, with breaks.

    Raises:
        NotFound: one of them is not a node of the actor's organization.
    """
    if not ids:
        return {}
    await loaded(nx)
    lines = dict(zip(ids, await lines_of_sight_of(session, actor, ids, as_of, 0), strict=True))
    titles = await _titles(session, actor, lines.values())
    sights = {key: _sight(line, titles) for key, line in lines.items()}
    alone = [key for key, line in lines.items() if _is_own_break(line)]
    for key, since in (await _since(session, actor, alone, as_of, zone)).items():
        sights[key] = replace(sights[key], since=since)
    return sights


def _sight(line: LineOfSight, titles: Mapping[UUID, str]) -> Sight:
    breaks = [(UUID(one.node), one.reason) for one in line.broken_at]
    return Sight(
        line.reach,
        line.alignment_class,
        [Break(node, titles[node], reason) for node, reason in breaks if node in titles],
    )


def _is_own_break(line: LineOfSight) -> bool:
    """Whether nothing leads up from it; of circles nobody knows when they were closed."""
    own = [line.subject] == [one.node for one in line.broken_at]
    return line.reach is Reach.NONE and own and line.broken_at[0].reason is not BreakReason.IN_CYCLE


async def _titles(
    session: Session, actor: Actor, lines: Collection[LineOfSight]
) -> dict[UUID, str]:
    """Of objectives and key results where ways up end."""
    ids = {UUID(one.node) for line in lines for one in line.broken_at}
    scope = {"organization": actor.organization_id, "ids": sorted(ids)}
    return {row.id: row.title for row in await session.execute(TITLES, scope)}


async def _since(
    session: Session, actor: Actor, ids: Sequence[UUID], as_of: date, zone: str
) -> dict[UUID, date | None]:
    scope = {"organization": actor.organization_id, "ids": ids, "day": as_of, "zone": zone}
    return {row.id: _day_of(row) for row in await session.execute(SINCE, scope)}


def _day_of(row: Row[Any]) -> date | None:
    """The later of the day that something ended, and the first on which an alignment was over."""
    ended: date | None = row.day
    expired: date | None = row.expired_on
    if row.unknown or expired is None:
        return None if row.unknown else ended
    over = expired + timedelta(days=1)
    return over if ended is None else max(ended, over)
