"""Every number of an organization computed anew from what is recorded, and compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import TextClause

from service.database import Database, Session
from service.errors import Invalid
from service.progress.combining import Share, combine
from service.progress.rules import ProgressDriver
from service.progress.settings import ProgressSettings, progress_settings
from service.rollup.verifying.graph import OBJECTIVE, Graph, Nodes
from service.rollup.verifying.recomputing import (
    Rules,
    Values,
    key_result_values,
    objective_values,
)
from service.rollup.verifying.records import Records, Row, records_of
from service.rollup.verifying.statements import EDGES, NODES, ORGANIZATION, PENDING
from service.rollup.verifying.values import Ratios

# Nodes whose records are looked at together, and rows of the graph that are fetched together.
_AT_ONCE = 1_000
_FETCHED = 10_000
_MOST_TOLD = 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is not what it should be.

    Attributes:
        kind: `objective` or `key_result`.
        key: its external id, where it has one.
        field: the column.
    """

    kind: str
    id: UUID
    key: str | None
    field: str
    stored: Any
    recomputed: Any


@dataclass(slots=True)
class Verification:
    """What was compared.

    Attributes:
        pending: objectives that are still to be computed, by the queue or the calendar: what of
            them differs is no error yet.
        differing: how many numbers differ; of very many, `differences` holds the first ones.
    """

    objectives: int = 0
    key_results: int = 0
    pending: int = 0
    differing: int = 0
    differences: list[Difference] = field(default_factory=list)

    def note(self, found: Iterator[Difference]) -> None:
        for one in found:
            self.differing += 1
            if len(self.differences) < _MOST_TOLD:
                self.differences.append(one)


async def differences(
    database: Database, organization_id: UUID, now: datetime
) -> Sequence[Difference]:
    """Where what is stored is not what the records come to; see `verify`."""
    return (await verify(database, organization_id, now)).differences


async def verify(database: Database, organization_id: UUID, now: datetime) -> Verification:
    """Compare all numbers of live objectives and their live key results, at one moment.

    Each is computed for the day that it is for. In memory is the graph, in arrays; the records are
    read by parts.
    """
    async with database.reading() as session:
        scope = {"organization": organization_id}
        (settled,) = await session.execute(ORGANIZATION, scope)
        rules = Rules(ZoneInfo(settled.timezone), _settings(settled.settings))
        graph = await _graph(session, organization_id, rules.day_of(now))
        pending = await _pending(session, organization_id, graph, turning=settled.turning)
        check = _Check(session, organization_id, rules, graph, rules.day_of(now), pending)
        return await check.run()


async def _graph(session: Session, organization_id: UUID, today: date) -> Graph:
    nodes = Nodes()
    async for row in await _streamed(session, NODES, organization_id):
        nodes.add(row)
    nodes.settle()
    graph = Graph(nodes, today)
    edges: list[Row] = []
    async for row in await _streamed(session, EDGES, organization_id):
        if edges and edges[0].child != row.child:
            graph.add(edges)
            edges = []
        edges.append(row)
    if edges:
        graph.add(edges)
    graph.settle()
    return graph


async def _streamed(session: Session, statement: TextClause, organization_id: UUID) -> Any:  # noqa: ANN401 - rows of any kind
    options = {"yield_per": _FETCHED}
    scope = {"organization": organization_id}
    return await session.stream(statement, scope, execution_options=options)


async def _pending(
    session: Session, organization_id: UUID, graph: Graph, *, turning: bool
) -> set[int]:
    """The rows of objectives that are still to be computed, and of all above them."""
    nodes = graph.nodes
    if turning:
        return set(range(len(nodes.kind)))
    seqs = await session.scalars(PENDING, {"organization": organization_id})
    asked = {row for seq in seqs if (row := nodes.row(seq)) is not None}
    return graph.all_above([*asked, *nodes.members(asked)]) if asked else set()


