"""Names become addresses, once for each connection, and only such as deliveries may reach.

The addresses that are judged here are the ones that are connected to: a name that says something
else when it is asked again gains nothing.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from functools import partial
from threading import Thread
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

# What getaddrinfo tells of one address.
AddressInfo = tuple[Any, Any, int, str, tuple[Any, ...]]
Lookup = Callable[[str, int], Sequence[AddressInfo]]
# Whether deliveries may go to an address.
MayReach = Callable[[str], bool]

LOOKUP_S = 5.0
# Threads that wait for name servers.
_LOOKUPS = 32


class Blocked(OSError):
    """An address that deliveries may not reach; nothing was sent to it."""


class CheckingResolver(AbstractResolver):
    """Asks the system, and answers with addresses that may be reached, or not at all.

    One bad address among several spoils them all: whoever names one of ours beside one of the
    public wants to see which we take.
    """

    def __init__(self, may_reach: MayReach, lookup: Lookup, *, timeout_s: float = LOOKUP_S) -> None:
        self._may_reach = may_reach
        self._lookup = lookup
        self._timeout_s = timeout_s
        self._places = asyncio.Semaphore(_LOOKUPS)
        self._under_way: dict[tuple[str, int], asyncio.Future[Sequence[AddressInfo]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name.

        Raises:
            Blocked: one of them may not be reached.
            OSError: there is none.
            TimeoutError: the name servers take too long.
        """
        async with asyncio.timeout(self._timeout_s):
            found = await self._found(host, port)
        results = [_result(host, info) for info in found if family in (socket.AF_UNSPEC, info[0])]
        if not results:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        for result in results:
            if not self._may_reach(result["host"]):
                raise Blocked(result["host"])
        return results

    async def close(self) -> None:
        """Nothing is kept."""

    async def _found(self, host: str, port: int) -> Sequence[AddressInfo]:
        """One look for all who ask for it meanwhile: a slow name holds one thread, not fifty."""
        under_way = self._under_way.get((host, port))
        if under_way is None or under_way.done():
            async with self._places:
                under_way = self._begun(host, port)
        return await asyncio.shield(under_way)

    def _begun(self, host: str, port: int) -> "asyncio.Future[Sequence[AddressInfo]]":
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Sequence[AddressInfo]] = loop.create_future()
        self._under_way[host, port] = future
        future.add_done_callback(partial(self._forget, host, port))
        settle = partial(_tell, loop, future)
        # Nobody can end a lookup: as a daemon it does not keep the process when that is to end.
        Thread(target=_look, args=(self._lookup, host, port, settle), daemon=True).start()
        return future

    def _forget(
        self, host: str, port: int, future: "asyncio.Future[Sequence[AddressInfo]]"
    ) -> None:
        if self._under_way.get((host, port)) is future:
            del self._under_way[host, port]
        if not future.cancelled():
            future.exception()  # whoever asked may have gone: then nobody else looks at it


def public_lookup(host: str, port: int) -> Sequence[AddressInfo]:
    """A name as the whole world knows it: no search domain of ours is tried."""
    return inner_lookup(f"{host.rstrip('.')}.", port)


def inner_lookup(host: str, port: int) -> Sequence[AddressInfo]:
    """A name as this machine knows it."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)


Settle = Callable[[Sequence[AddressInfo] | None, Exception | None], None]


def _look(lookup: Lookup, host: str, port: int, settle: Settle) -> None:
    try:
        found = lookup(host, port)
    except (OSError, UnicodeError) as error:
        settle(None, error)
    else:
        settle(found, None)


def _tell(
    loop: asyncio.AbstractEventLoop,
    future: "asyncio.Future[Sequence[AddressInfo]]",
    found: Sequence[AddressInfo] | None,
    error: Exception | None,
) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(_settle, future, found, error)


def _settle(
    future: "asyncio.Future[Sequence[AddressInfo]]",
    found: Sequence[AddressInfo] | None,
    error: Exception | None,
) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(found or ())
    else:
        future.set_exception(error)


def _result(host: str, info: AddressInfo) -> ResolveResult:
    family, _, proto, _, address = info
    return ResolveResult(
        hostname=host,
        # A link-local address keeps its zone, and is refused with it.
        host=str(address[0]),
        port=int(address[1]),
        family=family,
        proto=proto,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
