"""The usual way: Strawberry on FastAPI, SQLAlchemy's ORM, a DataLoader per relation."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

import strawberry
from fastapi import FastAPI
from sqlalchemy import Select, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlmodel import col
from strawberry.dataloader import DataLoader
from strawberry.fastapi import BaseContext, GraphQLRouter
from strawberry.types import Info

import service.models  # noqa: F401  all tables, so that their keys find one another
from benchmarks.serving.peers.listening import DATABASE_URL, ORGANIZATION_ID, POOL_SIZE, listen
from service.alignment.models import Alignment as AlignmentRow
from service.check_ins.models import CheckIn as CheckInRow
from service.identity.models import Person as PersonRow
from service.objectives.models import KeyResult as KeyResultRow
from service.objectives.models import Objective as ObjectiveRow
from service.tables import utc_now

engine = create_async_engine(
    make_url(DATABASE_URL).set(drivername="postgresql+asyncpg"),
    pool_size=POOL_SIZE,
    max_overflow=0,
)
new_session = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def _all(statement: Select[Any]) -> Sequence[Any]:
    async with new_session() as session:
        return (await session.scalars(statement)).all()


async def _people(ids: list[UUID]) -> list[PersonRow | None]:
    rows = await _all(
        select(PersonRow).where(
            col(PersonRow.organization_id) == ORGANIZATION_ID, col(PersonRow.id).in_(ids)
        )
    )
    row_by_id = {row.id: row for row in rows}
    return [row_by_id.get(id_) for id_ in ids]


async def _key_results(objective_ids: list[UUID]) -> list[list[KeyResultRow]]:
    rows = await _all(
        select(KeyResultRow)
        .where(
            col(KeyResultRow.organization_id) == ORGANIZATION_ID,
            col(KeyResultRow.objective_id).in_(objective_ids),
        )
        .order_by(col(KeyResultRow.position), col(KeyResultRow.id))
    )
    return _grouped(objective_ids, [(row.objective_id, row) for row in rows])


async def _check_ins(key_result_ids: list[UUID]) -> list[list[CheckInRow]]:
    rows = await _all(
        select(CheckInRow)
        .where(
            col(CheckInRow.organization_id) == ORGANIZATION_ID,
            col(CheckInRow.key_result_id).in_(key_result_ids),
        )
        .order_by(col(CheckInRow.occurred_at).desc(), col(CheckInRow.id).desc())
    )
    return _grouped(key_result_ids, [(row.key_result_id, row) for row in rows])


async def _aligned(parent_ids: list[UUID]) -> list[list[ObjectiveRow]]:
    statement = (
        select(col(AlignmentRow.parent_id), ObjectiveRow)
        .join(
            ObjectiveRow,
            (col(ObjectiveRow.organization_id) == col(AlignmentRow.organization_id))
            & (col(ObjectiveRow.id) == col(AlignmentRow.child_id)),
        )
        .where(
            col(AlignmentRow.organization_id) == ORGANIZATION_ID,
            col(AlignmentRow.parent_id).in_(parent_ids),
        )
        .order_by(col(AlignmentRow.id))
    )
    async with new_session() as session:
        pairs = (await session.execute(statement)).all()
    return _grouped(parent_ids, [(parent_id, row) for parent_id, row in pairs])


def _grouped(keys: list[UUID], pairs: list[tuple[UUID, Any]]) -> list[list[Any]]:
    rows_by_key = defaultdict(list)
    for key, row in pairs:
        rows_by_key[key].append(row)
    return [rows_by_key[key] for key in keys]


class Context(BaseContext):
    """One per request, and so are its loaders."""

    def __init__(self) -> None:
        super().__init__()
        self.people = DataLoader(load_fn=_people)
        self.key_results = DataLoader(load_fn=_key_results)
        self.check_ins = DataLoader(load_fn=_check_ins)
        self.aligned = DataLoader(load_fn=_aligned)


@strawberry.type
class CheckIn:
    id: UUID
    value: Decimal | None
    occurred_at: datetime

    @classmethod
    def of(cls, row: CheckInRow) -> Self:
        return cls(id=row.id, value=row.value, occurred_at=row.occurred_at)


@strawberry.type
class KeyResult:
    id: UUID
    title: str
    metric_type: str | None
    unit: str | None
    start: Decimal | None
    target: Decimal | None
    current: Decimal | None

    @classmethod
    def of(cls, row: KeyResultRow) -> Self:
        return cls(
            id=row.id,
            title=row.title,
            metric_type=row.metric_type,
            unit=row.unit,
            start=row.start,
            target=row.target,
            current=row.current,
        )

    @strawberry.field
    async def check_ins(self, info: Info[Context, None], first: int = 10) -> list[CheckIn]:
        return [CheckIn.of(row) for row in (await info.context.check_ins.load(self.id))[:first]]


@strawberry.type
class Person:
    id: UUID
    name: str


@strawberry.type
class Objective:
    id: UUID
    title: str
    description: str | None
    level: str | None
    lifecycle: str
    owner_id: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: ObjectiveRow) -> Self:
        return cls(
            id=row.id,
            title=row.title,
            description=row.description,
            level=row.level,
            lifecycle=row.lifecycle,
            owner_id=row.owner_id,
        )

    @strawberry.field
    async def owner(self, info: Info[Context, None]) -> Person | None:
        row = None if self.owner_id is None else await info.context.people.load(self.owner_id)
        return None if row is None else Person(id=row.id, name=row.name)

    @strawberry.field
    async def key_results(self, info: Info[Context, None], first: int = 10) -> list[KeyResult]:
        rows = await info.context.key_results.load(self.id)
        return [KeyResult.of(row) for row in rows[:first]]

    @strawberry.field
    async def aligned_from(self, info: Info[Context, None], first: int = 10) -> list["Objective"]:
        return [Objective.of(row) for row in (await info.context.aligned.load(self.id))[:first]]


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class ObjectivePage:
    nodes: list[Objective]
    page_info: PageInfo


@strawberry.type
class Query:
    @strawberry.field
    async def objective(self, id: UUID) -> Objective | None:
        async with new_session() as session:
            row = await session.get(ObjectiveRow, (ORGANIZATION_ID, id))
        return None if row is None else Objective.of(row)

    @strawberry.field
    async def objectives(self, team_id: UUID, first: int = 50) -> ObjectivePage:
        rows = await _all(
            select(ObjectiveRow)
            .where(
                col(ObjectiveRow.organization_id) == ORGANIZATION_ID,
                col(ObjectiveRow.team_id) == team_id,
            )
            .order_by(col(ObjectiveRow.id))
            .limit(first + 1)
        )
        nodes = [Objective.of(row) for row in rows[:first]]
        end = str(nodes[-1].id) if nodes else None
        page_info = PageInfo(has_next_page=len(rows) > first, end_cursor=end)
        return ObjectivePage(nodes=nodes, page_info=page_info)


@strawberry.type
class ObjectivePayload:
    objective: Objective


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def objective_update(self, id: UUID, title: str) -> ObjectivePayload:
        async with new_session.begin() as session:
            row = await session.get_one(ObjectiveRow, (ORGANIZATION_ID, id))
            row.title = title
            row.updated_at = utc_now()
            row.version += 1
        return ObjectivePayload(objective=Objective.of(row))


app = FastAPI()
app.include_router(
    GraphQLRouter(strawberry.Schema(Query, Mutation), path="/graphql", context_getter=Context)
)

if __name__ == "__main__":
    listen(app)
