"""What of an import moves numbers: held before it is written, and followed by the worker after."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from service.database import Session
from service.interchange.changes import Changes
from service.interchange.items import Noun
from service.interchange.stores import READINGS, table_by_noun
from service.kpi_readings.queries import hold_kpis
from service.numbers.refreshing import hold
from service.numbers.requesting import Touched, request_touched
from service.objectives.rules import Lifecycle
from service.progress.rules import KeyResultSource

Row = dict[str, Any]

_LIVING = (Noun.OBJECTIVE, Noun.KEY_RESULT, Noun.STRATEGY_ELEMENT)
_CYCLE_TIMES = {"starts_on", "ends_on", "state"}


async def hold_changed(session: Session, changes: Changes) -> None:
    """Hold what is written over in the order of all writers: KPIs, and then objectives.

    So no reading comes in meanwhile of a KPI that key results begin to follow.
    """
    kpis = {row["id"] for row in changes.updates[table_by_noun(Noun.KPI)]}
    kpis |= {
        row["kpi_id"]
        for row in _written(changes, Noun.KEY_RESULT)
        if row["kpi_id"] is not None and row["follows"] == KeyResultSource.KPI
    }
    if kpis:
        await hold_kpis(session, changes.actor, kpis)
    objectives = {row["id"] for row in changes.updates[table_by_noun(Noun.OBJECTIVE)]}
    objectives |= {row["objective_id"] for row in changes.updates[table_by_noun(Noun.KEY_RESULT)]}
    objectives |= set(_left_homes(changes))
    if objectives:
        await hold(session, changes.actor, objectives)


async def request_changed(session: Session, changes: Changes) -> None:
    """Have the numbers of all that is written follow, in one statement."""
    await request_touched(session, changes.actor, touched_by(changes), changes.now)


def touched_by(changes: Changes) -> Touched:
    """All that is written, as far as numbers depend on it."""
    return Touched(
        objectives={
            *(row["id"] for row in _written(changes, Noun.OBJECTIVE)),
            *(row["objective_id"] for row in _written(changes, Noun.KEY_RESULT)),
            *_left_homes(changes),
        },
        key_results={row["key_result_id"] for row in _written(changes, Noun.CHECK_IN)},
        children={row["child_id"] for row in _written(changes, Noun.ALIGNMENT)},
        cycles={
            fact.subject_id
            for fact in changes.facts
            if fact.type == "cycle.updated" and fact.changes.keys() & _CYCLE_TIMES
        },
        kpis={row["kpi_id"] for row in (*changes.inserts[READINGS], *changes.updates[READINGS])},
        lives=set(_lives(changes)),
    )


def _written(changes: Changes, noun: Noun) -> Iterator[Row]:
    table = table_by_noun(noun)
    yield from changes.inserts[table]
    yield from changes.updates[table]


def _left_homes(changes: Changes) -> Iterator[UUID]:
    for fact in changes.facts:
        if fact.subject_kind == Noun.KEY_RESULT and "objective_id" in fact.changes:
            before, _ = fact.changes["objective_id"]
            if before is not None:
                yield UUID(str(before))


def _lives(changes: Changes) -> Iterator[UUID]:
    """What was there and comes to life, or leaves it."""
    for fact in changes.facts:
        if fact.subject_kind not in _LIVING or fact.type.endswith(".created"):
            continue
        stages = fact.changes.get("lifecycle", ())
        if "archived_at" in fact.changes or Lifecycle.CANCELLED in stages:
            yield fact.subject_id
