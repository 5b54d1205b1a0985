"""A server that stops says so, so that clients come again; nothing of theirs is left behind."""

import asyncio
from contextlib import AsyncExitStack

from fastapi import FastAPI

from service.actor import Actor
from service.database import Database
from tests.events.log import Log
from tests.serving import admin_token, listening
from tests.subscriptions.conftest import Joined
from tests.subscriptions.talking import connected, streaming, talking

EVENTS = "subscription { events { sequence } }"


async def test_connections_and_streams_end_at_once_and_are_not_complete(
    app: FastAPI, database: Database, actor: Actor, log: Log, joined: Joined
) -> None:
    token = await admin_token(database, actor)
    await log.number()
    async with AsyncExitStack() as clients:
        async with asyncio.timeout(20), listening(app) as address:
            talker = await clients.enter_async_context(talking(address, token))
            silent = await clients.enter_async_context(connected(address))
            await talker.subscribe(EVENTS)
            stream = await clients.enter_async_context(streaming(address, token, EVENTS))
            await joined(2)
            before = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - before < 5
        assert (await talker.closing())[0] == 1012
        assert (await silent.closing())[0] == 1012
        assert await stream.event() == ("", None)
    names = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}
    assert not {name for name in names if name.startswith(("_Socket", "EventStream", "Hub"))}
