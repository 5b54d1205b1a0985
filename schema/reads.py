"""How the reads of one operation are executed: batched, and each at most once.

Resolvers say which rows; how the database is asked for them is here and in `service.paging`.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from service.actor import Actor
from service.alignment.line_of_sight import LineOfSight
from service.alignment.queries import lines_of_sight_of, organization_records
from service.alignment.records import OrganizationRecords
from service.alignment.snapshot import Snapshot
from service.audit.report import AuditReport
from service.auditing.auditor import Auditor, AuditRequest, Stored
from service.database import Session
from service.identity.models import Organization
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.initiatives.models import InitiativeTarget
from service.initiatives.queries import targets_by_initiative
from service.nodes.models import Node
from service.nodes.queries import kinds_by_id
from service.nodes.rules import NodeKind
from service.paging.batches import (
    counts_by_parent,
    external_ids,
    pages_by_parent,
    rows_by_external_id,
    rows_by_id,
)
from service.paging.conditions import Condition
from service.paging.nouns import Noun, Relation, Row, Rows
from service.paging.pages import Page, PageRequest, count_of, page_of

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Batch = Callable[[list[Any]], Awaitable[Mapping[Any, Any]]]


class Reads:
    """The reads of one operation. Every batch has a session of its own, in a task of its own."""

    def __init__(self, auditor: Auditor, actor: Actor, now: datetime) -> None:
        self._auditor = auditor
        self._database = auditor.database
        self._actor = actor
        self._now = now
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    def forget(self) -> None:
        """Read anew from here on: something was written."""
        self._loaders = {}

    async def page(self, rows: Rows[Row], noun: Noun[Row], request: PageRequest) -> Page[Row]:
        async with self._database.reading() as session:
            return await page_of(session, rows, noun, request)

    async def count(self, rows: Rows[Row], noun: Noun[Row], condition: Condition) -> int:
        async with self._database.reading() as session:
            return await count_of(session, rows, noun, condition)

    async def page_of_parent(
        self, relation: Relation[Row], parent: UUID, request: PageRequest
    ) -> Page[Row]:
        async def read(session: Session, parents: list[UUID]) -> Mapping[UUID, Page[Row]]:
            return await pages_by_parent(session, self._actor, relation, parents, request)

        return await self._required(("page", relation, request), parent, read)

    async def count_of_parent(self, relation: Relation[Row], parent: UUID) -> int:
        async def read(session: Session, parents: list[UUID]) -> Mapping[UUID, int]:
            return await counts_by_parent(session, self._actor, relation, parents)

        return await self._one(("count", relation), parent, read) or 0

    async def row(self, noun: Noun[Row], row_id: UUID | None) -> Row | None:
        """The row, archived or not; None where the organization has none of that id."""
        if row_id is None:
            return None

        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, Row]:
            return await rows_by_id(session, self._actor, noun, ids)

        return await self._one(("row", noun), row_id, read)

    async def row_called(self, noun: Noun[Row], external_id: str) -> Row | None:
        """The same by the sender's own id."""

        async def read(session: Session, names: list[str]) -> Mapping[str, Row]:
            return await rows_by_external_id(session, self._actor, noun, names)

        return await self._one(("called", noun), external_id, read)

    async def external_id(self, node_id: UUID) -> str | None:
        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, str]:
            return await external_ids(session, self._actor, Node, ids)

        return await self._one("external_id", node_id, read)

    async def kind(self, node_id: UUID) -> NodeKind | None:
        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, NodeKind]:
            return await kinds_by_id(session, self._actor, ids)

        return await self._one("kind", node_id, read)

    async def targets(self, initiative_id: UUID) -> list[InitiativeTarget]:
        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, list[InitiativeTarget]]:
            return await targets_by_initiative(session, self._actor, ids)

        return await self._one("targets", initiative_id, read) or []

    async def organization(self) -> Organization:
        async def read(session: Session, _: list[UUID]) -> Mapping[UUID, Organization]:
            return {self._actor.organization_id: await organization_of(session, self._actor)}

        return await self._required("organization", self._actor.organization_id, read)

    async def today(self) -> date:
        """The day it is in the organization's time zone."""
        return day_in((await self.organization()).timezone, self._now)

    async def line_of_sight(self, node_id: UUID, max_paths: int) -> LineOfSight:
        """Of one of the organization's own nodes, as of today."""
        today = await self.today()

        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, LineOfSight]:
            lines = await lines_of_sight_of(session, self._actor, ids, today, max_paths)
            return dict(zip(ids, lines, strict=True))

        return await self._required(("line_of_sight", max_paths), node_id, read)

    async def records(self) -> OrganizationRecords:
        """The whole organization."""

        async def read(session: Session, _: list[None]) -> Mapping[None, OrganizationRecords]:
            return {None: await organization_records(session, self._actor)}

        return await self._required("records", None, read)

    async def snapshot(self) -> Snapshot:
        """The same as columns."""
        return (await self._stored()).snapshot

    async def _stored(self) -> Stored:
        """The organization's data: of one version, however often the operation asks."""

        async def read(_: list[None]) -> Mapping[None, Stored]:
            return {None: await self._auditor.stored(self._actor)}

        return await self._batched("stored", None, read)  # type: ignore[no-any-return] # what the batch gives

    async def work(self, work: Callable[[], Value]) -> Value:
        """What long computing gives, without stalling anybody else."""
        return await self._auditor.work(work)

    async def audit(self, request: AuditRequest) -> AuditReport:
        """An audit of the organization; its computing stalls nobody else."""
        return await self._auditor.report(await self._stored(), request)

    async def _required(
        self,
        name: Hashable,
        key: Key,
        read: Callable[[Session, list[Key]], Awaitable[Mapping[Key, Value]]],
    ) -> Value:
        value = await self._one(name, key, read)
        if value is None:
            raise LookupError(f"{name} of {key} was not read")
        return value

    async def _one(
        self,
        name: Hashable,
        key: Key,
        read: Callable[[Session, list[Key]], Awaitable[Mapping[Key, Value]]],
    ) -> Value | None:
        async def batch(keys: list[Key]) -> Mapping[Key, Value]:
            async with self._database.reading() as session:
                return await read(session, keys)

        value: Value | None = await self._batched(name, key, batch)
        return value

    def _batched(self, name: Hashable, key: Hashable, batch: Batch) -> Awaitable[Any]:
        """The value of the key, read together with all that are asked for at this moment."""
        if name not in self._loaders:

            async def load(keys: list[Any]) -> list[Any]:
                values = await batch(keys)
                return [values.get(key) for key in keys]

            self._loaders[name] = DataLoader(load)
        return self._loaders[name].load(key)
