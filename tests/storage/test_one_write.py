"""Commands without a transaction around them: of one organization, unlocked, and written once."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, bindparam, delete, func, select, text, true

from service import one_write
from service.actor import Actor
from service.database import Database, Session
from service.objectives.commands.stored import OBJECTIVES, objectives_with_cycles
from service.one_write import Moved
from service.tables import utc_now
from service.writing.rows import Edit, _locked, _update_and_tell, locked_rows, write_edits
from tests.company import Company, events_of

Work = Callable[[Session], Awaitable[Any]]

_SETTING = text("SELECT current_setting('app.organization_id', true)")


def renaming(
    actor: Actor, row_id: UUID, title: str, table: Table = OBJECTIVES, of: Actor | None = None
) -> Work:
    """Reads a row, of another organization perhaps, and gives it a title."""

    async def work(session: Session) -> str:
        scope = of or actor
        found = await locked_rows(session, scope, table, [row_id], objectives_with_cycles())
        edits = [Edit(row, {"title": title}, {}) for row in found.values()]
        await write_edits(session, scope, table, edits, utc_now())
        return ", ".join(row["title"] for row in found.values())

    return work


async def titles(company: Company) -> list[str]:
    async with company.database.writing(company.actor.organization_id) as session:
        return list(await session.scalars(select(OBJECTIVES.c.title).order_by("title")))


async def test_what_is_written_is_committed_and_told(
    database: Database, actor: Actor, company: Company
) -> None:
    objective = await company.objective("Old")
    before = await database.writing_once(
        actor.organization_id, renaming(actor, objective, "It's New")
    )
    assert before == "Old"
    assert await titles(company) == ["It's New"]
    (told,) = await events_of(database, actor)
    assert told.changes == {"title": ["Old", "It's New"]}


async def test_what_has_moved_since_it_was_read_stays_and_is_not_told_of(
    database: Database, actor: Actor, company: Company
) -> None:
    objective = await company.objective("Old")

    async def overtaken(session: Session) -> None:
        found = await locked_rows(session, actor, OBJECTIVES, [objective])
        # Nothing is locked, or this would wait for us.
        await database.writing_once(actor.organization_id, renaming(actor, objective, "First"))
        edits = [Edit(found[objective], {"title": "Second"}, {})]
        await write_edits(session, actor, OBJECTIVES, edits, utc_now())

    with pytest.raises(Moved):
        await database.writing_once(actor.organization_id, overtaken)
    assert await titles(company) == ["First"]
    assert len(await events_of(database, actor)) == 1


@pytest.mark.parametrize(
    "statement",
    [select(OBJECTIVES.c.id), delete(OBJECTIVES), text("SELECT pg_advisory_xact_lock(1)")],
    ids=["another read", "another write", "a lock"],
)
async def test_nothing_is_written_where_more_is_to_do(
    database: Database, actor: Actor, company: Company, statement: Any
) -> None:
    objective = await company.objective("Old")

    async def more(session: Session) -> None:
        await renaming(actor, objective, "New")(session)
        await session.execute(statement)

    with pytest.raises(Moved):
        await database.writing_once(actor.organization_id, more)
    assert await titles(company) == ["Old"]
    assert await events_of(database, actor) == []


async def test_no_other_row_goes_unlocked(
    database: Database, actor: Actor, company: Company
) -> None:
    objective = await company.objective("Old")

    async def hold_another(session: Session) -> None:
        await locked_rows(session, actor, OBJECTIVES, [objective])
        await session.execute(select(OBJECTIVES.c.id).with_for_update(read=True))

    with pytest.raises(Moved):
        await database.writing_once(actor.organization_id, hold_another)


async def test_nothing_is_written_where_the_command_fails(
    database: Database, actor: Actor, company: Company
) -> None:
    objective = await company.objective("Old")

    async def fail(session: Session) -> None:
        await renaming(actor, objective, "New")(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.writing_once(actor.organization_id, fail)
    assert await titles(company) == ["Old"]


async def test_the_organization_is_forgotten_with_each_statement(
    database: Database, actor: Actor, company: Company
) -> None:
    objective = await company.objective("Old")
    async with database.transactions.connection() as connection:
        for title in ("New", "Newer"):
            once = one_write.OneWrite(connection, actor.organization_id)
            await renaming(actor, objective, title)(once)  # type: ignore[arg-type]
            await once.finish()
            assert await connection.fetchval(str(_SETTING)) == ""
    assert await titles(company) == ["Newer"]


async def test_row_level_security_stands_behind_what_statements_name(
    database: Database, actor: Actor, strange_company: Company
) -> None:
    theirs = await strange_company.objective("Theirs")
    stranger = strange_company.actor
    read = await database.writing_once(
        actor.organization_id, renaming(actor, theirs, "Taken", of=stranger)
    )
    assert read == ""

    async def unread(session: Session) -> None:
        row = {"id": theirs, "version": 1, "title": "Theirs"}
        edits = [Edit(row, {"title": "Taken"}, {})]
        await write_edits(session, stranger, OBJECTIVES, edits, utc_now())

    with pytest.raises(Moved):
        await database.writing_once(actor.organization_id, unread)
    assert await titles(strange_company) == ["Theirs"]
    assert await events_of(database, stranger) == []


async def test_without_the_organization_in_time_nothing_is_there(
    database: Database, actor: Actor, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if PostgreSQL began with the other side of the join."""
    objective = await company.objective("Old")

    def too_late(statement: Any) -> Any:
        found = statement.cte("found").prefix_with("MATERIALIZED")
        tenant = func.set_config("app.organization_id", bindparam("#tenant"), true())
        return select(found, tenant)

    monkeypatch.setattr(one_write, "_with_tenant", too_late)
    monkeypatch.setattr(one_write, "_ALONE", {})
    read = await database.writing_once(actor.organization_id, renaming(actor, objective, "New"))
    assert read == ""
    assert await titles(company) == ["Old"]


async def test_the_organization_is_always_named_first(
    database: Database, actor: Actor, company: Company
) -> None:
    """However PostgreSQL is made to plan: it is an outer join on nothing."""
    await company.objective("Old")
    given = {
        "#tenant": str(actor.organization_id),
        "organization": actor.organization_id,
        "ids": [],
        "rows": "[]",
        "events": "[]",
    }
    statements = [
        _locked(OBJECTIVES, objectives_with_cycles()),
        _update_and_tell(OBJECTIVES, ("title",)),
    ]
    async with database.transactions.connection() as connection:
        for statement in statements:
            alone = one_write.alone(statement)
            for way in ("tidscan", "nestloop", "hashjoin", "mergejoin", "material", "seqscan"):
                await connection.execute(f"SET enable_{way} = off")
                plan = await plan_of(connection, alone, given)
                top = plan["Plan"]
                assert (top["Node Type"], top["Join Type"]) == ("Nested Loop", "Left")
                sides = [one for one in top["Plans"] if "Subplan Name" not in one]
                assert sides[0]["CTE Name"] == "tenant"
        await connection.execute("RESET ALL")


async def plan_of(connection: Any, alone: Any, given: dict[str, Any]) -> Any:
    arguments = alone.arguments(given)
    (plan,) = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {alone.sql}", *arguments)
    return plan
