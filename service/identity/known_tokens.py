"""Tokens that this process has just read: known for a few seconds, so that few are read again."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from secrets import token_bytes
from uuid import UUID

import structlog

from service.actor import Actor
from service.database import Database
from service.errors import Conflict, Unauthenticated, Unavailable
from service.identity.commands import note_tokens_used
from service.identity.queries import actor_of, usable_token
from service.identity.rules import organization_of_token

# How long a revocation by another process may take to be heard of.
TRUSTED = timedelta(seconds=5)
# An entry takes less than a kilobyte.
MOST_KNOWN = 10_000
# So many look-ups at once: strangers' tokens must not take every connection.
MOST_READS = 3
# How exactly it is noted when a token was used last.
NOTED_EVERY = timedelta(minutes=1)

log = structlog.stdlib.get_logger("sightline.tokens")


@dataclass(slots=True)
class _Known:
    """A token as it was read at `since`."""

    actor: Actor
    token_id: UUID
    since: datetime
    until: datetime
    expires_at: datetime | None
    noted_at: datetime | None


class KnownTokens:
    """The tokens of one process; make it inside a running event loop.

    They are kept by a digest of their text, never by the text. It is this process's own: the one
    that is stored takes twice as long. A token that is not known is looked up each time: whoever
    guesses tokens never guesses the same one twice, so remembering wrong ones would help nobody.
    """

    def __init__(self, database: Database, secret_key: bytes, *, most: int = MOST_KNOWN) -> None:
        self._database = database
        self.secret_key = secret_key
        self._most = most
        self._key = token_bytes()
        # The oldest first: they are the first to be read anew.
        self._known: dict[bytes, _Known] = {}
        self._reads: dict[bytes, asyncio.Task[_Known]] = {}
        self._turns = asyncio.Semaphore(MOST_READS)
        self._forgotten = 0
        self._used: dict[UUID, dict[UUID, datetime]] = {}
        self._noting: asyncio.Task[None] | None = None

    def known(self, text: str, now: datetime) -> Actor | None:
        """Who comes with this token, as far as that is known without asking the database."""
        known = self._known.get(self._digest(text))
        if known is None or not known.since <= now < known.until:
            return None
        self._note(known, now)
        return known.actor

    async def actor(self, text: str, now: datetime) -> Actor:
        """Who comes with this token.

        Raises:
            Unauthenticated: it is unknown, expired or revoked; which of them is not told.
            Unavailable: the database cannot answer now.
        """
        actor = self.known(text, now)
        if actor is not None:
            return actor
        if organization_of_token(text) is None:
            raise Unauthenticated("this is not a token of ours")
        digest = self._digest(text)
        if digest not in self._reads:
            task = asyncio.create_task(self._read(digest, text, now))
            # A failure that nobody waits for any more is nobody's.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._reads[digest] = task
        known = await asyncio.shield(self._reads[digest])
        if known.expires_at is not None and known.expires_at <= now:
            raise Unauthenticated("the token is unknown, expired or revoked")
        self._note(known, now)
        return known.actor

    def expires_at(self, text: str) -> datetime | None:
        """When a token that has just been known ends by itself; None: never, or it is not known."""
        known = self._known.get(self._digest(text))
        return None if known is None else known.expires_at

    def forget(self, token_id: UUID) -> None:
        """Ask anew for a token that was changed; what is being read may be what it was before."""
        self._forget(lambda known: known.token_id == token_id)

    def forget_those_of(self, person_ids: Collection[UUID | None]) -> None:
        """The same for the tokens that stand for people."""
        people = set(person_ids) - {None}
        self._forget(lambda known: known.actor.person_id in people)

    async def close(self) -> None:
        """Let what is being noted be noted; end the look-ups."""
        reads = list(self._reads.values())
        for task in reads:
            task.cancel()
        await asyncio.gather(*reads, return_exceptions=True)
        if self._noting is not None:
            await self._noting

    def _digest(self, text: str) -> bytes:
        return blake2b(text.encode(), digest_size=32, key=self._key).digest()

    def _forget(self, is_changed: Callable[[_Known], bool]) -> None:
        self._forgotten += 1
        for digest in [one for one, known in self._known.items() if is_changed(known)]:
            del self._known[digest]

    async def _read(self, digest: bytes, text: str, now: datetime) -> _Known:
        forgotten = self._forgotten
        try:
            async with self._turns, self._database.reading() as session:
                token = await usable_token(session, text, secret_key=self.secret_key, now=now)
        finally:
            del self._reads[digest]
        until = min(now + TRUSTED, token.expires_at or now + TRUSTED)
        actor = actor_of(token)
        known = _Known(actor, token.id, now, until, token.expires_at, token.last_used_at)
        if forgotten == self._forgotten:
            self._keep(digest, known)
        return known

    def _keep(self, digest: bytes, known: _Known) -> None:
        self._known.pop(digest, None)
        self._known[digest] = known
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]

    def _note(self, known: _Known, now: datetime) -> None:
        """Have it written down, beside the request, that the token was used."""
        if known.noted_at is not None and now < known.noted_at + NOTED_EVERY:
            return
        known.noted_at = now
        self._used.setdefault(known.actor.organization_id, {})[known.token_id] = now
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._note_all())

    async def _note_all(self) -> None:
        while self._used:
            organization_id, used_at_by_token = self._used.popitem()
            try:
                async with self._database.writing(organization_id) as session:
                    await note_tokens_used(session, organization_id, used_at_by_token)
            except (Conflict, Unavailable) as error:
                log.warning("the use of tokens was not noted", reason=str(error))
