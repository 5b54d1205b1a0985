"""Work off the event loop."""

import asyncio
import gc
import threading

import pytest

from service.database import Database
from service.long_work import aside


async def test_it_has_a_thread_a_loop_and_connections_of_its_own(database_url: str):
    here = (threading.get_ident(), asyncio.get_running_loop())

    async def work(database: Database) -> tuple[int, asyncio.AbstractEventLoop, bytes]:
        answer = await database.statements.json("SELECT '1'::json", ())
        return threading.get_ident(), asyncio.get_running_loop(), answer

    thread, loop, answer = await aside(database_url, work)
    assert thread != here[0]
    assert loop is not here[1]
    assert answer == b"1"


async def test_nothing_stops_to_look_for_garbage_meanwhile(database_url: str):
    both = threading.Barrier(2)

    async def work(_database: Database) -> bool:
        both.wait()
        return gc.isenabled()

    assert await asyncio.gather(aside(database_url, work), aside(database_url, work)) == [
        False,
        False,
    ]
    assert gc.isenabled()


async def test_garbage_is_looked_for_again_when_it_failed(database_url: str):
    async def work(_database: Database) -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError):
        await aside(database_url, work)
    assert gc.isenabled()
