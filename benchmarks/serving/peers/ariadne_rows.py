"""Without an ORM: Ariadne on its own ASGI app, asyncpg's rows, a DataLoader per relation."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from aiodataloader import DataLoader
from ariadne import MutationType, ObjectType, QueryType, make_executable_schema
from ariadne.asgi import GraphQL
from graphql import GraphQLResolveInfo
from starlette.applications import Starlette
from starlette.routing import Route

from benchmarks.serving.peers.listening import DATABASE_URL, ORGANIZATION_ID, POOL_SIZE, listen

SDL = """
type Query {
  objective(id: ID!): Objective
  objectives(teamId: ID!, first: Int = 50): ObjectivePage!
}
type Mutation { objectiveUpdate(id: ID!, title: String!): ObjectivePayload! }
type ObjectivePayload { objective: Objective! }
type ObjectivePage { nodes: [Objective!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Person { id: ID! name: String! }
type Objective {
  id: ID! title: String! description: String level: String lifecycle: String! owner: Person
  keyResults(first: Int = 10): [KeyResult!]! alignedFrom(first: Int = 10): [Objective!]!
}
type KeyResult {
  id: ID! title: String! metricType: String unit: String
  start: String target: String current: String checkIns(first: Int = 10): [CheckIn!]!
}
type CheckIn { id: ID! value: String occurredAt: String! }
"""

_ONE = """SELECT id::text, title, description, level, lifecycle, owner_id::text FROM objective
    WHERE organization_id = $1 AND id = $2"""
_OF_TEAM = """SELECT id::text, title, description, level, lifecycle, owner_id::text FROM objective
    WHERE organization_id = $1 AND team_id = $2 ORDER BY id LIMIT $3"""
_UPDATE = """UPDATE objective SET title = $3, updated_at = now(), version = version + 1
    WHERE organization_id = $1 AND id = $2
    RETURNING id::text, title, description, level, lifecycle, owner_id::text"""
_ALIGNED = """SELECT a.parent_id::text AS key, o.id::text, o.title, o.description,
        o.level, o.lifecycle, o.owner_id::text FROM alignment a
    JOIN objective o ON o.organization_id = $1 AND o.id = a.child_id
    WHERE a.organization_id = $1 AND a.parent_id = ANY ($2) ORDER BY a.id"""
_PEOPLE = """SELECT id::text AS key, id::text, name FROM person
    WHERE organization_id = $1 AND id = ANY ($2)"""
_KEY_RESULTS = """SELECT objective_id::text AS key, id::text, title, metric_type, unit,
        start::text, target::text, current::text FROM key_result
    WHERE organization_id = $1 AND objective_id = ANY ($2) ORDER BY position, id"""
_CHECK_INS = """SELECT key_result_id::text AS key, id::text, value::text, occurred_at
    FROM check_in WHERE organization_id = $1 AND key_result_id = ANY ($2)
    ORDER BY occurred_at DESC, id DESC"""

Row = dict[str, Any]
Info = GraphQLResolveInfo[Any]


async def rows_of(statement: str, *values: object) -> list[Row]:
    rows = await app.state.pool.fetch(statement, ORGANIZATION_ID, *values)
    return [dict(row) for row in rows]


def _loader(statement: str) -> DataLoader[str, list[Row]]:
    async def load(keys: list[str]) -> list[list[Row]]:
        rows_by_key = defaultdict(list)
        for row in await rows_of(statement, [UUID(key) for key in keys]):
            rows_by_key[row["key"]].append(row)
        return [rows_by_key[key] for key in keys]

    return DataLoader(load)


def new_context(_request: object, _data: object = None) -> dict[str, Any]:
    statements = {
        "people": _PEOPLE,
        "key_results": _KEY_RESULTS,
        "check_ins": _CHECK_INS,
        "aligned": _ALIGNED,
    }
    return {name: _loader(statement) for name, statement in statements.items()}


def _listed(loader: str) -> Callable[..., Awaitable[list[Row]]]:
    async def resolve(parent: Row, info: Info, first: int) -> list[Row]:
        rows: list[Row] = await info.context[loader].load(parent["id"])
        return rows[:first]

    return resolve


query, objective, key_result = QueryType(), ObjectType("Objective"), ObjectType("KeyResult")
check_in, mutation = ObjectType("CheckIn"), MutationType()
objective.set_field("keyResults", _listed("key_results"))
objective.set_field("alignedFrom", _listed("aligned"))
key_result.set_field("checkIns", _listed("check_ins"))
check_in.set_field("occurredAt", lambda row, _info: row["occurred_at"].isoformat())


@objective.field("owner")
async def resolve_owner(row: Row, info: Info) -> Row | None:
    found = row["owner_id"] and await info.context["people"].load(row["owner_id"])
    return found[0] if found else None


@query.field("objective")
async def resolve_objective(_root: None, _info: Info, id: str) -> Row | None:
    rows = await rows_of(_ONE, UUID(id))
    return rows[0] if rows else None


@query.field("objectives")
async def resolve_objectives(_root: None, _info: Info, team_id: str, first: int) -> Row:
    rows = await rows_of(_OF_TEAM, UUID(team_id), first + 1)
    nodes = rows[:first]
    end = nodes[-1]["id"] if nodes else None
    page_info = {"has_next_page": len(rows) > first, "end_cursor": end}
    return {"nodes": nodes, "page_info": page_info}


@mutation.field("objectiveUpdate")
async def resolve_update(_root: None, _info: Info, id: str, title: str) -> Row:
    return {"objective": (await rows_of(_UPDATE, UUID(id), title))[0]}


schema = make_executable_schema(
    SDL, query, mutation, objective, key_result, check_in, convert_names_case=True
)


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(DATABASE_URL, min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        app.state.pool = pool
        yield


app = Starlette(
    routes=[Route("/graphql", GraphQL(schema, context_value=new_context))], lifespan=lifespan
)

if __name__ == "__main__":
    listen(app)
