"""An organization in which every column holds something, and sometimes nothing."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Numeric, inspect
from sqlmodel import AutoString, SQLModel

from service.actor import Actor
from service.database import Database
from service.events.catalogue import EventType
from service.models import (
    Alignment,
    AuditRun,
    CheckIn,
    Checkpoint,
    Cycle,
    Dependency,
    Event,
    Finding,
    Initiative,
    InitiativeTarget,
    KeyResult,
    Kpi,
    KpiReading,
    Membership,
    Milestone,
    Node,
    Objective,
    Person,
    PlanningStep,
    Review,
    StrategyElement,
    Team,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
    WebhookSecret,
)
from service.nodes.rules import NodeKind
from service.progress.status import StatusRule
from service.tables import new_id

TEXTS = ("Grow", "grow", "Éclair", 'say "so" \\ here', "two\nlines", "50 %", "a_b", "日本", "")
DECIMALS = tuple(
    map(Decimal, ("0", "1", "0.30", "20.000", "-3.5", "1e3", "12345678901234567890.5"))
)
DATES = (date(2026, 1, 1), date(2026, 10, 1), date(2026, 12, 31))
MOMENTS = (
    datetime(2026, 10, 1, 12, 30, tzinfo=UTC),
    datetime(2026, 10, 1, 12, 30, 0, 120_000, tzinfo=UTC),
    datetime(2026, 11, 5, 23, 59, 59, 999_999, tzinfo=UTC),
)
_OURS = {"organization_id", "id", "version", "external_system", "created_by", "updated_by"}
_KIND_BY_TABLE = {
    StrategyElement: NodeKind.STRATEGY_ELEMENT,
    Objective: NodeKind.OBJECTIVE,
    KeyResult: NodeKind.KEY_RESULT,
    Initiative: NodeKind.INITIATIVE,
}


async def fill(database: Database, actor: Actor, seed: int, times: int = 1) -> None:
    """The same rows for the same seed, but for their ids; so many times as many."""
    rows = _Rows(actor.organization_id, Random(seed), times)  # noqa: S311 - no secret
    async with database.writing(actor.organization_id) as session:
        for batch in rows.batches():
            session.add_all(batch)
            await session.flush()


class _Rows:
    def __init__(self, organization_id: UUID, random: Random, times: int) -> None:
        self._organization_id = organization_id
        self._random = random
        self._times = times
        self._ids: dict[type[SQLModel], list[UUID]] = {}
        self._made: list[SQLModel] = []
        self._number = 0

    def batches(self) -> list[list[SQLModel]]:
        random = self._random
        made = [self._many(Person, 7, manager_id=self._earlier(Person))]
        made.append(self._many(Team, 5, parent_id=self._earlier(Team)))
        ancestors = {"parent_id": self._earlier(Cycle), "carried_from_id": self._earlier(Cycle)}
        made.append(self._many(Cycle, 4, **ancestors))
        made.append(self._many(PlanningStep, 9, cycle_id=lambda: random.choice(self._ids[Cycle])))
        made.append(self._many(Kpi, 5))
        made.append(self._readings())
        pairs = [(person, team) for person in self._ids[Person] for team in self._ids[Team]]
        made.append(
            [
                self._row(Membership, person_id=person, team_id=team)
                for person, team in random.sample(pairs, 9 * self._times)
            ]
        )
        made += self._nodes(StrategyElement, 5, parent_id=self._earlier(StrategyElement))
        made += self._nodes(
            Objective,
            11,
            carried_from_id=self._earlier(Objective),
            cycle_id=self._some(Cycle),
            team_id=self._some(Team),
            owner_id=self._some(Person),
        )
        made += self._nodes(
            KeyResult,
            19,
            carried_from_id=self._earlier(KeyResult),
            objective_id=lambda: random.choice(self._ids[Objective][: 6 * self._times]),
            owner_id=self._some(Person),
            kpi_id=self._some(Kpi),
        )
        made += self._nodes(Initiative, 7, owner_id=self._some(Person), team_id=self._some(Team))
        made += [self._targets(), self._alignments(), self._dependencies(), self._check_ins()]
        made += [self._corrections(), self._checkpoints(), self._milestones()]
        return [*made, self._reviews(), self._events(), *self._webhooks(), *self._findings()]

    def _nodes(self, table: type[SQLModel], count: int, **values: Any) -> list[list[SQLModel]]:
        rows = self._many(table, count, **values)
        kind = _KIND_BY_TABLE[table].value
        nodes: list[SQLModel] = [
            Node(
                organization_id=self._organization_id,
                id=row.id,  # type: ignore[attr-defined] # every noun has one
                kind=kind,
                external_id=self._external_id(),
            )
            for row in rows
        ]
        return [nodes, rows]

    def _many(self, table: type[SQLModel], count: int, **values: Any) -> list[SQLModel]:
        return [
            self._row(table, **{name: value() for name, value in values.items()})
            for _ in range(count * self._times)
        ]

    def _row(self, table: type[SQLModel], **values: Any) -> Any:
        id_ = new_id()
        own = {"organization_id": self._organization_id, "id": id_}
        if table in _KIND_BY_TABLE:
            values["kind"] = _KIND_BY_TABLE[table].value
        for column in inspect(table).local_table.columns:
            if column.name not in _OURS | set(values) and not column.name.endswith("_id"):
                values[column.name] = self._value(column)
        if "external_id" in inspect(table).local_table.c:
            values["external_id"] = self._external_id()
        self._ids.setdefault(table, []).append(id_)
        row = table(**own, **values)
        self._made.append(row)
        return row

    def _value(self, column: Column[Any]) -> Any:
        random = self._random
        if column.name == "archived_at":
            return random.choice(MOMENTS) if random.random() < 0.12 else None
        if column.nullable and random.random() < 0.4:
            return None
        members = _members(column)
        if members:
            return random.choice(members)
        if isinstance(column.type, Numeric):
            return (
                abs(random.choice(DECIMALS)) if column.name == "weight" else random.choice(DECIMALS)
            )
        choices: dict[type, Sequence[Any]] = {
            str: TEXTS[:-1] if column.name in ("title", "name") else TEXTS,
            int: range(11),
            bool: (True, False),
            date: DATES,
            datetime: MOMENTS,
        }
        python_type = str if isinstance(column.type, AutoString) else column.type.python_type
        return random.choice(choices[python_type])

    def _external_id(self) -> str | None:
        self._number += 1
        return None if self._random.random() < 0.3 else f"X-{self._number}"

    def _earlier(self, table: type[SQLModel]) -> Any:
        def choose() -> UUID | None:
            return self._random.choice([None, *self._ids.get(table, [])])

        return choose

    _some = _earlier

    def _readings(self) -> list[SQLModel]:
        return [
            self._row(KpiReading, kpi_id=kpi, at=MOMENTS[0] + timedelta(hours=number))
            for kpi in self._ids[Kpi][: 2 * self._times]
            for number in range(6)
        ]

    def _ends(self, *tables: type[SQLModel]) -> list[tuple[UUID, str]]:
        return [(id_, _KIND_BY_TABLE[table].value) for table in tables for id_ in self._ids[table]]

    def _targets(self) -> list[SQLModel]:
        ends = self._ends(Objective, KeyResult)
        return [
            InitiativeTarget(
                organization_id=self._organization_id,
                initiative_id=initiative,
                target_id=target,
                target_kind=kind,
                position=self._random.randrange(3),
            )
            for initiative in self._ids[Initiative]
            for target, kind in self._random.sample(ends, self._random.randrange(4))
        ]

    def _alignments(self) -> list[SQLModel]:
        """From later to earlier nodes: without a circle."""
        ends = self._ends(StrategyElement, Objective, KeyResult)
        pairs = [
            (child, parent)
            for at, child in enumerate(ends)
            for parent in ends[:at]
            if child[1] != NodeKind.STRATEGY_ELEMENT.value
        ]
        children: set[UUID] = set()
        rows = []
        for (child, child_kind), (parent, parent_kind) in self._random.sample(
            pairs, 24 * self._times
        ):
            rows.append(
                self._row(
                    Alignment,
                    child_id=child,
                    child_kind=child_kind,
                    parent_id=parent,
                    parent_kind=parent_kind,
                    is_primary=child not in children,
                    allocation=self._random.choice((None, Decimal("0.50"), Decimal(1))),
                    proposed_by_id=self._some(Person)(),
                    decided_by_id=self._some(Person)(),
                )
            )
            children.add(child)
        return rows

    def _dependencies(self) -> list[SQLModel]:
        ends = self._ends(Objective, KeyResult)
        pairs = [(one, other) for one in ends for other in ends if one != other]
        return [
            self._row(
                Dependency,
                from_id=one[0],
                from_kind=one[1],
                to_id=other[0],
                to_kind=other[1],
                provider_team_id=self._some(Team)(),
                risk_owner_id=self._some(Person)(),
            )
            for one, other in self._random.sample(pairs, 14 * self._times)
        ]

    def _check_ins(self) -> list[SQLModel]:
        return [
            self._row(
                CheckIn,
                key_result_id=self._random.choice(self._ids[KeyResult][: 5 * self._times]),
                author_id=self._some(Person)(),
            )
            for _ in range(21 * self._times)
        ]

    def _corrections(self) -> list[SQLModel]:
        """Of some check-ins, and of some corrections: of the same key result, each at most once."""
        said = [row for row in self._made if isinstance(row, CheckIn)]
        once = self._random.sample(said, 6 * self._times)
        rows = [self._correction(one) for one in once]
        return [*rows, *(self._correction(one) for one in rows[: 2 * self._times])]

    def _correction(self, corrected: CheckIn) -> Any:
        ids = {"key_result_id": corrected.key_result_id, "corrects_id": corrected.id}
        return self._row(CheckIn, **ids)

    def _checkpoints(self) -> list[SQLModel]:
        return [
            self._row(Checkpoint, key_result_id=key_result, day=day)
            for key_result in self._ids[KeyResult][: 4 * self._times]
            for day in DATES
        ]

    def _milestones(self) -> list[SQLModel]:
        return [
            self._row(Milestone, key_result_id=key_result)
            for key_result in self._ids[KeyResult][: 4 * self._times]
            for _ in range(3)
        ]

    def _events(self) -> list[SQLModel]:
        """With numbers, but for the last."""
        random, some = self._random, self._ids
        return [
            self._row(
                Event,
                sequence=None if place == 12 * self._times - 1 else place + 1,
                position=place,
                type=random.choice([*EventType]).value,
                subject_kind="objective",
                subject_id=random.choice(some[Objective]),
                actor_person_id=self._some(Person)(),
                cause_id=self._earlier(Event)(),
                changes={"title": [None, random.choice(TEXTS)]},
                details=random.choice([None, {"count": 2}]),
                hash=bytes([place % 256]),
            )
            for place in range(12 * self._times)
        ]

    def _reviews(self) -> list[SQLModel]:
        """Half of them of objectives, the others of cycles."""
        choice, some = self._random.choice, self._ids
        subjects: list[dict[str, Any]] = [
            {"objective_id": choice(some[Objective][: 3 * self._times])}
            if place % 2
            else {"cycle_id": choice(some[Cycle]), "team_id": self._some(Team)()}
            for place in range(12 * self._times)
        ]
        return [self._row(Review, author_id=self._some(Person)(), **one) for one in subjects]

    def _findings(self) -> list[list[SQLModel]]:
        some, choice = self._ids, self._random.choice
        resolved = {"state": "RESOLVED", "resolved_at": MOMENTS[0]}
        states = [{"state": "OPEN", "resolved_at": None}, {"state": "WAIVED", "resolved_at": None}]
        run = {"score": 50.0, "metrics": None, "counts": [], "trigger": "NIGHTLY"}
        findings: list[SQLModel] = [
            self._row(
                Finding,
                fingerprint=f"{place:064x}",
                subject_kind="objective",
                subject_id=choice(some[Objective]),
                related=[],
                evidence={},
                digest=bytes(16),
                opened_run_id=new_id(),
                **choice([*states, resolved]),
            )
            for place in range(13 * self._times)
        ]
        return [findings, [self._row(AuditRun, **run) for _ in range(4 * self._times)]]

    def _webhooks(self) -> list[list[SQLModel]]:
        some, choice = self._ids, self._random.choice
        known = {"event_types": ["*"], "headers": {"X-A": "1"}, "max_in_flight": 3}
        webhooks: list[SQLModel] = [
            self._row(Webhook, team_id=self._some(Team)(), rate_per_second=5, **known)
            for _ in range(5 * self._times)
        ]
        secrets = self._many(
            WebhookSecret,
            6,
            webhook_id=lambda: choice(some[Webhook][: 2 * self._times]),
            secret=bytes,
        )
        deliveries = self._many(
            WebhookDelivery,
            12,
            webhook_id=lambda: choice(some[Webhook][: 3 * self._times]),
            event_id=new_id,
            subject_id=new_id,
            kind=lambda: "REDELIVERY",
            lease_token=lambda: None,
        )
        ids = some[WebhookDelivery][: 4 * self._times]
        return [
            webhooks,
            secrets,
            deliveries,
            self._many(WebhookAttempt, 9, delivery_id=lambda: choice(ids)),
        ]


def _members(column: Column[Any]) -> list[str]:
    """The words that a CHECK allows, or the code alone."""
    if column.name == "status_rule":
        return [*StatusRule]
    for constraint in column.table.constraints:
        text = str(constraint.sqltext) if isinstance(constraint, CheckConstraint) else ""
        if re.match(rf"\W*{column.name}\W* IN\b", text):
            return re.findall(r"'(\w+)'", text)
    return []
