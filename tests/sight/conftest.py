"""Stored lines of sight: a worker's steps, taken by hand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import networkx as nx
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from service.actor import Actor
from service.alignment.graph import build_graph
from service.alignment.queries import organization_records
from service.database import Database
from service.events.feed import LogEntry, entries_after, head_of
from service.events.sequencing import number_all
from service.nodes.models import Node
from service.nodes.rules import NodeKind
from service.objectives.rules import Level
from service.sight.following import follow
from service.sight.standing import Standing
from service.tables import utc_now
from tests.schema.conftest import ask, writer

__all__ = ["ask", "writer"]

GOALS = (NodeKind.OBJECTIVE, NodeKind.KEY_RESULT)
DERIVED = ("line_of_sight.", "objective.orphaned", "objective.adopted")

_STORED = text("SELECT part, reach FROM sight WHERE organization_id = :organization")


@dataclass(slots=True)
class Worker:
    """Background work on the lines of sight of one organization, one step at a time."""

    database: Database
    actor: Actor

    async def follow(self, now: datetime | None = None) -> list[LogEntry]:
        """Let them follow whatever happened; the events that came of it, numbered."""
        id_ = self.actor.organization_id
        await number_all(self.database, id_)
        head = await head_of(self.database, id_)
        while await follow(self.database, id_, now or utc_now()):
            await number_all(self.database, id_)
        found = await entries_after(self.database, id_, head, most=1_000)
        assert all(entry.type.startswith(DERIVED) for entry in found)
        return found

    async def stored(self) -> dict[UUID, Standing]:
        """Of every node but initiatives."""
        scope = {"organization": self.actor.organization_id}
        async with self.database.reading() as session:
            parts = {row.part: row.reach for row in await session.execute(_STORED, scope)}
            nodes = await session.scalars(
                select(Node).where(
                    col(Node.organization_id) == self.actor.organization_id,
                    col(Node.kind) != NodeKind.INITIATIVE,
                )
            )
            found = {node.id: divmod(node.seq or 0, 256) for node in nodes}
        return {
            id_: Standing(parts[part][place]) if part in parts else Standing.AWAY
            for id_, (part, place) in found.items()
        }

    async def goals(self) -> set[UUID]:
        async with self.database.reading() as session:
            return set(
                await session.scalars(
                    select(col(Node.id)).where(
                        col(Node.organization_id) == self.actor.organization_id,
                        col(Node.kind).in_(GOALS),
                    )
                )
            )

    async def true(self, now: datetime | None = None) -> dict[UUID, Standing]:
        """The same by plain searches of the whole graph."""
        async with self.database.reading() as session:
            records = await organization_records(session, self.actor)
        graph = build_graph(records.nodes, records.alignments, (now or utc_now()).date())
        standings = {
            UUID(node.id): Standing.NONE if node.id in graph else Standing.AWAY
            for node in records.nodes
            if node.kind is not NodeKind.INITIATIVE
        }
        tops = [node for node in records.nodes if node.id in graph]
        for node in tops:
            if node.kind is NodeKind.OBJECTIVE and node.level is Level.COMPANY:
                _raise(standings, graph, node.id, Standing.PARTIAL)
        for node in tops:
            if node.kind is NodeKind.STRATEGY_ELEMENT:
                _raise(standings, graph, node.id, Standing.FULL)
        return standings


def _raise(
    standings: dict[UUID, Standing], graph: "nx.DiGraph[str]", top: str, standing: Standing
) -> None:
    for id_ in {top, *nx.ancestors(graph, top)}:
        if UUID(id_) in standings:
            standings[UUID(id_)] = standing


def subjects(entry: LogEntry) -> dict[UUID, tuple[str, str]]:
    """What an event says of whom: the standing before, and after."""
    assert entry.details is not None
    return {UUID(one["id"]): (one["from"], one["to"]) for one in entry.details["subjects"]}


@pytest.fixture
def worker(database: Database, actor: Actor) -> Worker:
    return Worker(database, actor)
