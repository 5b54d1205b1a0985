"""Bodies made piece by piece, without holding the event loop."""

import asyncio
from collections.abc import AsyncIterator, Iterator

_END = b""


async def in_thread(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, each made in a thread when the one before it is on its way; empty ones not."""
    filled = filter(None, pieces)
    while piece := await asyncio.to_thread(next, filled, _END):
        yield piece