class _Check:
    """One pass over the graph, children first."""

    def __init__(
        self,
        session: Session,
        organization_id: UUID,
        rules: Rules,
        graph: Graph,
        today: date,
        pending: set[int],
    ) -> None:
        self._session = session
        self._organization_id = organization_id
        self._rules = rules
        self._graph = graph
        self._nodes = graph.nodes
        self._today = today
        self._pending = pending
        self._cyclic: set[int] = set()
        size = len(graph.nodes.kind)
        self._progress, self._expected = Ratios(size), Ratios(size)
        self._found = Verification()

    async def run(self) -> Verification:
        order, self._cyclic = self._graph.order()
        objectives = [row for row in order if self._nodes.kind[row] == OBJECTIVE]
        self._found.objectives = len(objectives)
        self._found.pending = sum(row in self._pending for row in objectives)
        late = [row for row in objectives if self._ends_before_its_key_results(row)]
        for rows, is_late in ((order, False), (late, True)):
            for start in range(0, len(rows), _AT_ONCE):
                await self._look_at(rows[start : start + _AT_ONCE], is_late=is_late)
        return self._found

    def _ends_before_its_key_results(self, row: int) -> bool:
        """Whether key results that it does not wait for follow children: it is compared last."""
        driver = self._nodes.driver(row)
        return driver is ProgressDriver.ALIGNED_CHILDREN and bool(self._nodes.followers(row))

    async def _look_at(self, rows: Sequence[int], *, is_late: bool) -> None:
        ids = sorted({self._nodes.objective_id(row) for row in rows})
        records = await records_of(self._session, self._organization_id, ids)
        row_by_seq = {one.seq: one for group in records.key_results.values() for one in group}
        for row in rows:
            if self._nodes.kind[row] == OBJECTIVE:
                compares = is_late or not self._ends_before_its_key_results(row)
                self._objective(records, row, compares=compares)
            else:
                values = self._key_result(records, row_by_seq[self._nodes.seq[row]], row)
                self._keep(row, values)

    def _objective(self, records: Records, row: int, *, compares: bool) -> None:
        objective = records.objective_by_id[self._nodes.objective_id(row)]
        key_results = [
            (one, self._key_result(records, one, self._row(one.seq)))
            for one in records.key_results.get(objective.id, ())
        ]
        values = objective_values(
            self._rules,
            objective,
            self._nodes.driver(row),
            key_results,
            self._shares(row),
            self._nodes.day(row, self._today),
            is_cyclic=row in self._cyclic,
        )
        self._keep(row, values)
        if compares:
            self._found.key_results += len(key_results)
            if row not in self._pending:
                self._found.note(_compared("objective", objective, values))
                for one, found in key_results:
                    self._found.note(_compared("key_result", one, found))

    def _row(self, seq: int) -> int:
        row = self._nodes.row(seq)
        if row is None:
            raise LookupError(f"node {seq} was not there a moment ago")
        return row

    def _key_result(self, records: Records, one: Row, row: int) -> Values:
        followed = None if row in self._cyclic else combine(self._shares(row)).progress
        day = self._nodes.day(row, self._today)
        return key_result_values(self._rules, records, one, day, followed)

    def _shares(self, row: int) -> list[Share]:
        return [
            Share(weight, self._progress[child], self._expected[child])
            for child, weight in self._graph.below(row)
        ]

    def _keep(self, row: int, values: Values) -> None:
        self._progress[row] = values["progress"]
        self._expected[row] = values["expected"]


def _compared(kind: str, row: Row, values: Values) -> Iterator[Difference]:
    for name, recomputed in values.items():
        stored = getattr(row, name)
        if stored != recomputed:
            yield Difference(kind, row.id, row.external_id, name, stored, recomputed)


def _settings(settings: dict[str, object]) -> ProgressSettings:
    try:
        return progress_settings(settings)
    except Invalid:
        # As numbers are written then: by the defaults.
        return ProgressSettings()
