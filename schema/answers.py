"""Answers operations: by one statement where that is all it takes, else by graphql-core."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from inspect import isawaitable
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from graphql import ExecutionResult, GraphQLError, execute

from schema.context import Context
from schema.failures import coded
from schema.input_readers import Inputs
from schema.limits import LIMITS, cost_violation
from schema.mutating import mutated
from schema.prepared.given import Values
from schema.prepared.operations import Operations, Refused
from schema.prepared.plans import NotPrepared
from schema.prepared.requests import Request
from schema.writes import Writes
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.auditing.shelf import Shelf
from service.idempotency.commands import Attempt
from service.identity.known_tokens import KnownTokens
from service.paging.positions import UnusableCursor
from service.rate_limits import RateLimits, Standing, preparation, principal_of
from service.webhooks.commands import Means

_NULL = b"null"
# Bytes of what subscriptions were told last, for others who are told the same.
_MOST_TOLD = 4_000_000


class Parameters(NamedTuple):
    """What a client sends."""

    query: str
    variables: Values
    operation_name: str | None = None
    attempt: Attempt | None = None


class Answer(NamedTuple):
    """What it gets: JSON.

    Attributes:
        is_executed: false where nothing was, and there is no data.
        standing: where the caller stands, where points are counted.
    """

    body: bytes
    is_executed: bool
    standing: Standing | None = None


class SubscriptionAsked(Exception):
    """What is asked for goes on: it has no one answer."""

    def __init__(self, request: Request) -> None:
        super().__init__("a subscription is told over a WebSocket, or as text/event-stream")
        self.request = request


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something for a subscription to tell of.

    Attributes:
        subject: the row that it is about.
        known: the number of the last event that was known of then: whatever was read since is new
            enough.
        sequence: the event's own number, where a subscriber may take up after it.
    """

    subject: UUID | None = None
    known: int = 0
    sequence: int | None = None


class MutationByGet(Exception):
    """A request by a method that promises to change nothing."""


