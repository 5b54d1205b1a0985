"""How a mutation is carried out: its command in one transaction, with the key that repeats it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from schema.inputs import row_of
from schema.refusals import Refusal, refusal
from service.actor import Actor
from service.alignment.writing import graph_writing
from service.database import Database, Session
from service.errors import DomainError
from service.idempotency.commands import Attempt, begin, finish
from service.identity.known_tokens import KnownTokens
from service.one_write import Moved
from service.webhooks.commands import Means
from service.writing.batches import ErrorPolicy, Outcome, Policy, Rejected, RowError, check_size

Ids = tuple[UUID | None, ...]
Rows = Sequence[Any]
Command = Callable[[Session, Actor, Any, Policy, datetime], Awaitable[Outcome]]
Run = Callable[[Session, Actor, Any, datetime], Awaitable["Written"]]


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one mutation.

    Attributes:
        ids: what it wrote, in the order of its rows; None where a row was refused.
        refusals: why.
        secret: what is told this one time only.
        counts: how much it wrote, by what, where its payload tells that.
    """

    ids: Ids = ()
    refusals: tuple[Refusal, ...] = ()
    secret: str | None = None
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class WithTokens:
    """A run that needs the tokens of this process."""

    run: Callable[[Session, Actor, Any, datetime, KnownTokens], Awaitable[Written]]


@dataclass(frozen=True, eq=False, slots=True)
class WithMeans:
    """A run that needs what webhooks are written with."""

    run: Callable[[Session, Actor, Any, datetime, Means], Awaitable[Written]]


@dataclass(frozen=True, eq=False, slots=True)
class Write:
    """One mutation.

    Attributes:
        run: carries it out, in the transaction that it is given.
        holds_graph: whether the alignment graph must be held meanwhile, by the input.
        is_light: whether it only executes statements, and takes no objects from its session.
        is_small: whether it is tried without locks first, writing one row at most.
        after: what this process's tokens must hear of once it is committed.
    """

    run: Run | WithTokens | WithMeans
    holds_graph: Callable[[Any], bool] = field(default=lambda _: False)
    is_light: bool = False
    is_small: bool = False
    after: Callable[[KnownTokens, Written], None] = field(default=lambda _tokens, _written: None)


