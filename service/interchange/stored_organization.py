"""An organization's rows, whole or as far as some cycles reach."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, select

from service.actor import Actor
from service.database import Session
from service.interchange.items import Noun
from service.interchange.stores import (
    MODEL_BY_NOUN,
    NODE_NOUNS,
    NODES,
    PLANNING,
    READINGS,
    STAGES,
    TARGETS,
    table_by_noun,
)

Row = dict[str, Any]

# Links that are archived have no key of their own and no meaning any more.
_ONLY_LIVE = (Noun.MEMBERSHIP, Noun.ALIGNMENT, Noun.DEPENDENCY)
_STAGE_ORDER = {"checkpoints": "day", "milestones": "position"}


@dataclass(frozen=True, slots=True)
class StoredOrganization:
    """Every row by noun, in the order of their creation."""

    rows: dict[Noun, list[Row]]
    targets: list[Row] = field(default_factory=list)
    readings: list[Row] = field(default_factory=list)
    stages: dict[str, list[Row]] = field(default_factory=dict)
    planning: list[Row] = field(default_factory=list)

    def within(self, cycles: Collection[UUID]) -> "StoredOrganization":
        """What the objectives of these cycles need to stand alone.

        Their key results, all goals above them, and the links among these; strategy, teams,
        people and KPIs stay whole.
        """
        within = self._with_children(cycles)
        goals = self._goals_within(within)
        serving = {row["initiative_id"] for row in self.targets if row["target_id"] in goals}
        kept = {
            Noun.OBJECTIVE: _having(self.rows[Noun.OBJECTIVE], "id", goals),
            Noun.KEY_RESULT: _having(self.rows[Noun.KEY_RESULT], "id", goals),
            Noun.INITIATIVE: _having(self.rows[Noun.INITIATIVE], "id", serving),
            Noun.CHECK_IN: _having(self.rows[Noun.CHECK_IN], "key_result_id", goals),
            Noun.ALIGNMENT: _having(self.rows[Noun.ALIGNMENT], "child_id", goals),
            Noun.DEPENDENCY: _having(
                _having(self.rows[Noun.DEPENDENCY], "from_id", goals), "to_id", goals
            ),
            Noun.REVIEW: [
                row
                for row in self.rows[Noun.REVIEW]
                if row["objective_id"] in goals or row["cycle_id"] in within
            ],
        }
        targets = _having(self.targets, "target_id", goals)
        stages = {name: _having(rows, "key_result_id", goals) for name, rows in self.stages.items()}
        return StoredOrganization(
            {**self.rows, **kept}, targets, self.readings, stages, self.planning
        )

    def _with_children(self, cycles: Collection[UUID]) -> set[UUID]:
        children = defaultdict(list)
        for row in self.rows[Noun.CYCLE]:
            children[row["parent_id"]].append(row["id"])
        return _reached(cycles, children)

    def _goals_within(self, cycles: Collection[UUID]) -> set[UUID]:
        goals = {row["id"] for row in self.rows[Noun.OBJECTIVE] if row["cycle_id"] in cycles}
        above = defaultdict(list)
        for row in self.rows[Noun.KEY_RESULT]:
            above[row["id"]].append(row["objective_id"])
            if row["objective_id"] in goals:
                goals.add(row["id"])
        for row in self.rows[Noun.ALIGNMENT]:
            above[row["child_id"]].append(row["parent_id"])
        return _reached(goals, above)


async def stored_organization(session: Session, actor: Actor) -> StoredOrganization:
    rows = {noun: await _rows(session, actor, noun) for noun in MODEL_BY_NOUN}
    return StoredOrganization(
        rows,
        await _parts(session, actor, TARGETS, ("initiative_id", "position", "target_id")),
        await _parts(session, actor, READINGS, ("id",)),
        {
            name: await _parts(session, actor, table, ("key_result_id", _STAGE_ORDER[name], "id"))
            for name, table in STAGES.items()
        },
        await _parts(session, actor, PLANNING, ("cycle_id", "starts_on", "id")),
    )


async def _rows(session: Session, actor: Actor, noun: Noun) -> list[Row]:
    table = table_by_noun(noun)
    statement = select(table).where(table.c.organization_id == actor.organization_id)
    if noun in _ONLY_LIVE:
        statement = statement.where(table.c.archived_at.is_(None))
    if noun in NODE_NOUNS:
        same = and_(NODES.c.organization_id == table.c.organization_id, NODES.c.id == table.c.id)
        statement = statement.add_columns(NODES.c.external_id).join(NODES, same)
    order = NODES.c.seq if noun in NODE_NOUNS else table.c.id
    rows = await session.execute(statement.order_by(order))
    return [dict(row) for row in rows.mappings()]


async def _parts(session: Session, actor: Actor, table: Table, order: Iterable[str]) -> list[Row]:
    rows = await session.execute(
        select(table)
        .where(table.c.organization_id == actor.organization_id)
        .order_by(*(table.c[name] for name in order))
    )
    return [dict(row) for row in rows.mappings()]


def _having(rows: list[Row], column: str, ids: Collection[UUID]) -> list[Row]:
    return [row for row in rows if row[column] in ids]


def _reached(start: Collection[UUID], following: dict[UUID, list[UUID]]) -> set[UUID]:
    reached = set(start)
    waiting = list(start)
    while waiting:
        for found in following.get(waiting.pop(), ()):
            if found not in reached:
                reached.add(found)
                waiting.append(found)
    return reached
