"""How the reads of one operation are executed where Python has a part in the answer.

Rows come by prepared statements, one per field and level, however many objects ask; what Python
computes of them is batched, and done at most once.
"""

from asyncio import gather, to_thread
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import orjson
import strawberry
from strawberry.dataloader import DataLoader

from schema.failures import not_found
from schema.nouns import ALIGNABLE_TYPES
from schema.prepared.labels import KEY, hidden, label_of
from schema.prepared.requests import IDS, Request, place_of
from schema.prepared.selections import ResolveInfo
from service.actor import Actor
from service.alignment.analysis import Analysis, analyze
from service.alignment.line_of_sight import LineOfSight
from service.alignment.queries import lines_of_sight_of
from service.alignment.snapshot import Snapshot
from service.audit.report import AuditReport
from service.auditing.auditor import Auditor, AuditRequest, Stored
from service.database import Session
from service.identity.models import Organization
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.narrative.stories import Story
from service.narrative.telling import cycle_stories, goal_stories
from service.numbers.facts import facts_of
from service.numbers.points import Point, points_of
from service.numbers.telling import Foretold, Told, forecast_of_key_result, told
from service.paging.batches import rows_by_id
from service.paging.nouns import Noun, Row
from service.progress.settings import progress_settings
from service.rituals.queries import CycleStatistics, statistics_of

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Batch = Callable[[list[Any]], Awaitable[Mapping[Any, Any]]]

# A row as graphql-core completes it: its labels, and its hidden columns.
Fetched = dict[str, Any]
# The type and the id of something out of the database.
Reference = tuple[str, UUID]


def key_of(row: Fetched) -> UUID:
    """The id of the row that a field in Python belongs to."""
    return UUID(row[KEY])


def brought(row: Fetched, column: str) -> Any:  # noqa: ANN401 - as JSON has it
    """A column that a field in Python asked for: see `BRINGS`."""
    return row[hidden(column)]


