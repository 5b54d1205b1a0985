"""What was told of goals, read in a few statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from service.actor import Actor
from service.database import Session
from service.numbers.facts import Child, Facts, ObjectiveFacts, facts_of
from service.reporting.history import CheckIn, History, Reading

_HOMES = text("""
SELECT id, objective_id FROM key_result
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")

_CHECK_INS = text("""
SELECT said.key_result_id, said.occurred_at, said.value, said.confidence, said.status, said.note,
       person.name
  FROM check_in said
  LEFT JOIN person ON person.organization_id = said.organization_id AND person.id = said.author_id
 WHERE said.organization_id = :organization AND said.key_result_id = ANY(CAST(:ids AS uuid[]))
   AND NOT EXISTS (SELECT 1 FROM check_in correction
                    WHERE correction.organization_id = said.organization_id
                      AND correction.corrects_id = said.id)
 ORDER BY said.key_result_id, said.occurred_at, said.id
""")

_READINGS = text("""
SELECT k.id, reading.at, reading.value
  FROM key_result k
  JOIN kpi_reading reading
    ON reading.organization_id = k.organization_id AND reading.kpi_id = k.kpi_id
 WHERE k.organization_id = :organization AND k.id = ANY(CAST(:ids AS uuid[])) AND k.follows = 'KPI'
 ORDER BY k.id, reading.at
""")


async def history_of(session: Session, actor: Actor, objective_ids: Collection[UUID]) -> History:
    """The history of these objectives and of all that drives them, in whichever cycle it is."""
    facts, homes = await _driven(session, actor, objective_ids)
    ids = [one.id for goal in facts.objectives.values() for one in goal.key_results]
    scope = {"organization": actor.organization_id, "ids": ids}
    zone = ZoneInfo(facts.timezone)
    check_ins: dict[UUID, list[CheckIn]] = defaultdict(list)
    for id_, at, *said in await session.execute(_CHECK_INS, scope):
        check_ins[id_].append(CheckIn(at, _day(at, zone), *said))
    readings: dict[UUID, list[Reading]] = defaultdict(list)
    for id_, at, value in await session.execute(_READINGS, scope):
        readings[id_].append(Reading(_day(at, zone), value))
    return History(facts, dict(check_ins), dict(readings), homes)


async def _driven(
    session: Session, actor: Actor, objective_ids: Collection[UUID]
) -> tuple[Facts, dict[UUID, UUID]]:
    """The facts of these objectives and of what drives them; a round of reads for each level."""
    known: dict[UUID, ObjectiveFacts] = {}
    homes: dict[UUID, UUID] = {}
    facts = await facts_of(session, actor.organization_id, objective_ids)
    fresh: Collection[ObjectiveFacts] = facts.objectives.values()
    while fresh:
        known |= {one.id: one for one in fresh}
        homes |= {part.id: one.id for one in fresh for part in one.key_results}
        children = {child.id for child in _children(fresh)}
        homes |= await _homes(session, actor, children - homes.keys())
        missing = {homes.get(child, child) for child in children} - known.keys()
        below = await facts_of(session, actor.organization_id, missing)
        fresh = below.objectives.values()
    return Facts(facts.timezone, facts.settings, dict(sorted(known.items()))), homes


def _children(objectives: Iterable[ObjectiveFacts]) -> Iterable[Child]:
    for objective in objectives:
        yield from objective.children
        for one in objective.key_results:
            yield from one.children


async def _homes(session: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, UUID]:
    if not ids:
        return {}
    rows = await session.execute(_HOMES, {"organization": actor.organization_id, "ids": list(ids)})
    return {row.id: row.objective_id for row in rows}


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
