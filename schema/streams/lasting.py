"""What connections that last have in common: how many, how long, and how they end."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Message, Scope, Send

from schema.streams.principals import Principals

# What our server's protocols give: they end a connection at once, whoever does not read.
DROP = "sightline.drop"
# In the state of the server: set when it begins to stop.
STOPPING = "stopping"


class Left(Exception):
    """The other side has gone."""


class Stuck(Exception):
    """The other side does not take what it is sent."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long who waits for what, in seconds, and how many there are.

    Attributes:
        init_s: for who somebody is, after connecting.
        send_s: for a client to take what it is sent.
        beat_s: between two signs of life where there is nothing to tell.
        most_subscriptions: of one connection, at once.
    """

    init_s: float = 10.0
    send_s: float = 10.0
    beat_s: float = 15.0
    most_subscriptions: int = 20
    principals: Principals = field(default_factory=Principals)

    async def sent(self, send: Send, message: Message) -> None:
        """Send.

        Raises:
            Stuck: it is not taken in time.
            Left: there is nobody any more.
        """
        try:
            async with asyncio.timeout(self.send_s):
                await send(message)
        except TimeoutError:
            raise Stuck from None
        except OSError:
            raise Left from None


def drop_of(scope: Scope) -> Callable[..., Any] | None:
    """What ends this connection at once; None where the server has no such thing."""
    drop: Callable[..., Any] | None = scope.get("extensions", {}).get(DROP)
    return drop


def stopping_of(scope: Scope) -> Awaitable[Any]:
    """What waits until the server begins to stop; for ever where it does not say."""
    stopping = scope.get("state", {}).get(STOPPING) or asyncio.Event()
    waiting: Awaitable[Any] = stopping.wait()
    return waiting
