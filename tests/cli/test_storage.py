"""Which database a command works on, and what it says where that cannot be."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import make_url


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    """A database without any table."""
    name = f"empty_{uuid4().hex}"
    _execute(server_url, f"CREATE DATABASE {name}")
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    _execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: str, statement: str) -> None:
    async def work() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(work())


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("migrate",),
        ("migrate", "--check"),
        ("organization", "create", "acme"),
        ("export", "--organization", "acme"),
        ("audit", "--organization", "acme"),
        ("line-of-sight", "kr", "--organization", "acme"),
        ("token", "create", "--organization", "acme", "--name", "n"),
        ("serve", "--port", "0"),
    ],
)
def test_a_database_that_nobody_answers_for_is_named_without_its_password(
    offline, arguments: tuple[str, ...]
):
    ran = offline(*arguments, SIGHTLINE_DATABASE_URL="postgresql://me:hush@127.0.0.1:1/okrs")
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        "error: the database at postgresql://me:***@127.0.0.1:1/okrs cannot be reached:"
        " Connect call failed ('127.0.0.1', 1)\n"
    )


def test_a_database_that_is_not_there_is_named(offline, server_url: str):
    url = make_url(server_url).set(database="nothing").render_as_string(hide_password=False)
    ran = offline("migrate", SIGHTLINE_DATABASE_URL=url)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        f'error: the database at {_shown(url)} cannot be used: database "nothing" does not exist\n'
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("organization", "create", "acme"),
        ("export", "--organization", "acme"),
        ("audit", "--organization", "acme"),
        ("line-of-sight", "kr", "--organization", "acme"),
        ("token", "create", "--organization", "acme", "--name", "n"),
        ("serve", "--port", "0"),
    ],
)
def test_an_external_database_is_never_migrated_by_the_way(
    offline, empty_url: str, arguments: tuple[str, ...]
):
    ran = offline(*arguments, SIGHTLINE_DATABASE_URL=empty_url)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        f"error: the database at {_shown(empty_url)} does not have this version's schema:"
        " run `sightline migrate`\n"
    )


def test_migrate_brings_a_database_to_head_once(offline, empty_url: str):
    behind = offline("migrate", "--check", SIGHTLINE_DATABASE_URL=empty_url)
    first = offline("migrate", SIGHTLINE_DATABASE_URL=empty_url)
    second = offline("migrate", SIGHTLINE_DATABASE_URL=empty_url)
    checked = offline("migrate", "--check", SIGHTLINE_DATABASE_URL=empty_url)
    assert (behind.status, behind.result) == (1, "")
    assert behind.messages == (
        f"the schema of {_shown(empty_url)} is behind: run `sightline migrate`\n"
    )
    assert (first.status, first.result) == (0, "the schema was brought up to date\n")
    assert (second.status, second.result) == (0, "the schema is up to date\n")
    assert (checked.status, checked.result) == (0, "the schema is up to date\n")


def test_a_database_of_a_later_version_is_left_alone(offline, empty_url: str):
    assert offline("migrate", SIGHTLINE_DATABASE_URL=empty_url).status == 0
    _execute(empty_url, "UPDATE alembic_version SET version_num = '2999'")
    ran = offline("migrate", SIGHTLINE_DATABASE_URL=empty_url)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        f"error: the database at {_shown(empty_url)} is not of this version:"
        " Can't locate revision identified by '2999'\n"
    )


def test_the_embedded_database_is_started_migrated_and_stopped(offline, tmp_path: Path):
    first = offline("organization", "create", "acme")
    second = offline("organization", "create", "acme")
    assert (first.status, first.result) == (0, "organization acme was created\n")
    assert (second.status, second.result) == (0, "organization acme exists already\n")
    assert (tmp_path / "data" / "postgres" / "PG_VERSION").exists()
    assert not (tmp_path / "data" / "postgres" / "postmaster.pid").exists()


def test_a_data_directory_that_is_a_file_is_named(offline, tmp_path: Path):
    (tmp_path / "data").write_text("")
    ran = offline("migrate")
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages.startswith("error: ")
    assert str(tmp_path / "data") in ran.messages
