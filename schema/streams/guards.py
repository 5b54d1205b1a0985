"""Who is behind a connection that lasts: asked anew while it does.

A token that is revoked is heard of by the log of its organization, and looked up again every half a
minute in case it is not; one that expires ends at its time.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import NoReturn

from service.actor import Actor
from service.errors import Conflict, Unavailable
from service.events.feed import LogEntry
from service.identity.known_tokens import KnownTokens
from service.live.hub import Hub
from service.live.starting import Start

ASKED_EVERY_S = 30.0
# What may end or change a token.
_KINDS = {"token", "person"}


class Guard:
    """One connection's token.

    Attributes:
        actor: who came with it, as of the last time that somebody looked.
    """

    def __init__(
        self, tokens: KnownTokens, text: str, actor: Actor, clock: Callable[[], datetime]
    ) -> None:
        self.actor = actor
        self._tokens = tokens
        self._text = text
        self._clock = clock
        self._doubted = asyncio.Event()

    async def current(self) -> Actor:
        """Who it is now.

        Raises:
            Unauthenticated: the token is of no use any more.
            Unavailable: the database cannot answer now.
        """
        now = self._clock()
        known = self._tokens.known(self._text, now)
        self.actor = known or await self._tokens.actor(self._text, now)
        return self.actor

    async def watch(self) -> NoReturn:
        """Look again and again.

        Raises:
            Unauthenticated: the token is of no use any more.
        """
        while True:
            try:
                async with asyncio.timeout(self._rest_s()):
                    await self._doubted.wait()
            except TimeoutError:
                pass
            self._doubted.clear()
            try:
                await self.current()
            except (Unavailable, Conflict):
                # Whoever was let in stays so long; nobody is told anything meanwhile.
                continue

    @contextmanager
    def listening(self, hub: Hub, start: Start) -> Iterator[None]:
        """Hear of what is done to tokens, by whichever process."""
        # One that no other operation of the connection has.
        with hub.heard(self.actor.organization_id, start.head, partial(self._heard)):
            yield

    def _heard(self, entries: Sequence[LogEntry]) -> None:
        own = (self.actor.token_id, self.actor.person_id)
        for entry in entries:
            if entry.subject_kind in _KINDS and entry.subject_id in own:
                self._tokens.forget(entry.subject_id)
                self._tokens.forget_those_of([entry.subject_id])
                self._doubted.set()

    def _rest_s(self) -> float:
        expires_at = self._tokens.expires_at(self._text)
        if expires_at is None:
            return ASKED_EVERY_S
        left_s = (expires_at - self._clock()).total_seconds()
        return min(ASKED_EVERY_S, max(left_s, 0.01))
