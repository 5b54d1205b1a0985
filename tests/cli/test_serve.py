"""`serve`, as its own process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def serving(environment: dict[str, str | None], *options: str) -> Iterator[subprocess.Popen[str]]:
    """A server that is ended with the test, if the test did not do so."""
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", "0", *options],
        cwd=REPOSITORY,
        env=whole(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def whole(environment: dict[str, str | None]) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if name not in environment}
    return known | {name: value for name, value in environment.items() if value is not None}


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().removeprefix("Sightline listens on ").strip()


def command(environment: dict[str, str | None], *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        cwd=REPOSITORY,
        env=whole(environment),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_beside_other_commands_and_stops_the_database_last(
    environment: dict[str, str | None], tmp_path: Path, stop: signal.Signals
):
    postmaster = tmp_path / "data" / "postgres" / "postmaster.pid"
    with serving(environment) as process:
        address = address_of(process)
        command(environment, "organization", "create", "acme")
        token = command(environment, "token", "create", "--organization", "acme", "--name", "t")
        headers = {"Authorization": f"Bearer {token.strip()}"}
        answer = httpx.get(f"{address}/audit", headers=headers, timeout=60).json()
        assert postmaster.exists()
        process.send_signal(stop)
        assert process.wait(timeout=30) == 0
    assert answer["organization"] == "acme"
    assert not postmaster.exists()


def test_several_processes_serve_one_port(environment: dict[str, str | None], database_url: str):
    environment = environment | {
        "SIGHTLINE_DATABASE_URL": database_url,
        "SIGHTLINE_LOG_FORMAT": "json",
    }
    with serving(environment, "--workers", "2") as process:
        answer = httpx.get(f"{address_of(process)}/health/ready", timeout=60)
        process.terminate()
        _, log = process.communicate(timeout=30)
    assert answer.json() == {"status": "ok"}
    assert process.returncode == 0
    assert '"event":"request"' in log
    assert answer.headers["X-Request-ID"] in log


def test_a_port_that_is_taken_is_left_alone(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = run("serve", "--port", str(port))
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        f"error: cannot listen on port {port} of 127.0.0.1: something listens there already;"
        " choose with --host and --port\n"
    )


def test_an_address_that_is_not_ours_is_refused(run):
    ran = run("serve", "--host", "192.0.2.1", "--port", "0")
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        "error: cannot listen on port 0 of 192.0.2.1: Cannot assign requested address;"
        " choose with --host and --port\n"
    )


def test_the_demo_company_comes_with_a_token_that_stays(
    environment: dict[str, str | None], tmp_path: Path
):
    tokens = []
    for _ in range(2):
        with serving(environment, "--demo") as process:
            address = address_of(process)
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            export = next(line for line in lines if line.startswith("export TOKEN="))
            tokens.append(export.removeprefix("export TOKEN=").strip())
            headers = {"Authorization": f"Bearer {tokens[-1]}"}
            audit = httpx.get(f"{address}/audit", headers=headers, timeout=60).json()
            assert audit["organization"] == "Brackenfold"
            assert audit["findings"]
    assert tokens[0] == tokens[1]
    assert (tmp_path / "data" / "demo.token").stat().st_mode & 0o777 == 0o600


def test_a_terminated_command_leaves_by_way_of_its_clean_up(
    environment: dict[str, str | None], tmp_path: Path
):
    pipe = tmp_path / "okrs.yaml"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "audit", str(pipe)], env=whole(environment)
    )
    with pipe.open("wb"):  # opens once the command reads
        process.terminate()
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
