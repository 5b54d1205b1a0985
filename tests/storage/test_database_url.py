"""The address of a database, as its owner writes it, is understood by all that connect."""

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from service.database import Database
from service.database_url import check_url, driver_url
from service.events.parts import make_parts
from service.tables import new_id, utc_now


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgres://a:b%40c@h:5/d?sslmode=require", "postgresql://a:b%40c@h:5/d?sslmode=require"),
        ("postgresql+asyncpg://h/d?ssl=disable", "postgresql://h/d?sslmode=disable"),
        ("postgresql:///d?host=%2Frun", "postgresql:///d?host=%2Frun"),
    ],
)
def test_the_driver_reads_what_was_written(written: str, read: str) -> None:
    assert driver_url(check_url(written)) == read


async def test_every_connection_takes_what_is_said_of_encryption(database_url: str) -> None:
    written = make_url(database_url).update_query_dict({"sslmode": "prefer"})
    url = check_url(written.render_as_string(hide_password=False))
    database = Database(url, pool_size=1)
    await database.open()
    try:
        assert await database.statements.json("SELECT '1'::json", ()) == b"1"
        async with database.writing_lightly(new_id()) as transaction:
            assert await transaction.scalar(text("SELECT 1")) == 1
        async with database.reading() as session:
            assert await session.scalar(text("SELECT 1")) == 1
        lone = await database.alone()
        assert await lone.fetchval("SELECT 1") == 1
        await lone.close()
        assert await make_parts(url, utc_now()) == []
    finally:
        await database.close()
