"""What the catalogue of the migrated database promises, read from the catalogue itself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

from migrations.partitions import is_no_part
from service.actor import Role
from service.database import Session
from service.identity.commands import Grant, create_token
from service.models import (
    AuditClock,
    AuditRun,
    EventChain,
    Finding,
    LogCursor,
    ProgressClock,
    RollUpRequest,
    Sight,
    SightClock,
    Waiver,
    metadata,
)
from service.tables import new_id, utc_now
from tests.company import QUARTER, Company

SCOPED = sorted(table for table in metadata.tables if table != "organization")

FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text AS "table", c.confrelid::regclass::text AS target,
       c.conname AS name,
       ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(number, place)
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
              ORDER BY k.place) AS columns
  FROM pg_constraint c
 WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.conparentid = 0
 ORDER BY 1, 3
"""

COPY_ROW = """
INSERT INTO {table} SELECT copy.* FROM {table} t,
    jsonb_populate_record(t, jsonb_build_object('{column}', $1::uuid)) AS copy
 WHERE t.organization_id = $2 LIMIT 1
"""
UPDATE_ROW = """
UPDATE {table} SET {column} = $1 WHERE organization_id = $2
   AND ctid = (SELECT ctid FROM {table} WHERE organization_id = $2
                ORDER BY {column} IS NULL, ctid LIMIT 1)
"""


@dataclass
class ForeignKey:
    table: str
    target: str
    name: str
    columns: list[str]

    @property
    def column(self) -> str:
        """The one column that says which row; the others repeat the organization and the kind."""
        (column,) = (c for c in self.columns if c != "organization_id" and not c.endswith("kind"))
        return column


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that row-level security does not bind."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def fill(company: Company) -> None:
    """At least one row in every table."""
    ada, grace = await company.person("Ada"), await company.person("Grace")
    team = await company.team("Team")
    await company.member(ada, team)
    before, pillar = await company.cycle("Q3"), await company.pillar()
    cycle = await company.cycle("Q4", carried_from_id=before)
    await company.planning_step(cycle)
    kpi = await company.kpi()
    await company.kpi_reading(kpi)
    objective = await company.objective(cycle_id=cycle, team_id=team, owner_id=ada)
    other = await company.objective("Other", carried_from_id=objective)
    was = await company.key_result(other)
    key_result = await company.key_result(objective, owner_id=ada, kpi_id=kpi, carried_from_id=was)
    await company.checkpoint(key_result, QUARTER["ends_on"])
    await company.milestone(key_result)
    wrong = await company.check_in(key_result, author_id=ada)
    await company.check_in(key_result, corrects_id=wrong)
    await company.initiative("Project", key_result, owner_id=ada, team_id=team)
    await company.align(objective, pillar, proposed_by_id=ada, decided_by_id=grace)
    await company.depend(
        objective, other, provider_team_id=team, risk_owner_id=ada, decided_by_id=grace
    )
    await company.review(objective_id=objective, author_id=ada)
    await company.review(cycle_id=cycle, team_id=team)
    webhook = await company.webhook(team_id=team)
    await company.webhook_secret(webhook)
    await company.attempt(await company.delivery(webhook))
    await fill_bookkeeping(company, ada, objective)


async def fill_bookkeeping(company: Company, person: UUID, objective: UUID) -> None:
    own = {"organization_id": company.actor.organization_id}
    ends = {"hash": b"", "anchor_sequence": 0, "anchor_hash": b""}
    async with company.database.writing(company.actor.organization_id) as session:
        grant = Grant("token", Role.VIEWER, person)
        await create_token(session, company.actor, secret_key=b"key", grant=grant)
        session.add(RollUpRequest(**own, objective_id=objective))
        session.add(ProgressClock(**own))
        session.add(EventChain(**own, sequence=1, **ends))
        session.add(LogCursor(**own, consumer="fan_out", sequence=1))
        session.add(Sight(**own, part=0, reach=bytes(256)))
        session.add(SightClock(**own, day=utc_now().date()))
        fill_audits(session, own, person)


def fill_audits(session: Session, own: dict[str, UUID], person: UUID) -> None:
    now = utc_now()
    day = now.date()
    session.add(AuditClock(**own))
    run = {"trigger": "NIGHTLY", "as_of": day, "rule_set": "3", "metrics": None, "counts": None}
    ends = {"sequence": 0, "opened": 1, "resolved": 0, "started_at": now, "finished_at": now}
    session.add(AuditRun(**own, **run, **ends))
    finding = {"fingerprint": "f", "rule": "OBJ001", "severity": "ERROR", "state": "OPEN"}
    said = {"related": [], "message": "", "evidence": {}, "digest": bytes(16)}
    seen = {"first_seen_at": now, "opened_at": now, "opened_run_id": new_id()}
    session.add(Finding(**own, **finding, **said, **seen))
    waiver = {"fingerprint": "f", "rule": "OBJ001", "reason": "Soon", "until": day}
    session.add(Waiver(**own, **waiver, finding_id=new_id(), created_at=now, created_by=person))


