"""Months of the log: made ahead, filled from what waited, let go when their time is over."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from service.actor import Actor
from service.database import Database
from service.errors import Conflict, Gone
from service.events.feed import Consumer, LogEnds, ends_of, move_cursor, page_after
from service.events.parts import (
    drop_parts,
    make_parts,
    month_after,
    month_named,
    month_of,
    part_of,
)
from service.tables import first_id, new_id, utc_now
from service.worker.loops_of_log import Parts
from tests.company import Company
from tests.events.log import Log

MARCH = datetime(2020, 3, 15, tzinfo=UTC)
JUNE = datetime(2020, 6, 10, tzinfo=UTC)

RECORD = """
INSERT INTO event (organization_id, id, type, subject_kind, subject_id, occurred_at, changes)
SELECT $1, $2, 'objective.updated', 'objective', $2, $3, '{}'
"""


@pytest.fixture
async def parts(database: Database, owner: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """The owner, who takes away in the end what the test has made."""
    assert database.guarded
    yield owner
    for name in await there(owner):
        if name.startswith(("event_2019", "event_2020")):
            await owner.execute(f"DROP TABLE {name}")


async def there(owner: asyncpg.Connection) -> set[str]:
    rows = await owner.fetch(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event'::regclass"
    )
    return {row[0] for row in rows}


async def record_at(log: Log, owner: asyncpg.Connection, *days: datetime) -> list[UUID]:
    """An event of each day, in their order."""
    ids = []
    for place, day in enumerate(days):
        ids.append(UUID(int=first_id(day).int + (7 << 76) + place))
        async with owner.transaction():
            await owner.execute("SET LOCAL ROLE sightline_tenant")
            own = str(log.organization_id)
            await owner.execute("SELECT set_config('app.organization_id', $1, true)", own)
            await owner.execute(RECORD, log.organization_id, ids[-1], day)
    return ids


async def part_with(owner: asyncpg.Connection, own_id: UUID) -> str | None:
    for name in await there(owner):
        if await owner.fetchval(f"SELECT count(*) FROM {name} WHERE id = $1", own_id):
            return name
    return None


@pytest.mark.parametrize(
    ("month", "months", "later"),
    [((2026, 11), 1, (2026, 12)), ((2026, 11), 2, (2027, 1)), ((2026, 1), 12, (2027, 1))],
)
def test_months_follow_one_another(
    month: tuple[int, int], months: int, later: tuple[int, int]
) -> None:
    first = datetime(*month, 1, tzinfo=UTC)
    assert month_after(first, months) == datetime(*later, 1, tzinfo=UTC)
    assert month_named(part_of(first)) == first


def test_a_month_begins_in_utc() -> None:
    moment = datetime.fromisoformat("2026-12-01T00:30:00+01:00")
    assert month_of(moment) == datetime(2026, 11, 1, tzinfo=UTC)
    assert month_named("event_default") is None


async def test_this_month_and_the_next_ones_are_made_once(
    parts: asyncpg.Connection, database_url: str
) -> None:
    made = await make_parts(database_url, MARCH)
    assert made == ["event_2020_03", "event_2020_04", "event_2020_05"]
    assert await there(parts) >= set(made)
    assert await make_parts(database_url, MARCH) == []
    assert await make_parts(database_url, datetime(2020, 4, 1, tzinfo=UTC)) == ["event_2020_06"]


async def test_what_waited_among_the_rest_moves_into_its_month(
    parts: asyncpg.Connection, log: Log, database_url: str
) -> None:
    early, late = await record_at(log, parts, MARCH, JUNE)
    await log.number()
    assert await part_with(parts, early) == "event_default"
    await make_parts(database_url, MARCH)
    assert await part_with(parts, early) == "event_2020_03"
    assert await part_with(parts, late) == "event_default"
    (next_,) = await record_at(log, parts, datetime(2020, 4, 2, tzinfo=UTC))
    assert await part_with(parts, next_) == "event_2020_04"
    await log.number()
    found = await log.verified()
    assert (found.events, found.broken) == (4, 0)


async def test_months_are_let_go_with_all_that_came_before_by_number(
    parts: asyncpg.Connection, log: Log, strange_log: Log, database_url: str
) -> None:
    await make_parts(database_url, MARCH)
    days = [datetime(2020, month, 2, tzinfo=UTC) for month in (3, 5, 3, 4, 5)]
    await record_at(log, parts, *days)
    await log.number()
    await strange_log.number()

    gone, kept = await drop_parts(database_url, JUNE, days=30)

    assert (gone, kept) == (["event_2020_03", "event_2020_04"], [])
    assert not {"event_2020_03", "event_2020_04"} & await there(parts)
    assert await ends_of(log.database, log.organization_id) == LogEnds(5, 6)
    # Of May, the event that had its number before those of March stays no longer than they.
    assert [entry.sequence for entry in await log.entries()] == [6]
    found = await log.verified()
    assert (found.events, found.broken) == (1, 0)
    with pytest.raises(Gone, match="events up to 5 are no longer kept"):
        await page_after(log.database, log.organization_id, 4, most=10)
    page = await page_after(log.database, log.organization_id, 5, most=10)
    assert [entry.sequence for entry in page.entries] == [6]
    assert await ends_of(log.database, strange_log.organization_id) == LogEnds(0, 1)
    await log.record("new")
    await log.number()
    assert (await log.verified()).broken == 0


async def test_a_month_with_an_event_without_a_number_stays(
    parts: asyncpg.Connection, log: Log, database_url: str
) -> None:
    await make_parts(database_url, MARCH)
    await record_at(log, parts, MARCH)
    gone, kept = await drop_parts(database_url, JUNE, days=30)
    assert gone == []
    assert [(one.part, one.organization_id) for one in kept] == [
        ("event_2020_03", log.organization_id)
    ]
    await log.number()
    assert (await drop_parts(database_url, JUNE, days=30))[0] == ["event_2020_03", "event_2020_04"]


async def test_a_month_that_somebody_has_not_read_stays(
    parts: asyncpg.Connection, log: Log, database_url: str
) -> None:
    await make_parts(database_url, MARCH)
    await record_at(log, parts, MARCH)
    await log.number()
    for sequence, is_kept in ((1, True), (2, False)):
        async with log.database.writing(log.organization_id) as session:
            await move_cursor(session, log.organization_id, Consumer.FAN_OUT, sequence)
        _, kept = await drop_parts(database_url, JUNE, days=30)
        assert bool(kept) == is_kept


async def test_a_month_that_is_still_to_be_delivered_stays(
    parts: asyncpg.Connection, log: Log, actor: Actor, database: Database, database_url: str
) -> None:
    await make_parts(database_url, MARCH)
    await record_at(log, parts, MARCH)
    await log.number()
    company = Company(database, actor)
    webhook = await company.webhook()
    now = datetime(2020, 3, 16, tzinfo=UTC)
    await company.delivery(webhook, sequence=2, state="PENDING", next_attempt_at=now)
    _, kept = await drop_parts(database_url, JUNE, days=30)
    assert [one.organization_id for one in kept] == [log.organization_id]


async def test_who_reads_the_log_meanwhile_is_not_kept_waiting(
    parts: asyncpg.Connection, log: Log, database_url: str
) -> None:
    await make_parts(database_url, MARCH)
    await record_at(log, parts, MARCH)
    await log.number()
    async with log.database.reading() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("SELECT count(*) FROM event")
        with pytest.raises(Conflict):
            await drop_parts(database_url, JUNE, days=30)
    assert await ends_of(log.database, log.organization_id) == LogEnds(0, 2)
    assert (await drop_parts(database_url, JUNE, days=30))[0] == ["event_2020_03", "event_2020_04"]


async def test_who_does_not_own_the_log_leaves_its_parts_alone(
    parts: asyncpg.Connection, database_url: str
) -> None:
    name = f"guest_{new_id().hex}"
    await parts.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'guest'")
    url = make_url(database_url).set(username=name, password="guest")  # noqa: S106 - of a test
    guest = url.render_as_string(hide_password=False)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await make_parts(guest, MARCH)
        keeper = Parts(guest, days=30)
        assert not await keeper.step()
        assert not await keeper.step()
    finally:
        await parts.execute(f"DROP ROLE {name}")
    assert not await there(parts) & {"event_2020_03"}


async def test_a_worker_keeps_the_parts_of_now(
    parts: asyncpg.Connection, database_url: str
) -> None:
    await Parts(database_url, days=0).step()
    now = month_of(utc_now())
    assert await there(parts) >= {part_of(month_after(now, ahead)) for ahead in range(3)}
