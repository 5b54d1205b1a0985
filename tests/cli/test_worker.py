"""The worker beside `serve`, and what commands leave for nobody to compute."""

import asyncio
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import text

from service.database import Database
from service.events.sequencing import number_all
from service.identity.queries import organization_id_by_slug
from tests.cli.test_serve import address_of, serving
from tests.conftest import execute

PATIENCE_S = 60
Answer = TypeVar("Answer")

OKRS = """
organization: Acme
cycles: [{id: c-1, name: Q4, start: 2026-10-01, end: 2026-12-31}]
objectives:
  - {id: o-1, title: The top, cycle: c-1}
  - {id: o-2, title: Below, cycle: c-1, parents: [o-1]}
key_results:
  - {id: k-1, objective: o-2, title: Sell, metric: INCREASE, start: 0, target: 100, current: 40}
"""

# No worker has looked at them.
UNSEEN = "{}: lines of sight of 0 nodes, 0 differences"


@pytest.fixture
def stored(environment: dict[str, str | None], database_url: str) -> dict[str, str | None]:
    return environment | {"SIGHTLINE_DATABASE_URL": database_url}


def test_a_worker_that_dies_is_started_again_and_ends_with_serve(stored: dict[str, str | None]):
    with serving(stored, "--workers", "2") as process:
        address_of(process)
        first = eventually(lambda: workers_of(process.pid))
        assert len(first) == 1
        os.kill(first[0], signal.SIGKILL)
        second = eventually(lambda: set(workers_of(process.pid)) - set(first))
        assert len(second) == 1
        process.terminate()
        _, log = process.communicate(timeout=30)
        assert process.returncode == 0
        assert not any(is_running(pid) for pid in second)
    assert "the worker ended" in log


def test_a_worker_ends_though_serve_is_killed(stored: dict[str, str | None]):
    with serving(stored) as process:
        address_of(process)
        (worker,) = eventually(lambda: workers_of(process.pid))
        process.kill()
        process.wait(timeout=30)
        assert eventually(lambda: not is_running(worker))


def test_serve_goes_without_a_worker_where_it_is_told_to(stored: dict[str, str | None]):
    with serving(stored, "--no-worker") as process:
        address_of(process)
        assert workers_of(process.pid) == []


def test_an_import_leaves_nothing_to_be_computed(run, slug: str, tmp_path: Path, in_database):
    (tmp_path / "okrs.yaml").write_text(OKRS)
    assert run("import", tmp_path / "okrs.yaml", "--organization", slug).status == 0
    ran = run("verify", "--organization", slug)
    assert (ran.status, ran.messages) == (0, "")
    assert ran.result == (
        f"{slug}: 2 objectives, 1 key results, 0 differences\n"
        f"{slug}: 0 events in the log, 7 more still to be numbered, 0 breaks\n"
        f"{UNSEEN.format(slug)}\n"
    )
    assert in_database(progress_of(slug)) == [("o-1", "0.4"), ("o-2", "0.4")]


def test_verify_finds_a_number_that_was_tampered_with(run, slug: str, tmp_path: Path, in_database):
    (tmp_path / "okrs.yaml").write_text(OKRS)
    run("import", tmp_path / "okrs.yaml", "--organization", slug)
    in_database(tampering(slug))
    ran = run("verify", "--organization", slug)
    assert ran.status == 1
    assert ran.result == (
        f"{slug}: 2 objectives, 1 key results, 1 differences\n"
        "  objective o-1: progress is stored as 0.9, recomputed as 0.4\n"
        f"{slug}: 0 events in the log, 7 more still to be numbered, 0 breaks\n"
        f"{UNSEEN.format(slug)}\n"
    )
    every = run("verify")
    assert every.status == 1
    assert ran.result in every.result


def test_verify_finds_an_event_that_was_tampered_with(
    run, slug: str, tmp_path: Path, in_database, database_url: str
):
    (tmp_path / "okrs.yaml").write_text(OKRS)
    run("import", tmp_path / "okrs.yaml", "--organization", slug)
    organization_id = in_database(numbered(slug))
    sound = run("verify", "--organization", slug)
    assert (sound.status, sound.result.splitlines()[1:]) == (
        0,
        [f"{slug}: 7 events in the log, 0 breaks", UNSEEN.format(slug)],
    )
    forged = (
        "UPDATE event SET actor_person_id = '{0}' WHERE organization_id = '{0}' AND sequence = 2"
    )
    asyncio.run(execute(database_url, forged.format(organization_id)))
    ran = run("verify", "--organization", slug)
    assert ran.status == 1
    assert ran.result.splitlines()[1:] == [
        f"{slug}: 7 events in the log, 1 breaks",
        "  event 2: it or what stands before it was changed",
        UNSEEN.format(slug),
    ]


def test_verify_knows_which_organizations_there_are(run):
    ran = run("verify", "--organization", "nobody")
    assert (ran.status, ran.result) == (2, "")
    assert "there is no organization 'nobody'" in ran.messages


def test_a_worker_needs_a_database_of_this_version(run, server_url: str):
    ran = run("worker", SIGHTLINE_DATABASE_URL=server_url)
    assert (ran.status, ran.result) == (2, "")
    assert "does not have this version's schema" in ran.messages


def progress_of(slug: str):
    async def work(database: Database) -> list[tuple[str, str]]:
        async with database.reading() as session:
            rows = await session.execute(
                text(
                    "SELECT n.external_id, trim_scale(o.progress)::text FROM objective o"
                    " JOIN node n ON n.id = o.id JOIN organization g ON g.id = o.organization_id"
                    " WHERE g.slug = :slug ORDER BY 1"
                ),
                {"slug": slug},
            )
            return [tuple(row) for row in rows]

    return work


def numbered(slug: str):
    """Has its events numbered; answers whose they are."""

    async def work(database: Database) -> UUID:
        async with database.reading() as session:
            found = await organization_id_by_slug(session, slug)
        await number_all(database, found)
        return found

    return work


def tampering(slug: str):
    async def work(database: Database) -> None:
        async with database.reading() as session:
            found = await organization_id_by_slug(session, slug)
        async with database.writing(found) as session:
            await session.execute(
                text(
                    "UPDATE objective o SET progress = 0.9 FROM node n"
                    " WHERE n.organization_id = :id AND n.id = o.id AND n.external_id = 'o-1'"
                ),
                {"id": found},
            )

    return work


def workers_of(pid: int) -> list[int]:
    """The worker processes that a process has started."""
    found = subprocess.run(
        ["ps", "--no-headers", "-o", "pid,args", "--ppid", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return [int(one) for one in re.findall(r"^ *(\d+) .* worker ", found, re.MULTILINE)]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def eventually(found: Callable[[], Answer]) -> Answer:
    """What another process brings about."""
    ends = time.monotonic() + PATIENCE_S
    while not (answer := found()):
        assert time.monotonic() < ends
        time.sleep(0.05)
    return answer
