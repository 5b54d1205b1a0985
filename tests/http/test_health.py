import asyncio

import asyncpg
import httpx
import pytest

from service.app import create_app
from service.errors import Unavailable, UnusableInput
from service.settings import Settings


async def test_a_process_that_answers_is_alive(http: httpx.AsyncClient):
    response = await http.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_it_is_ready_on_a_migrated_database(http: httpx.AsyncClient):
    response = await http.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_a_load_balancer_may_ask_for_the_head_alone(http: httpx.AsyncClient, path: str):
    response = await http.head(path)
    assert (response.status_code, response.content) == (200, b"")


async def test_it_is_not_ready_while_the_schema_is_behind(
    http: httpx.AsyncClient, database_url: str
):
    connection = await asyncpg.connect(database_url)
    (version,) = await connection.fetchrow("SELECT version_num FROM alembic_version")
    await connection.execute("UPDATE alembic_version SET version_num = 'older'")
    try:
        response = await http.get("/health/ready")
    finally:
        await connection.execute("UPDATE alembic_version SET version_num = $1", version)
        await connection.close()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert response.json()["detail"] == (
        "the database is behind this version: run `sightline migrate`"
    )


async def test_an_app_without_a_database_does_not_start(settings: Settings):
    nowhere = "postgresql://someone:secret@127.0.0.1:1/nothing"
    app = create_app(settings.model_copy(update={"database_url": nowhere}))
    with pytest.raises(Unavailable, match="the database cannot be reached"):
        async with app.router.lifespan_context(app):
            await asyncio.sleep(0)


def test_an_address_that_is_no_postgresql_is_refused(settings: Settings):
    with pytest.raises(UnusableInput, match="SIGHTLINE_DATABASE_URL: use postgresql://"):
        create_app(settings.model_copy(update={"database_url": "sqlite://"}))
