"""`sightline serve`: uvicorn in front of the app, the database and a worker beside it."""

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Annotated

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from service.cli.background import worker_beside
from service.cli.demonstration import demo_token
from service.cli.output import result, working
from service.cli.storage import migrated_address
from service.errors import UnusableInput
from service.http.logs import configure_logging
from service.http.request_counts import FOLDER as COUNTS_FOLDER
from service.http.server import PROTOCOLS
from service.long_work import with_database
from service.settings import Settings, read_settings

_BACKLOG = 2048
_GRACE_S = 10
_TRY_IT = """
In another terminal, with an admin's token of the demo company:

export TOKEN={token}
curl -s {address}/graphql -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{{"query": "{{ alignmentAudit {{ score counts {{ rule severity count }} }} }}"}}'
"""
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - shown, not bound


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Where to listen. [SIGHTLINE_HOST]")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="0 takes a free one. [SIGHTLINE_PORT]")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes. [SIGHTLINE_WORKERS]")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="With an example company, and a token for it.")
    ] = False,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="HTTP alone, background work runs elsewhere.")
    ] = False,
) -> None:
    given = {"host": host, "port": port, "workers": workers}
    settings = read_settings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    with (
        _ended_by_signals(),
        _bound_socket(settings.host, settings.port) as listener,
        migrated_address(settings) as url,
    ):
        # The serving processes read their settings from the environment, as anybody's would.
        os.environ["SIGHTLINE_DATABASE_URL"] = url
        token = _demo_token(settings, url) if demo else None
        listener.listen(_BACKLOG)
        _announce(_address(settings.host, listener), token)
        configure_logging(settings.log_format)
        with nullcontext() if no_worker else worker_beside():
            _run(settings, listener)


def _demo_token(settings: Settings, url: str) -> str:
    with working("Preparing the demo company"):
        return asyncio.run(with_database(url, lambda database: demo_token(database, settings)))


def _run(settings: Settings, listener: socket.socket) -> None:
    config = uvicorn.Config(
        "service.app:serving_app",
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        **PROTOCOLS,
        log_config=None,
        access_log=False,
        lifespan="on",
        server_header=False,
        # Nothing here depends on who stands behind a proxy.
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    if settings.workers > 1:
        with TemporaryDirectory(prefix="sightline-") as folder:
            os.environ[COUNTS_FOLDER] = folder
            Multiprocess(config, sockets=[listener]).run()
        return
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if not server.started:
        raise UnusableInput("the service could not start; the log above tells why")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Leave by way of every `finally`, so that the database is left in order, too."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = {name: signal.signal(name, end) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@contextmanager
def _bound_socket(host: str, port: int) -> Iterator[socket.socket]:
    """A socket of this address that does not listen yet.

    Raises:
        UnusableInput: the port is taken, or the address is not ours.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise _unusable(host, port, error) from None
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.set_inheritable(True)
        try:
            listener.bind(place)
        except OSError as error:
            raise _unusable(host, port, error) from None
        yield listener


def _unusable(host: str, port: int, error: OSError) -> UnusableInput:
    is_taken = error.errno == errno.EADDRINUSE
    reason = "something listens there already" if is_taken else error.strerror
    return UnusableInput(
        f"cannot listen on port {port} of {host}: {reason}; choose with --host and --port"
    )


def _address(host: str, listener: socket.socket) -> str:
    host = _ANY.get(host, host)
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _announce(address: str, token: str | None) -> None:
    result(f"Sightline listens on {address}")
    if token is not None:
        result(_TRY_IT.format(address=address, token=token))
