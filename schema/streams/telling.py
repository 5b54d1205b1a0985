"""A subscription as the bodies that are told, one after another."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import get_argument_values

from schema.answers import Occasion
from schema.bodies import Refused
from schema.failures import ErrorCode, bad_input, coded, failure
from schema.prepared.requests import Request
from schema.serving import Serving
from schema.streams.guards import Guard
from schema.streams.sources import Listener, occasions, patiently
from service.actor import Actor
from service.errors import DomainError, Gone, Unavailable
from service.rate_limits import RateLimited, principal_of


@dataclass(frozen=True, slots=True)
class Told:
    """One result.

    Attributes:
        body: JSON, as a query's answer is.
        sequence: of the event that it is about, where a subscriber may take up after it.
    """

    body: bytes
    sequence: int | None = None


class Ended(Exception):
    """An operation that cannot begin, or cannot go on; `errors` say why, as JSON has them."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors


def ended_by(error: Exception) -> Ended:
    """What clients are told of an error."""
    match error:
        case GraphQLError():
            told_as = coded(error)
        case Gone():
            told_as = failure(ErrorCode.GONE, str(error))
        case RateLimited():
            told_as = failure(ErrorCode.RATE_LIMITED, str(error))
        case Refused():
            told_as = bad_input(error.message)
        case _:
            told_as = coded(GraphQLError(str(error), original_error=error))
    return Ended([dict(told_as.formatted)])


async def once(body: bytes) -> AsyncGenerator[Told, None]:
    """An answer that does not go on."""
    yield Told(body)


async def told(serving: Serving, guard: Guard, request: Request) -> AsyncGenerator[Told, None]:
    """What a subscription tells, until whoever asked has enough.

    Raises:
        Ended: it cannot begin, or cannot go on.
        Unauthenticated: the token is of no use any more.
    """
    try:
        async with aclosing(_occasions(serving, guard, request)) as found:
            async for occasion in found:
                body = await _body(serving, guard, request, occasion)
                if body is not None:
                    yield Told(body, occasion.sequence)
    except (Gone, DomainError, Unavailable, GraphQLError) as error:
        raise ended_by(error) from None


async def _occasions(
    serving: Serving, guard: Guard, request: Request
) -> AsyncGenerator[Occasion, None]:
    for selected in request.roots():
        if serving.hub is None:
            raise failure(ErrorCode.BAD_USER_INPUT, "subscriptions are not served here")
        values = request.variable_values
        given = get_argument_values(selected.declared, selected.nodes[0], values, None, True)  # noqa: FBT003 - graphql-core's own
        listener = Listener(serving.hub, serving.auditor, guard)
        async with aclosing(occasions(selected.name, listener, given)) as found:
            async for occasion in found:
                yield occasion


async def _body(
    serving: Serving, guard: Guard, request: Request, occasion: Occasion
) -> bytes | None:
    actor = await patiently(guard.current)
    await _paid(serving, actor, request)
    answers, auditor = serving.answers, serving.auditor
    return await patiently(
        partial(answers.told, auditor, actor, request, occasion, serving.clock())
    )


async def _paid(serving: Serving, actor: Actor, request: Request) -> None:
    """Take the points of one result; where there are none left, it comes when there are."""
    while serving.limits is not None:
        now = serving.clock()
        try:
            serving.limits.charge(principal_of(actor), request.cost, now)
        except RateLimited as error:
            await asyncio.sleep(max(0.0, (error.standing.resets_at - now).total_seconds()))
        else:
            return