class Reads:
    """The reads of one operation. Every batch has a connection of its own, in a task of its own."""

    def __init__(self, auditor: Auditor, actor: Actor, now: datetime, request: Request) -> None:
        self._auditor = auditor
        self._database = auditor.database
        self._actor = actor
        self._now = now
        self._request = request
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    def forget(self) -> None:
        """Read anew from here on: something was written."""
        self._loaders = {}

    async def root(self, info: ResolveInfo) -> Any:  # noqa: ANN401 - as the field's type says
        """A field of `Query` that a statement reads.

        Raises:
            GraphQLError: an argument names nothing, or makes no sense.
        """
        plan = self._request.root(info)
        arguments = plan.arguments(self._request.values)
        found = orjson.loads(await self._database.statements.json(plan.sql, arguments))
        if found is None:
            raise not_found(f"{' or '.join(plan.refusals)} of this organization")
        return found[label_of(str(info.path.key))]

    async def objects(
        self, info: strawberry.Info[Any, Any], references: Sequence[Reference]
    ) -> list[Any]:
        """What the references name, as the field shows it; None for what is not there."""
        raw: ResolveInfo = info._raw_info  # noqa: SLF001 - Strawberry has no other way to it

        async def batch(keys: list[Reference]) -> Mapping[Reference, Fetched]:
            ids: dict[str, list[UUID]] = {}
            for type_name, key in keys:
                ids.setdefault(type_name, []).append(key)
            return await self._fetched(raw, ids)

        name = ("objects", raw.parent_type.name, place_of(raw))
        return await gather(*(self._batched(name, key, batch) for key in references))

    async def object(self, info: strawberry.Info[Any, Any], reference: Reference) -> Any:  # noqa: ANN401 - see `objects`
        return (await self.objects(info, [reference]))[0]

    async def nodes(self, info: strawberry.Info[Any, Any], ids: Sequence[str]) -> list[Any]:
        """Nodes of the alignment graph by their ids as the graph has them."""
        raw: ResolveInfo = info._raw_info  # noqa: SLF001 - as above

        async def batch(keys: list[UUID]) -> Mapping[UUID, Fetched]:
            # Of every kind: to look up which it is would be one statement more.
            found = await self._fetched(raw, dict.fromkeys(ALIGNABLE_TYPES, keys))
            return {key: row for (_, key), row in found.items()}

        name = ("nodes", raw.parent_type.name, place_of(raw))
        return await gather(*(self._batched(name, UUID(one), batch) for one in ids))

    async def _fetched(
        self, info: ResolveInfo, ids_by_type: Mapping[str, list[UUID]]
    ) -> dict[Reference, Fetched]:
        types = sorted(ids_by_type)
        plan = self._request.objects(info, types)
        given: dict[str | int, Any] = {
            IDS + type_name: ids for type_name, ids in ids_by_type.items()
        }
        arguments = plan.arguments(dict(self._request.values) | given)
        found = orjson.loads(await self._database.statements.json(plan.sql, arguments))
        return {(name, key_of(row)): row for name in types for row in found[name]}

    async def row(self, noun: Noun[Row], row_id: UUID | None) -> Row | None:
        """What an argument names, archived or not; None where the organization has none such."""
        if row_id is None:
            return None

        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, Row]:
            return await rows_by_id(session, self._actor, noun, ids)

        return await self.one(("row", noun), row_id, read)

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

    async def told(self, objective_id: UUID) -> Told | None:
        """All that is known of an objective's numbers; None where it is archived."""

        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, Told]:
            facts = await facts_of(session, self._actor.organization_id, ids)
            return {
                one.id: told(facts, one, self._now)
                for one in facts.objectives.values()
                if not one.archived
            }

        return await self.one("told", objective_id, read)

    async def points(self, key_result_id: UUID) -> Sequence[Point]:
        """The latest values that a key result had from time to time."""

        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, Sequence[Point]]:
            return await points_of(session, self._actor.organization_id, ids, self._now)

        return await self._required("points", key_result_id, read)

    async def foretold(self, objective_id: UUID, key_result_id: UUID) -> Foretold | None:
        """Where a key result of an objective will be; computed beside the loop, all at once."""

        async def batch(keys: list[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Foretold]:
            known = await gather(*(self.told(objective) for objective, _ in keys))
            points = await gather(*(self.points(key_result) for _, key_result in keys))
            return await to_thread(_foretold, keys, known, points)

        found: Foretold | None = await self._batched(
            "foretold", (objective_id, key_result_id), batch
        )
        return found

    async def statistics(self, cycle_id: UUID, team_id: UUID | None) -> CycleStatistics:
        """How far a cycle is; of one team and its parts alone where one is named."""
        settings = progress_settings((await self.organization()).settings)

        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, CycleStatistics]:
            days = settings.cadence_days
            return await statistics_of(session, self._actor, ids, team_id, self._now, days)

        return await self._required(("statistics", team_id), cycle_id, read)

    async def goal_story(self, objective_id: UUID) -> Story | None:
        """What there is to say of an objective; None where it is archived."""
        today = await self.today()

        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, Story]:
            return await goal_stories(session, self._actor, ids, today)

        return await self.one("goal_story", objective_id, read)

    async def cycle_story(self, cycle_id: UUID, team_id: UUID | None) -> Story:
        """What there is to say of a cycle; of one team's part in it where one is named."""
        analysis = await self._analysis(await self.today())
        teams = [team_id] if team_id else []

        async def read(session: Session, ids: list[UUID]) -> Mapping[UUID, Story]:
            return await cycle_stories(session, self._actor, ids, teams, analysis)

        return await self._required(("cycle_story", team_id), cycle_id, read)

    async def _analysis(self, as_of: date) -> Analysis:
        """The whole graph, judged once for the operation."""

        async def read(days: list[date]) -> Mapping[date, Analysis]:
            snapshot = await self.snapshot()
            return {day: await self.work(partial(analyze, snapshot, day)) for day in days}

        return await self._batched("analysis", as_of, read)  # type: ignore[no-any-return] # see `_stored`

    async def snapshot(self) -> Snapshot:
        """The whole organization, as columns."""
        return (await self.stored()).snapshot

    async def stored(self) -> Stored:
        """The organization's data: of one version, however often the operation asks."""

        async def read(_: list[None]) -> Mapping[None, Stored]:
            return {None: await self._auditor.stored(self._actor)}

        return await self._batched("stored", None, read)  # type: ignore[no-any-return] # what the batch gives

    async def work(self, work: Callable[[], Value]) -> Value:
        """What long computing gives, without stalling anybody else."""
        return await self._auditor.work(work)

    async def audit(self, request: AuditRequest) -> AuditReport:
        """An audit of the organization; its computing stalls nobody else."""
        return await self._auditor.report(await self.stored(), request)

    async def _required(
        self,
        name: Hashable,
        key: Key,
        read: Callable[[Session, list[Key]], Awaitable[Mapping[Key, Value]]],
    ) -> Value:
        value = await self.one(name, key, read)
        if value is None:
            raise LookupError(f"{name} of {key} was not read")
        return value

    async def one(
        self,
        name: Hashable,
        key: Key,
        read: Callable[[Session, list[Key]], Awaitable[Mapping[Key, Value]]],
    ) -> Value | None:
        async def batch(keys: list[Key]) -> Mapping[Key, Value]:
            async with self._database.reading() as session:
                return await read(session, keys)

        return await self._batched(name, key, batch)  # type: ignore[no-any-return] # what the batch gives

    def _batched(self, name: Hashable, key: Hashable, batch: Batch) -> Awaitable[Any]:
        """The value of the key, read together with all that are asked for at this moment."""
        if name not in self._loaders:

            async def load(keys: list[Any]) -> list[Any]:
                values = await batch(keys)
                return [values.get(key) for key in keys]

            self._loaders[name] = DataLoader(load)
        return self._loaders[name].load(key)


def _foretold(
    keys: Sequence[tuple[UUID, UUID]], known: Sequence[Told | None], points: Sequence[Any]
) -> dict[tuple[UUID, UUID], Foretold]:
    found = {}
    for key, of, values in zip(keys, known, points, strict=True):
        one = of and of.key_result(key[1])
        forecast = of and one and forecast_of_key_result(of, one, values)
        if forecast:
            found[key] = forecast
    return found