async def test_a_foreign_key_refuses_every_row_of_another_organization(
    owner: asyncpg.Connection, company: Company, strange_company: Company
) -> None:
    await fill(company)
    await fill(strange_company)
    keys = [ForeignKey(**dict(row)) for row in await owner.fetch(FOREIGN_KEYS)]
    inner = [key for key in keys if key.target != "organization"]
    assert {key.table for key in keys} == set(SCOPED)
    assert all(key.columns[0] == "organization_id" for key in keys)

    refused = [key.name for key in inner if await refuses(owner, key, company, strange_company)]

    assert refused == [key.name for key in inner]
    assert len(inner) > 30


async def refuses(
    owner: asyncpg.Connection, key: ForeignKey, company: Company, other: Company
) -> bool:
    """Whether pointing a row at its like in the other organization breaks this very key."""
    foreign = await a_row(owner, key, other.actor.organization_id)
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # A copy where it is the row's own key that refers: nothing refers to the copy.
        statement = COPY_ROW if key.column == "id" else UPDATE_ROW
        await owner.execute(
            statement.format(table=key.table, column=key.column),
            foreign,
            company.actor.organization_id,
        )
    except asyncpg.ForeignKeyViolationError as error:
        return error.constraint_name == key.name
    else:
        return False
    finally:
        await transaction.rollback()


async def a_row(owner: asyncpg.Connection, key: ForeignKey, organization_id: UUID) -> UUID:
    """A row of the other organization that the key would take if it were this one's."""
    if key.target == "node":
        return await owner.fetchval(
            f"SELECT {key.column} FROM {key.table} WHERE organization_id = $1", organization_id
        )
    return await owner.fetchval(
        f"SELECT id FROM {key.target} WHERE organization_id = $1", organization_id
    )


async def test_every_table_is_guarded_by_row_level_security(
    owner: asyncpg.Connection,
) -> None:
    rows = await owner.fetch("""
        SELECT c.relname::text AS "table", c.relforcerowsecurity AS forced,
               ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid
                      ORDER BY 1) AS policies
          FROM pg_class c
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
           AND c.relname <> 'alembic_version' AND NOT c.relispartition
    """)
    assert {row["table"] for row in rows} == set(metadata.tables)
    assert {(row["forced"], *row["policies"]) for row in rows} == {(True, "reader", "tenant")}


async def test_nobody_who_serves_comes_at_a_part_of_the_log_past_its_guard(
    owner: asyncpg.Connection,
) -> None:
    parts = await owner.fetch("""
        SELECT c.relname::text AS name,
               has_table_privilege('sightline_tenant', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
               OR has_table_privilege('sightline_reader', c.oid, 'SELECT') AS is_open
          FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
         WHERE i.inhparent = 'event'::regclass
    """)
    assert "event_default" in {part["name"] for part in parts}
    assert len(parts) > 2
    assert not any(part["is_open"] for part in parts)


@pytest.mark.parametrize("change", ["UPDATE event SET type = 'x'", "DELETE FROM event"])
async def test_what_is_in_the_log_stays(change: str, company: Company) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with company.database.writing(company.actor.organization_id) as session:
            await session.execute(text(change))


async def test_the_models_and_the_migrations_say_the_same(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        opts = {"include_name": is_no_part}
        return compare_metadata(MigrationContext.configure(connection, opts=opts), metadata)

    engine = create_async_engine(database_url.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    assert found == []


async def test_every_reference_has_an_index(owner: asyncpg.Connection) -> None:
    indexes = await owner.fetch("""
        SELECT i.indrelid::regclass::text AS "table",
               ARRAY(SELECT a.attname::text
                       FROM unnest(i.indkey) WITH ORDINALITY AS k(number, place)
                       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
                      ORDER BY k.place) AS columns
          FROM pg_index i
    """)
    leading = {(row["table"], *row["columns"][:2]) for row in indexes}
    keys = [ForeignKey(**dict(row)) for row in await owner.fetch(FOREIGN_KEYS)]
    missing = [
        key.name
        for key in keys
        if key.target != "organization"
        and (key.table, "organization_id", key.column) not in leading
    ]
    assert missing == []
