"""The rules of the house that no linter knows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.sources import (
    calls,
    ends_a_transaction,
    files,
    opens_a_session,
    program_files,
    read,
    reads_the_clock,
)

VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "shared"}

Rule = Callable[[str], bool]


def offenders(rule: Rule, allowed: set[str]) -> list[str]:
    return [
        f"{file}: {call}"
        for file in program_files()
        if str(file) not in allowed
        for call in calls(read(file))
        if rule(call)
    ]


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {str(file): len(read(file).splitlines()) for file in program_files()}
    assert {file: length for file, length in lengths.items() if length > 300} == {}
    assert len(lengths) > 50


def test_every_module_is_named_after_what_it_holds() -> None:
    every = files("service/*.py", "schema/*.py", "benchmarks/*.py", "tests/*.py")
    assert [file for file in every if VAGUE & {*file.with_suffix("").parts}] == []


def test_every_folder_of_the_program_is_a_package() -> None:
    folders = {file.parent for file in program_files()}
    assert [
        folder for folder in folders if Path(folder, "__init__.py") not in program_files()
    ] == []


def test_only_the_database_ends_transactions() -> None:
    assert offenders(ends_a_transaction, {"service/database.py"}) == []


def test_only_the_database_and_the_migrations_open_sessions_and_connections() -> None:
    assert (
        offenders(
            opens_a_session,
            {
                "service/database.py",
                "service/events/parts.py",
                "service/migration.py",
                "service/statements.py",
                "service/transactions.py",
            },
        )
        == []
    )


def test_only_the_tables_read_the_clock() -> None:
    assert offenders(reads_the_clock, {"service/tables.py"}) == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (ends_a_transaction, "session.commit()"),
        (ends_a_transaction, "await self.session.rollback()"),
        (ends_a_transaction, "(await session.connection()).commit()"),
        (opens_a_session, "AsyncSession(engine)"),
        (opens_a_session, "sqlalchemy.ext.asyncio.create_async_engine(url)"),
        (opens_a_session, "asyncpg.connect(url)"),
        (reads_the_clock, "datetime.now(UTC)"),
        (reads_the_clock, "datetime.datetime.now(UTC)"),
        (reads_the_clock, "date.today()"),
        (reads_the_clock, "time.time()"),
    ],
)
def test_each_rule_notices_what_it_forbids(rule: Rule, source: str) -> None:
    tree = source if "await" not in source else f"async def f(): {source}"
    assert any(rule(call) for call in calls(tree))