def one_row(command: Command, row: type[Any], *, graph: bool = False, light: bool = False) -> Write:
    """A mutation of one row: its input has the fields of `row`."""

    async def run(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
        outcome = await command(session, actor, [row_of(row, given)], None, now)
        return Written((outcome.only(),))

    return Write(run, lambda given: graph or _may_revive(row, given), light, light)


def many_rows(
    command: Command, row: type[Any], *, graph: bool = False, light: bool = False
) -> Write:
    """The same for up to 100: the input has `rows` and an `error_policy`."""

    async def run(session: Session, actor: Actor, given: Any, now: datetime) -> Written:  # noqa: ANN401 - any input
        policy: ErrorPolicy = given.error_policy
        # Those that cannot be read count, too, though no command hears of them.
        check_size(len(given.rows))
        rows, unreadable = _readable(row, given.rows)
        if unreadable and policy is ErrorPolicy.REJECT_ALL:
            raise Rejected(unreadable)
        places = [place for place, one in enumerate(rows) if one is not None]
        outcome = await command(session, actor, [rows[place] for place in places], policy, now)
        ids: list[UUID | None] = [None] * len(rows)
        for place, row_id in zip(places, outcome.ids, strict=True):
            ids[place] = row_id
        errors = [RowError(places[one.index], one.error) for one in outcome.errors]
        told = sorted([*unreadable, *errors], key=lambda one: one.index)
        return Written(tuple(ids), tuple(refusal(one.error, ("rows", *one.path)) for one in told))

    def holds_graph(given: Any) -> bool:  # noqa: ANN401 - any input
        return graph or any(_may_revive(row, one) for one in given.rows)

    return Write(run, holds_graph, light)


class Writes:
    """Carries out the mutations of one request, one after the other."""

    def __init__(
        self,
        database: Database,
        actor: Actor,
        now: datetime,
        key: Attempt | None = None,
        tokens: KnownTokens | None = None,
        means: Means | None = None,
    ) -> None:
        """`key` makes the request repeatable; `tokens` are those that this process knows.

        `means` are what webhooks are written with.
        """
        self._database = database
        self._actor = actor
        self._now = now
        self._key = key
        self._tokens = tokens
        self._means = means

    async def carry_out(self, write: Write, given: object, part: int) -> Written:
        """All of it is written, or nothing; what was refused is told.

        `part` is which of the request's mutations it is, from 0.
        """
        try:
            written = await self._written(write, given, part)
        except DomainError as error:
            return Written(refusals=(refusal(error),))
        except Rejected as rejected:
            told = [refusal(one.error, ("rows", *one.path)) for one in rejected.errors]
            return Written((None,) * len(getattr(given, "rows", ())), tuple(told))
        if self._tokens is not None:
            write.after(self._tokens, written)
        return written

    async def _written(self, write: Write, given: object, part: int) -> Written:
        holds_graph = write.holds_graph(given)
        if write.is_small and not holds_graph and self._key is None:
            try:
                return await self._database.writing_once(
                    self._actor.organization_id, lambda session: self._run(session, write, given)
                )
            except Moved:
                pass  # somebody was quicker: whoever holds the row is not overtaken
        async with self._transaction(write, holds_graph=holds_graph) as session:
            return await self._repeatable(session, write, given, part)

    def _transaction(
        self, write: Write, *, holds_graph: bool
    ) -> AbstractAsyncContextManager[Session]:
        if holds_graph:
            return graph_writing(self._database, self._actor)
        if write.is_light:
            return self._database.writing_lightly(self._actor.organization_id)
        return self._database.writing(self._actor.organization_id)

    async def _repeatable(
        self, session: Session, write: Write, given: object, part: int
    ) -> Written:
        if self._key is None:
            return await self._run(session, write, given)
        attempt = Attempt(self._key.key, self._key.digest, part)
        stored = await begin(session, self._actor, attempt, self._now)
        if stored is not None:
            return _recalled(stored)
        written = await self._run(session, write, given)
        await finish(session, self._actor, attempt, _kept(written))
        return written

    async def _run(self, session: Session, write: Write, given: object) -> Written:
        common = (session, self._actor, given, self._now)
        match write.run:
            case WithTokens(run):
                if self._tokens is None:
                    raise TypeError("this process knows no tokens")
                return await run(*common, self._tokens)
            case WithMeans(run):
                if self._means is None:
                    raise TypeError("this process knows not what webhooks are written with")
                return await run(*common, self._means)
            case run:
                return await run(*common)


def _may_revive(row: type[Any], given: object) -> bool:
    """Whether it may bring something back into the graph, where its edges may close a cycle."""
    revived_by = getattr(row, "REVIVED_BY", None)
    if revived_by is None or getattr(given, revived_by, None) is None:
        return False
    try:
        return bool(row_of(row, given).may_revive)
    except DomainError:
        return False


def _readable(row: type[Any], rows: Rows) -> tuple[list[Any], list[RowError]]:
    """The rows as the command takes them, None for those that cannot be read, and why."""
    read: list[Any] = []
    errors: list[RowError] = []
    for place, given in enumerate(rows):
        try:
            read.append(row_of(row, given))
        except DomainError as error:
            read.append(None)
            errors.append(RowError(place, error))
    return read, errors


def _kept(written: Written) -> bytes:
    """What is kept for whoever sends the same again: never the secret."""
    ids = [None if one is None else str(one) for one in written.ids]
    refusals = [one.kept() for one in written.refusals]
    kept = {"ids": ids, "refusals": refusals}
    return orjson.dumps(kept if written.counts is None else {**kept, "counts": written.counts})


def _recalled(answer: bytes) -> Written:
    kept = orjson.loads(answer)
    return Written(
        tuple(None if one is None else UUID(one) for one in kept["ids"]),
        tuple(Refusal.recalled(one) for one in kept["refusals"]),
        counts=kept.get("counts"),
    )
