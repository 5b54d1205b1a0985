"""Operations over a WebSocket, by the protocol `graphql-transport-ws`.

One task reads what a client says, one watches its token, and each operation has one. Whichever of
them finds a reason to end the connection ends them all.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import ExitStack, aclosing, suppress
from typing import Any

import orjson
import structlog
from graphql import GraphQLError
from starlette.types import Receive, Scope, Send

from schema.answers import Parameters, SubscriptionAsked
from schema.bodies import Refused, check_parameters
from schema.failures import ErrorCode, failure
from schema.serving import Serving
from schema.streams.guards import Guard
from schema.streams.lasting import Lasting, Left, Stuck, drop_of
from schema.streams.messages import (
    ACKNOWLEDGED,
    SUBPROTOCOL,
    Closed,
    Code,
    Complete,
    Init,
    Ping,
    Pong,
    Subscribe,
    completed,
    failed,
    following,
    pong,
    read_message,
)
from schema.streams.origins import is_welcome
from schema.streams.principals import TooManyConnections
from schema.streams.telling import Ended, Told, ended_by, once, told
from service.errors import Conflict, Unauthenticated, Unavailable
from service.rate_limits import RateLimited, principal_of

log = structlog.stdlib.get_logger("sightline.live")


async def serve_socket(
    serving: Serving, lasting: Lasting, scope: Scope, receive: Receive, send: Send
) -> None:
    """One connection, from its handshake to its end."""
    await receive()
    if not is_welcome(dict(scope["headers"]), serving.origins):
        await send({"type": "websocket.close"})
        return
    if SUBPROTOCOL not in scope["subprotocols"]:
        await send({"type": "websocket.accept"})
        await _close(send, Closed(Code.NO_SUBPROTOCOL, f"the subprotocol is {SUBPROTOCOL}"))
        return
    await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
    socket = _Socket(serving, lasting, receive, send)
    try:
        await socket.run()
    except ExceptionGroup as group:
        await _end(group, socket, scope, send)


async def _end(
    group: ExceptionGroup[Exception], socket: "_Socket", scope: Scope, send: Send
) -> None:
    """End a connection for the reasons that its tasks found."""
    reasons = list(_leaves(group))
    if any(isinstance(one, Left) for one in reasons):
        return
    if any(isinstance(one, Stuck) for one in reasons):
        _drop(scope, socket)
        return
    closed = next((one for one in reasons if isinstance(one, Closed)), None)
    if closed is None:
        log.error("unexpected error", exc_info=group)
        closed = Closed(Code.INTERNAL, "something went wrong here; the log tells more")
    await _close(send, closed)


async def _close(send: Send, closed: Closed) -> None:
    log.info("socket closed", code=int(closed.code), reason=closed.reason)
    message = {"type": "websocket.close", "code": int(closed.code), "reason": closed.reason}
    with suppress(OSError):
        await send(message)


def _drop(scope: Scope, socket: "_Socket") -> None:
    """Wait no longer for a client that does not read; if it does after all, it is told."""
    words = "too slow"
    if socket.taken:
        words += f"; resume after {min(socket.taken.values())}"
    log.warning("a slow subscriber is dropped", reason=words)
    drop = drop_of(scope)
    if drop is not None:
        drop(int(Code.SLOW_CONSUMER), words)


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


class _Socket:
    """One open connection.

    Attributes:
        taken: the number of the last event that was sent, by operation.
    """

    def __init__(self, serving: Serving, lasting: Lasting, receive: Receive, send: Send) -> None:
        self.taken: dict[str, int] = {}
        self._serving = serving
        self._lasting = lasting
        self._receive = receive
        self._send = send
        self._operations: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Serve it.

        Raises:
            ExceptionGroup: of `Closed`, `Stuck` or `Left`: why it is over.
        """
        with ExitStack() as stack:
            async with asyncio.TaskGroup() as tasks:
                guard = await self._initialized()
                try:
                    principal = principal_of(guard.actor)
                    stack.enter_context(self._lasting.principals.connected(principal))
                except TooManyConnections as error:
                    raise Closed(Code.TRY_AGAIN_LATER, str(error)) from None
                await self._say(ACKNOWLEDGED)
                tasks.create_task(self._watch(guard))
                while True:
                    await self._heed(tasks, guard)

    async def _initialized(self) -> Guard:
        """Who it is."""
        try:
            async with asyncio.timeout(self._lasting.init_s):
                while True:
                    match read_message(await self._next()):
                        case Init(payload):
                            return await self._guarded(payload)
                        case Ping(payload):
                            await self._say(pong(payload))
                        case Pong():
                            continue
                        case _:
                            raise Closed(Code.UNAUTHORIZED, "say who you are: connection_init")
        except TimeoutError:
            raise Closed(Code.INITIALIZATION_TIMEOUT, "connection_init did not come") from None

    async def _guarded(self, payload: Mapping[str, Any]) -> Guard:
        serving = self._serving
        try:
            text = _bearer(payload)
            actor = await serving.tokens.actor(text, serving.clock())
        except Unauthenticated as error:
            raise Closed(Code.UNAUTHORIZED, str(error)) from None
        except (Unavailable, Conflict) as error:
            raise Closed(Code.TRY_AGAIN_LATER, str(error)) from None
        return Guard(serving.tokens, text, actor, serving.clock)

    async def _heed(self, tasks: asyncio.TaskGroup, guard: Guard) -> None:
        match read_message(await self._next()):
            case Init():
                raise Closed(Code.TOO_MANY_INITIALIZATIONS, "connection_init came twice")
            case Ping(payload):
                await self._say(pong(payload))
            case Pong():
                return
            case Subscribe(id_, payload):
                await self._begin(tasks, guard, id_, payload)
            case Complete(id_):
                task = self._forget(id_)
                if task is not None:
                    task.cancel()

    async def _begin(
        self, tasks: asyncio.TaskGroup, guard: Guard, id_: str, payload: dict[str, Any]
    ) -> None:
        if id_ in self._operations:
            raise Closed(Code.SUBSCRIBER_EXISTS, f"there is an operation {id_} already")
        most = self._lasting.most_subscriptions
        if len(self._operations) >= most:
            error = failure(
                ErrorCode.OPERATION_LIMIT, f"a connection has {most} operations at once at most"
            )
            await self._say(failed(id_, [dict(error.formatted)]))
            return
        try:
            given = check_parameters(payload)
        except Refused as error:
            raise Closed(Code.BAD_REQUEST, error.message) from None
        task = tasks.create_task(self._operate(guard, id_, given))
        self._operations[id_] = task

    async def _operate(self, guard: Guard, id_: str, given: dict[str, Any]) -> None:
        """Answer one operation, to its end."""
        last = completed(id_)
        try:
            async with aclosing(self._results(guard, given)) as results:
                async for one in results:
                    await self._say(following(id_, one.body))
                    if one.sequence is not None:
                        self.taken[id_] = one.sequence
        except Ended as ended:
            last = failed(id_, ended.errors)
        except Unauthenticated as error:
            raise Closed(Code.UNAUTHORIZED, str(error)) from None
        except (Stuck, Left):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the others go on
            last = failed(id_, ended_by(error).errors)
        self._forget(id_)
        await self._say(last)

    def _forget(self, id_: str) -> asyncio.Task[None] | None:
        self.taken.pop(id_, None)
        return self._operations.pop(id_, None)

    async def _results(self, guard: Guard, given: dict[str, Any]) -> AsyncGenerator[Told, None]:
        """What one operation is answered, or told."""
        serving = self._serving
        try:
            actor = await guard.current()
            text = serving.documents.text_of(given, actor.organization_id)
            variables, name = given.get("variables") or {}, given.get("operationName") or None
            answer = await serving.answers.answer(
                serving.auditor,
                actor,
                Parameters(text, variables, name),
                serving.clock(),
                limits=serving.limits,
            )
        except SubscriptionAsked as asked:
            results = told(serving, guard, asked.request)
        except (GraphQLError, Refused, RateLimited, Conflict, Unavailable) as error:
            raise ended_by(error) from None
        else:
            if not answer.is_executed:
                raise Ended(orjson.loads(answer.body)["errors"])
            results = once(answer.body)
        async with aclosing(results):
            async for one in results:
                yield one

    async def _watch(self, guard: Guard) -> None:
        try:
            await guard.watch()
        except Unauthenticated as error:
            raise Closed(Code.UNAUTHORIZED, str(error)) from None

    async def _next(self) -> str | None:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise Left
        text: str | None = message.get("text")
        return text

    async def _say(self, text: str) -> None:
        await self._lasting.sent(self._send, {"type": "websocket.send", "text": text})


def _bearer(payload: Mapping[str, Any]) -> str:
    """The token, as a header has it; the name is looked for without regard to case."""
    sent = next((one for name, one in payload.items() if name.lower() == "authorization"), None)
    scheme, _, text = sent.partition(" ") if isinstance(sent, str) else ("", "", "")
    if scheme.lower() != "bearer":
        raise Unauthenticated('send an API token: {"authorization": "Bearer <token>"}')
    return text.strip()
