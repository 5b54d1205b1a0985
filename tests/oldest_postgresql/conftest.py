"""The oldest PostgreSQL that we promise to work with, where its programs are installed."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest

from tests.conftest import ensure_template, execute, named

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
# PostgreSQL refuses to run as root; Debian's package brings this user.
USER = "postgres" if os.geteuid() == 0 else None


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A server of this worker's own, behind a socket in a folder of its own."""
    if not (PROGRAMS / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    folder = Path(mkdtemp(prefix="sightline-15-"))
    if USER is not None:
        shutil.chown(folder, USER)
    data = folder / "data"
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
    yield f"postgresql://postgres@/postgres?host={folder}"
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def database_url(server_url: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    template = ensure_template(server_url)
    asyncio.run(execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield named(server_url, name)
    asyncio.run(execute(server_url, f"DROP DATABASE {name} WITH (FORCE)"))


def run(program: str, *arguments: object) -> None:
    command = [PROGRAMS / program, *map(str, arguments)]
    subprocess.run(command, user=USER, cwd="/", check=True, stdout=subprocess.DEVNULL)