class Answers:
    """Answers the operations of one process."""

    def __init__(
        self,
        operations: Operations,
        inputs: Inputs,
        tokens: KnownTokens | None = None,
        means: Means | None = None,
    ) -> None:
        """`tokens` are those that the process knows, for the mutations that change some.

        `means` are what webhooks are written with.
        """
        self._operations = operations
        self._inputs = inputs
        self._tokens = tokens
        self._means = means
        self._told: Shelf[Hashable, bytes] = Shelf(_MOST_TOLD, len)

    async def answer(
        self,
        auditor: Auditor,
        actor: Actor,
        parameters: Parameters,
        now: datetime,
        *,
        may_write: bool = True,
        limits: RateLimits | None = None,
    ) -> Answer:
        """Answer one operation; what is wrong with it is part of the answer.

        Raises:
            MutationByGet: it would write, and may not.
            SubscriptionAsked: it is a subscription.
            RateLimited: the caller has too few points for it.
            Conflict: a read waited too long for others.
            Unavailable: the database cannot answer now.
        """
        try:
            request = self._request(actor, parameters, now)
        except Refused as refusal:
            standing = None if limits is None else limits.fine(principal_of(actor), now)
            body = orjson.dumps({"errors": _told(refusal.errors)})
            return Answer(body, is_executed=False, standing=standing)
        if request.writes and not may_write:
            raise MutationByGet("mutations are sent by POST")
        standing = None if limits is None else _charged(limits, actor, request, now)
        if request.subscribes:
            raise SubscriptionAsked(request)
        data = None if request.writes else await _whole(auditor, request)
        if data is None:
            writes = Writes(
                auditor.database, actor, now, parameters.attempt, self._tokens, self._means
            )
            context = Context(auditor, actor, now, request, writes, standing)
            body = await self._in_context(context, request)
        else:
            body = _with_cost(data, request.cost)
        return Answer(body, is_executed=True, standing=standing)

    async def told(
        self, auditor: Auditor, actor: Actor, asked: Request, about: Occasion, now: datetime
    ) -> bytes | None:
        """What a subscription says on an occasion; None where the actor may not know of it.

        Raises:
            Conflict: a read waited too long for others.
            Unavailable: the database cannot answer now.
        """
        request = asked.about(actor, now, about.subject)
        try:
            plan = request.whole()
            arguments = None if plan is None else plan.arguments(request.values)
        except (GraphQLError, UnusableCursor, NotPrepared):
            plan = arguments = None
        if plan is None or arguments is None:
            writes = Writes(auditor.database, actor, now)
            return await self._completed(Context(auditor, actor, now, request, writes), request)
        data = await self._shared(auditor, plan.sql, arguments, about.known)
        return None if data == _NULL else _with_cost(data, request.cost)

    async def _shared(
        self, auditor: Auditor, sql: str, arguments: Sequence[Any], known: int
    ) -> bytes:
        """What a statement gives, or has given since so much was known: however many ask."""
        key = (sql, tuple(tuple(one) if type(one) is list else one for one in arguments), known)

        async def read() -> tuple[Hashable, bytes]:
            return key, await auditor.database.statements.json(sql, arguments)

        return await self._told.take(key, read)

    async def _in_context(self, context: Context, request: Request) -> bytes:
        if request.writes:
            data = await mutated(context, request, self._inputs)
            if data is not None:
                return _with_cost(data, request.cost)
        return await self._completed(context, request)

    def _request(self, actor: Actor, parameters: Parameters, now: datetime) -> Request:
        given = parameters.variables
        prepared = self._operations.prepared(parameters.query, parameters.operation_name, given)
        # By the values as they were sent: to coerce them is work, too.
        cost = prepared.operation.measured.cost({**given, **prepared.literals})
        if beyond := cost_violation(cost):
            raise Refused([beyond])
        return Request(self._operations, prepared, given, actor, now, cost)

    async def _completed(self, context: Context, request: Request) -> bytes:
        """The answer where Python has a part in it, and of what statements refuse."""
        prepared = request.prepared
        result = execute(
            self._operations.schema,
            self._operations.document(prepared).root,
            context_value=context,
            variable_values=dict[Any, Any](request.given),
            operation_name=prepared.name,
            hide_suggestions=True,
        )
        if isawaitable(result):
            result = await result
        if not isinstance(result, ExecutionResult):
            raise TypeError("an operation has one result")
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body = {"errors": _told(result.errors), **body}
        body["extensions"] = {"cost": orjson.Fragment(_cost(request.cost))}
        return orjson.dumps(body)


async def _whole(auditor: Auditor, request: Request) -> bytes | None:
    """The data, by one statement; None where it takes more, or something is wrong."""
    try:
        plan = request.whole()
        if plan is None:
            return None
        arguments = plan.arguments(request.values)
    except (GraphQLError, UnusableCursor, NotPrepared):
        # graphql-core words the error, and answers what is right beside it.
        return None
    data = await auditor.database.statements.json(plan.sql, arguments)
    # So it is where an argument names nothing.
    return None if plan.refusals and data == _NULL else data


def _charged(limits: RateLimits, actor: Actor, request: Request, now: datetime) -> Standing:
    operation = request.prepared.operation
    cost = request.cost
    if operation.is_new:
        cost += preparation(operation.measured.visits)
    standing = limits.charge(principal_of(actor), cost, now)
    operation.is_new = False
    return standing


def _with_cost(data: bytes, cost: int) -> bytes:
    """An answer without errors."""
    return b'{"data":%b,"extensions":{"cost":%b}}' % (data, _cost(cost))


def _cost(cost: int) -> bytes:
    return b'{"requested":%d,"maximum":%d}' % (cost, LIMITS.cost)


def _told(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    return [dict(coded(error).formatted) for error in errors]
