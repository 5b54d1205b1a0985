"""The floor: no GraphQL at all, a request names one of a few statements written by hand.

What it answers is byte for byte what ours does, so that nothing which has to be done is left out.
"""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from benchmarks.serving.peers.listening import DATABASE_URL, ORGANIZATION_ID, POOL_SIZE, listen

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STATEMENTS = {
    file.stem: file.read_text() for file in Path(__file__).parent.glob("statements/*.sql")
}


class Floor:
    """The app: POST /graphql with `operationName` and `variables`."""

    pool: asyncpg.Pool

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        request = orjson.loads(await _body(receive))
        given = list(request["variables"].values())
        given[0] = UUID(b64decode(given[0]).decode().partition(":")[2])
        async with self.pool.acquire() as connection:
            data = await connection.fetchval(
                STATEMENTS[request["operationName"]], ORGANIZATION_ID, *given
            )
        answer = b'{"data":' + data + b"}"
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(answer)),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.pool = await asyncpg.create_pool(
            DATABASE_URL,
            min_size=POOL_SIZE,
            max_size=POOL_SIZE,
            init=_json_as_bytes,
            reset=_as_it_is,
            server_settings={"timezone": "UTC", "jit": "off"},
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message["body"]
    while message["more_body"]:
        message = await receive()
        body += message["body"]
    return body


async def _json_as_bytes(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
    )


async def _as_it_is(_connection: asyncpg.Connection) -> None:
    """Nothing to reset: no request leaves anything behind, and a round trip is saved."""
    await asyncio.sleep(0)


if __name__ == "__main__":
    listen(Floor())
