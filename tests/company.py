"""Rows for tests: an organization grown noun by noun, with what is silent left out."""

from datetime import date
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from service.actor import Actor
from service.database import Database
from service.events.facts import Fact
from service.events.feed import entries_after
from service.events.models import Event
from service.events.record import record
from service.events.sequencing import number_all
from service.findings.rules import finding_id
from service.models import (
    Alignment,
    AuditRun,
    CheckIn,
    Checkpoint,
    Cycle,
    Dependency,
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
    Token,
    Waiver,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
    WebhookSecret,
)
from service.nodes.rules import NodeKind
from service.tables import new_id, utc_now

_SETTLE = text(
    "UPDATE organization SET timezone = :zone, settings = CAST(:settings AS jsonb) WHERE id = :id"
)


class Company:
    """Writes straight to the tables, one transaction a row; every method returns the id."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self.database = database
        self.actor = actor
        self._kind_by_id: dict[UUID, NodeKind] = {}

    async def person(self, name: str = "Ada", **values: Any) -> UUID:
        return await self._add(Person, name=name, **values)

    async def team(self, name: str = "Team", **values: Any) -> UUID:
        return await self._add(Team, name=name, **values)

    async def member(self, person_id: UUID, team_id: UUID, **values: Any) -> UUID:
        return await self._add(Membership, person_id=person_id, team_id=team_id, **values)

    async def cycle(self, name: str = "2026-Q4", **values: Any) -> UUID:
        return await self._add(Cycle, name=name, **values)

    async def planning_step(self, cycle_id: UUID, **values: Any) -> UUID:
        values = {"audience": "TEAMS", **QUARTER, **values}
        return await self._add(PlanningStep, cycle_id=cycle_id, **values)

    async def review(self, **values: Any) -> UUID:
        values = {"kind": "WEEKLY", "held_on": QUARTER["starts_on"], **values}
        return await self._add(Review, **values)

    async def kpi(self, name: str = "Uptime", **values: Any) -> UUID:
        return await self._add(Kpi, name=name, **values)

    async def kpi_reading(self, kpi_id: UUID, value: int = 1, **values: Any) -> UUID:
        values.setdefault("at", utc_now())
        return await self._add(KpiReading, kpi_id=kpi_id, value=value, **values)

    async def webhook(self, url: str = "https://example.com/hook", **values: Any) -> UUID:
        values = {"name": "Hook", "event_types": ["*"], **values}
        return await self._add(Webhook, url=url, **values)

    async def webhook_secret(self, webhook_id: UUID, secret: bytes = b"", **values: Any) -> UUID:
        return await self._add(WebhookSecret, webhook_id=webhook_id, secret=secret, **values)

    async def delivery(self, webhook_id: UUID, **values: Any) -> UUID:
        event = {"event_id": new_id(), "subject_id": new_id(), "type": "team.created"}
        return await self._add(WebhookDelivery, webhook_id=webhook_id, **{**event, **values})

    async def attempt(self, delivery_id: UUID, number: int = 1, **values: Any) -> UUID:
        values = {"started_at": utc_now(), "duration_ms": 1, **values}
        return await self._add(WebhookAttempt, delivery_id=delivery_id, number=number, **values)

    async def finding(self, subject_id: UUID, kind: str = "objective", **values: Any) -> str:
        """The fingerprint of a finding on record."""
        fingerprint = token_bytes(32).hex()
        now = utc_now()
        own = {"id": finding_id(fingerprint), "fingerprint": fingerprint}
        about = {"subject_kind": kind, "subject_id": subject_id, "related": [], "evidence": {}}
        said = {"rule": "OBJ001", "severity": "ERROR", "state": "OPEN", "message": "No owner."}
        seen = {"first_seen_at": now, "opened_at": now, "opened_run_id": new_id()}
        given = {**own, **about, **said, **seen, "digest": bytes(16), **values}
        await self._add(Finding, **given)
        return fingerprint

    async def waiver(self, fingerprint: str, **values: Any) -> UUID:
        now = utc_now()
        of = {"finding_id": finding_id(fingerprint), "fingerprint": fingerprint, "rule": "OBJ001"}
        said = {"reason": "Soon", "until": now.date(), "created_at": now}
        return await self._add(Waiver, **{**of, **said, **values})

    async def audit_run(self, **values: Any) -> UUID:
        now = utc_now()
        times = {"as_of": now.date(), "started_at": now, "finished_at": now}
        counted = {"metrics": None, "counts": [], "sequence": 0, "opened": 0, "resolved": 0}
        given = {"trigger": "NIGHTLY", "rule_set": "3", **times, **counted, **values}
        return await self._add(AuditRun, **given)

    async def settle(self, timezone: str = "UTC", settings: str = "{}") -> None:
        """Set the organization's clock and settings, which are JSON."""
        given = {"zone": timezone, "settings": settings, "id": self.actor.organization_id}
        async with self.database.writing(self.actor.organization_id) as session:
            await session.execute(_SETTLE, given)

    async def pillar(self, title: str = "Pillar", **values: Any) -> UUID:
        values.setdefault("element_kind", "PILLAR")
        return await self._node(StrategyElement, NodeKind.STRATEGY_ELEMENT, title, values)

    async def objective(self, title: str = "Objective", **values: Any) -> UUID:
        return await self._node(Objective, NodeKind.OBJECTIVE, title, values)

    async def key_result(self, objective_id: UUID, title: str = "KR", **values: Any) -> UUID:
        values["objective_id"] = objective_id
        return await self._node(KeyResult, NodeKind.KEY_RESULT, title, values)

    async def check_in(self, key_result_id: UUID, value: int = 1, **values: Any) -> UUID:
        values.setdefault("occurred_at", utc_now())
        return await self._add(CheckIn, key_result_id=key_result_id, value=value, **values)

    async def checkpoint(self, key_result_id: UUID, day: date, value: int = 1) -> UUID:
        return await self._add(Checkpoint, key_result_id=key_result_id, day=day, value=value)

    async def milestone(self, key_result_id: UUID, title: str = "Stage", **values: Any) -> UUID:
        return await self._add(Milestone, key_result_id=key_result_id, title=title, **values)

    async def initiative(self, title: str = "Project", *serves: UUID, **values: Any) -> UUID:
        initiative_id = await self._node(Initiative, NodeKind.INITIATIVE, title, values)
        for target_id in serves:
            async with self.database.writing(self.actor.organization_id) as session:
                session.add(
                    InitiativeTarget(
                        organization_id=self.actor.organization_id,
                        initiative_id=initiative_id,
                        target_id=target_id,
                        target_kind=self._kind_by_id[target_id].value,
                    )
                )
        return initiative_id

    async def align(self, child_id: UUID, parent_id: UUID, **values: Any) -> UUID:
        return await self._add(
            Alignment,
            child_id=child_id,
            child_kind=self._kind_by_id[child_id].value,
            parent_id=parent_id,
            parent_kind=self._kind_by_id[parent_id].value,
            **values,
        )

    async def depend(self, from_id: UUID, to_id: UUID, **values: Any) -> UUID:
        return await self._add(
            Dependency,
            from_id=from_id,
            from_kind=self._kind_by_id[from_id].value,
            to_id=to_id,
            to_kind=self._kind_by_id[to_id].value,
            **values,
        )

    async def cascade(self) -> list[UUID]:
        """Pillar ← company ← department ← team ← individual objective ← key result."""
        chain = [await self.pillar("Delight customers")]
        for level in ("COMPANY", "DEPARTMENT", "TEAM", "INDIVIDUAL"):
            chain.append(await self.objective(f"{level.title()} objective", level=level))
            await self.align(chain[-1], chain[-2], is_primary=True)
        chain.append(await self.key_result(chain[-1], "Reach 100", target=100))
        return chain

    @property
    def ids(self) -> list[UUID]:
        """The nodes made so far, in order."""
        return list(self._kind_by_id)

    async def token(self, name: str = "CI", **values: Any) -> UUID:
        values.setdefault("role", "VIEWER")
        return await self._add(Token, name=name, digest=token_bytes(), **values)

    async def event(self, subject: UUID | None = None, kind: str = "objective") -> UUID:
        """One that has its number, with all before it."""
        fact = Fact(f"{kind}.updated", kind, subject or new_id(), {})
        async with self.database.writing(self.actor.organization_id) as session:
            await record(session, self.actor, fact)
        await number_all(self.database, self.actor.organization_id)
        own = self.actor.organization_id
        (*_, last) = await entries_after(self.database, own, 0, most=1_000)
        return last.id

    async def _node(
        self, table: type[SQLModel], kind: NodeKind, title: str, values: dict[str, Any]
    ) -> UUID:
        id_ = values.pop("id", None) or new_id()
        self._kind_by_id[id_] = kind
        async with self.database.writing(self.actor.organization_id) as session:
            own = {"organization_id": self.actor.organization_id, "id": id_}
            session.add(Node(**own, kind=kind.value, external_id=values.pop("external_id", None)))
            await session.flush()
            session.add(table(**own, title=title, **values))
        return id_

    async def _add(self, table: type[SQLModel], **values: Any) -> UUID:
        row: Any = table(organization_id=self.actor.organization_id, **values)
        async with self.database.writing(self.actor.organization_id) as session:
            session.add(row)
        return row.id


QUARTER = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31)}


async def events_of(database: Database, actor: Actor) -> list[Event]:
    """The facts told of the organization since it was made, in order."""
    async with database.reading() as session:
        rows = await session.scalars(
            select(Event)
            .where(col(Event.organization_id) == actor.organization_id)
            .where(col(Event.type) != "organization.created")
            .order_by(col(Event.id))
        )
        return list(rows)
