"""The PostgreSQL inside: one server per data directory, shared by all processes that work on it.

The first process to come starts it, the last to leave stops it. Two locks tell who that is, and the
kernel lets go of them however a process ends: `gate` is held while somebody comes or leaves, so
that only one starts or stops; `users` is held shared while the server is used, so that whoever gets
it alone is alone. A server whose users were all killed goes on, and the next one joins it.

PostgreSQL refuses to run as root, so for root it runs as an ordinary user, who may be unable to
reach a clone below a 0700 home. We widen no folder for that and lend no capability: the server
comes to its data by `/proc/self/cwd`, a working directory that root chose for it, and to its
programs by a copy beside the socket. The copy costs 0.1 s, and only where it is needed.
"""

import fcntl
import os
import secrets
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

from service.embedded.cluster import Cluster, Failed
from service.embedded.postmaster import PATIENCE_S, SOCKET, Postmaster, running
from service.embedded.runtime import new_runtime, programs_of
from service.errors import UnusableInput

_NAME = "sightline"  # of the database and of its owner
_LOG = "server.log"
_PASSWORD = "sightline.password"  # noqa: S105 - the name of a file
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # statements hold what people wrote
    "createrole_self_grant": "set,inherit",  # the owner is no superuser and makes its own roles
}
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@contextmanager
def embedded_server(data_dir: Path, *, fast: bool = False) -> Iterator[str]:
    """Use the server of a data directory, which is made where there is none.

    Args:
        data_dir: where its data is kept, in the folder `postgres`.
        fast: start it without regard for a loss of power; for tests.

    Yields:
        The address of its database, for one who may create databases and roles in it.

    Raises:
        UnusableInput: it cannot be started; the message tells why and ends with its log.
    """
    with _explained(data_dir):
        cluster = Cluster.at(data_dir)
        locks = _Locks.of(data_dir)
        url = _join(cluster, locks, _FAST if fast else {})
    try:
        yield url
    finally:
        _leave(cluster, locks)


@dataclass(frozen=True, slots=True)
class _Locks:
    gate: int
    users: int

    @classmethod
    def of(cls, data_dir: Path) -> Self:
        """Opened once, so that the last user can still lock them in a folder that was removed."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        gate = os.open(data_dir / "postgres.gate", flags, mode=0o600)
        return cls(gate, os.open(data_dir / "postgres.users", flags, mode=0o600))

    @contextmanager
    def passing(self) -> Iterator[None]:
        fcntl.flock(self.gate, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self.gate, fcntl.LOCK_UN)

    def alone(self) -> bool:
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def share(self) -> None:
        fcntl.flock(self.users, fcntl.LOCK_SH)

    def close(self) -> None:
        os.close(self.users)
        os.close(self.gate)


def _join(cluster: Cluster, locks: _Locks, extra: dict[str, str]) -> str:
    try:
        with locks.passing():
            alone = locks.alone()
            locks.share()
            runtime = running(cluster) or _start(cluster, extra, alone=alone)
            password = (cluster.folder / _PASSWORD).read_text()
    except BaseException:
        _leave(cluster, locks)
        raise
    return f"postgresql://{_NAME}:{password}@/{_NAME}?host={quote(str(runtime), safe='/')}"


def _leave(cluster: Cluster, locks: _Locks) -> None:
    try:
        with locks.passing():
            if locks.alone():
                _stop(cluster)
    finally:
        locks.close()


def _start(cluster: Cluster, extra: dict[str, str], *, alone: bool) -> Path:
    runtime = _clear_up(cluster, alone=alone) or new_runtime(cluster)
    try:
        programs = programs_of(cluster, runtime)
        if not (cluster.folder / "PG_VERSION").exists():
            _initialize(cluster, programs)
        _launch(cluster, programs, runtime, _SETTINGS | extra)
    except BaseException:
        if Postmaster.of(cluster) is None:
            shutil.rmtree(runtime, ignore_errors=True)
        raise
    return runtime


def _clear_up(cluster: Cluster, *, alone: bool) -> Path | None:
    """Remove what a killed server left, which stops a new one where its number is taken again.

    Returns:
        Its socket's folder, if still there: its users go on with the new server.
    """
    dead = Postmaster.of(cluster)
    if dead is None:
        return None
    mine = cluster.owns(dead.runtime)
    if not mine and not alone:
        raise Failed("its server runs where this process cannot reach it, in another container?")
    if mine:
        (dead.runtime / SOCKET).unlink(missing_ok=True)
        (dead.runtime / f"{SOCKET}.lock").unlink(missing_ok=True)
    (cluster.folder / "postmaster.pid").unlink()
    return dead.runtime if mine else None


def _initialize(cluster: Cluster, programs: Path) -> None:
    """Make the data folder beside its place, so that it is there entirely or not at all."""
    new = cluster.folder.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    cluster.give(new)
    locale = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
    cluster.run(programs / "initdb", "--username=postgres", "--auth=reject", *locale, folder=new)
    (new / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    password = secrets.token_hex(16)
    said = cluster.run(
        *(programs / "postgres", "--single", "postgres"),
        folder=new,
        text=f"CREATE ROLE {_NAME} LOGIN CREATEDB CREATEROLE BYPASSRLS PASSWORD '{password}'\n"
        f"CREATE DATABASE {_NAME} OWNER {_NAME}\n",
    )
    if "ERROR" in said:
        raise Failed(said)
    (new / _PASSWORD).touch(mode=0o600)
    cluster.give(new / _PASSWORD).write_text(password)
    new.rename(cluster.folder)


def _launch(cluster: Cluster, programs: Path, runtime: Path, settings: dict[str, str]) -> None:
    log = cluster.folder / _LOG
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    options = [f"--{name}={value}" for name, value in settings.items()]
    try:
        cluster.run(
            *(programs / "pg_ctl", "start", "--wait", f"--timeout={PATIENCE_S}"),
            *("--log", _LOG, "--options", shlex.join([*options, "-k", str(runtime)])),
            folder=cluster.folder,
        )
    except Failed as failure:
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        raise Failed("\n".join([str(failure), *lines[-20:]])) from None


def _stop(cluster: Cluster) -> None:
    postmaster = Postmaster.of(cluster)
    if postmaster is None or not postmaster.lives(cluster):
        return
    stop = ("stop", "--wait", f"--timeout={PATIENCE_S}", "--mode")
    program = programs_of(cluster, postmaster.runtime) / "pg_ctl"
    try:
        cluster.run(program, *stop, "fast", folder=cluster.folder)
    except Failed:  # still writing; what it has not written it reads from its log at the next start
        cluster.run(program, *stop, "immediate", folder=cluster.folder)
    shutil.rmtree(postmaster.runtime, ignore_errors=True)


@contextmanager
def _explained(data_dir: Path) -> Iterator[None]:
    """Say which data directory, why, and what to do instead."""
    try:
        yield
    except Failed as failure:
        raise UnusableInput(
            f"the embedded PostgreSQL in {data_dir} does not start: {failure}"
        ) from None
    except PermissionError as error:
        raise UnusableInput(
            f"the data directory {data_dir} belongs to another user ({error}):"
            " run as its owner, or name another in SIGHTLINE_DATA_DIR"
        ) from error
    except OSError as error:
        raise UnusableInput(f"the data directory {data_dir} cannot be used: {error}") from error
