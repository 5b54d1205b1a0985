"""Public clients: each event exactly once, while the server is started anew in the midst of it."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from gql import Client, gql
from gql.transport.aiohttp_websockets import AIOHTTPWebsocketsTransport
from gql.transport.exceptions import TransportQueryError

from service.actor import Actor
from service.app import create_app
from service.database import Database
from service.events.feed import head_of
from service.settings import Settings
from tests.conformance.programs import NODE, PACKAGES, PROJECT, ROOT, node
from tests.events.log import Log
from tests.serving import Served, admin_token, listening
from tests.subscriptions.conftest import Joined

PROGRAM = PROJECT / "clients" / "subscribing.mjs"
EXAMPLE = ROOT / "examples" / "python" / "follow.py"
RESTARTS = 2
AT_ONCE = 40


@pytest.fixture
def port() -> int:
    """One that is free, and stays so for whoever starts anew."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found: int = listener.getsockname()[1]
        return found


@asynccontextmanager
async def following(*arguments: str) -> AsyncIterator[Process]:
    assert PACKAGES.is_dir(), "the packages of tests/node are missing: make .venv/.node"
    program = await asyncio.create_subprocess_exec(
        NODE, PROGRAM, *arguments, stdout=PIPE, stderr=PIPE
    )
    try:
        yield program
    finally:
        if program.returncode is None:
            program.kill()
        await program.wait()


async def numbers(program: Process, until: int) -> list[int]:
    """What it has been told, up to a number."""
    assert program.stdout is not None
    assert program.stderr is not None
    found = []
    while not found or found[-1] < until:
        line = await program.stdout.readline()
        assert line, (found[-3:], (await program.stderr.read()).decode())
        found.append(int(line))
    return found


@pytest.mark.parametrize("way", ["graphql-ws", "graphql-sse"])
async def test_each_event_comes_once_while_the_server_is_started_anew(
    way: str, settings: Settings, database: Database, actor: Actor, log: Log, port: int
) -> None:
    token = await admin_token(database, actor)
    await log.number()
    head = await head_of(database, actor.organization_id)
    # Those that come while it runs, and those that come while nobody serves.
    last = head + AT_ONCE * (2 * RESTARTS + 1)
    told: list[int] = []
    address = f"http://127.0.0.1:{port}/graphql"
    async with asyncio.timeout(60), following(way, address, token, str(last)) as program:
        for _ in range(RESTARTS):
            async with listening(create_app(settings), port):
                await log.record(*["while it runs"] * AT_ONCE)
                await log.number()
                head += AT_ONCE
                # Not all of it: the rest is under way when the server stops.
                told += await numbers(program, head - AT_ONCE // 2)
            await log.record(*["while nobody serves"] * AT_ONCE)
            await log.number()
            head += AT_ONCE
        async with listening(create_app(settings), port):
            await log.record(*["at last"] * AT_ONCE)
            await log.number()
            told += await numbers(program, last)
            assert await program.wait() == 0
    assert told == list(range(1, last + 1))


async def test_gql_is_told_and_goes_on(served: Served, log: Log, joined: Joined) -> None:
    transport = AIOHTTPWebsocketsTransport(
        served.graphql.replace("http", "ws"),
        init_payload={"authorization": f"Bearer {served.token}"},
    )
    document = gql("subscription ($after: ID) { events(after: $after) { sequence } }")
    async with Client(transport=transport, fetch_schema_from_transport=True) as session:
        document.variable_values = {"after": "0"}
        found = []
        async for told in session.subscribe(document):
            found.append(int(told["events"]["sequence"]))
            if found[-1] == 2:
                break
        document.variable_values = {"after": "2"}
        following = session.subscribe(document)
        first = asyncio.ensure_future(anext(following))
        await joined(1)
        await log.record("more")
        await log.number()
        found.append(int((await first)["events"]["sequence"]))
        await following.aclose()
        document.variable_values = {"after": "nothing"}
        with pytest.raises(TransportQueryError, match="neither the id of an event nor a number"):
            await anext(session.subscribe(document))
    assert found == [1, 2, 3]


async def test_graphiql_is_told_and_stops(served: Served, log: Log) -> None:
    await log.record("something")
    await log.number()
    program = PROJECT / "clients" / "graphiql_fetcher.mjs"
    ran = await node(program, served.graphql, served.token)
    assert ran.messages == ""
    assert ran.document == {
        "sequences": ["1", "2"],
        "refused": ["BAD_USER_INPUT"],
        "data": {"organization": {"name": "Test organization"}},
        "standings": [True, True, True],
    }


async def test_the_example_goes_on_where_it_stopped(
    served: Served, log: Log, tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "SIGHTLINE_URL": served.graphql,
        "SIGHTLINE_TOKEN": served.token,
    }

    async def lines(count: int, *arguments: str) -> list[str]:
        program = await asyncio.create_subprocess_exec(
            sys.executable, EXAMPLE, *arguments, stdout=PIPE, cwd=tmp_path, env=environment
        )
        assert program.stdout is not None
        found = [(await program.stdout.readline()).decode() for _ in range(count)]
        program.terminate()
        await program.wait()
        return [line.split()[0] for line in found]

    assert await lines(1, "0") == ["1"]
    (tmp_path / "last-event.txt").write_text("1")
    await log.record("more", "and more")
    await log.number()
    head = await head_of(log.database, log.organization_id)
    assert await lines(head - 1) == [str(number) for number in range(2, head + 1)]
