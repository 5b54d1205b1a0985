"""Plans of statements, on a filled database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg

from schema.identifiers import global_id
from schema.nouns import NOUN_BY_TYPE
from service.actor import Actor
from tests.prepared.compiled import Compiled

# Of one row or few: the organization itself is read from end to end.
_SMALL = {"organization"}
# A page puts its own rows, few as they are, in order once more.
_PAGE_OF_ROWS = ".rank']"

_PARTS = """
SELECT inhrelid::regclass::text, inhparent::regclass::text
  FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
"""

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """The nodes of a plan, the top first."""

    nodes: list[Node]
    whole_by_part: dict[str, str]

    @property
    def whole_tables(self) -> list[str]:
        """The big tables that are read from end to end."""
        return [
            node["Relation Name"]
            for node in self.nodes
            if node["Node Type"] == "Seq Scan" and not _is_small(node.get("Relation Name", "given"))
        ]

    @property
    def sorts(self) -> list[str]:
        """What rows are sorted by, where no index gives them in order."""
        keys = [str(node["Sort Key"]) for node in self.nodes if node["Node Type"].endswith("Sort")]
        return [key for key in keys if not key.endswith(_PAGE_OF_ROWS)]

    @property
    def indexes(self) -> set[str]:
        """Those of a table's parts, which PostgreSQL names, by the index that they are parts of."""
        names = {node["Index Name"] for node in self.nodes if "Index Name" in node}
        return {self.whole_by_part.get(name, name) for name in names}

    @property
    def rows_read(self) -> int:
        """How many rows of tables it took, of a plan that was run."""
        return sum(
            (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
            for node in self.nodes
            if "Relation Name" in node
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """A database of many rows, read as the service reads, by one of its organizations."""

    connection: asyncpg.Connection
    actor: Actor

    async def plan(self, statement: Compiled) -> Plan:
        """For the statement's own parameters."""
        sql = f"EXPLAIN (FORMAT JSON) {statement.sql}"
        return await self._read(await self.connection.fetchval(sql, *statement.arguments))

    async def run(self, statement: Compiled) -> Plan:
        """The same with what it did."""
        sql = f"EXPLAIN (FORMAT JSON, ANALYZE) {statement.sql}"
        return await self._read(await self.connection.fetchval(sql, *statement.arguments))

    async def kept_plan(self, statement: Compiled) -> Plan:
        """As PostgreSQL keeps it, for whatever parameters."""
        await self.connection.execute("SET plan_cache_mode = force_generic_plan")
        await self.connection.execute(f"PREPARE kept AS {statement.sql}")
        nulls = ", ".join("NULL" for _ in statement.arguments)
        given = f"({nulls})" if nulls else ""
        explained = await self.connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE kept{given}")
        await self.connection.execute("DEALLOCATE kept")
        await self.connection.execute("RESET plan_cache_mode")
        return await self._read(explained)

    async def plans(self, statement: Compiled) -> tuple[Plan, Plan]:
        return await self.plan(statement), await self.kept_plan(statement)

    async def _read(self, explained: str) -> Plan:
        parts = await self.connection.fetch(_PARTS)
        nodes = list(_nodes_of(json.loads(explained)[0]["Plan"]))
        return Plan(nodes, dict(parts))

    async def json(self, statement: Compiled) -> Any:
        return json.loads(await self.connection.fetchval(statement.sql, *statement.arguments))

    async def some_id(self, type_name: str) -> str:
        table = NOUN_BY_TYPE[type_name].table.__tablename__
        key = "id" if table == "organization" else "organization_id"
        return global_id(
            type_name,
            await self.connection.fetchval(
                f"SELECT id FROM {table} WHERE {key} = $1 ORDER BY id LIMIT 1",
                self.actor.organization_id,
            ),
        )


def _is_small(table: str) -> bool:
    # All that is filled in has ids of no time: months have no events.
    return table in _SMALL or table.startswith("event_20")


def _nodes_of(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes_of(below)
