"""Clients that go on asking until they have an answer, as an Idempotency-Key allows them to."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout

from schema.identifiers import parse_id
from tests.faults.mutations import Mutation, Row, Work

_PATIENCE_S = 60
_PAUSE_S = 0.05
# Of one try; the service gives up before.
_TRY_S = 15
_AGAIN = "try again"
_ERRORS = "userErrors { code message }"


@dataclass(slots=True)
class Answered:
    """A mutation that is done, with when its last try was sent and answered."""

    mutation: Mutation
    sent: float
    at: float


@dataclass(slots=True)
class Clients:
    """Several at once, with one token.

    Attributes:
        answered: in the order of the answers.
        detours: why tries had no answer, and how many.
    """

    http: ClientSession
    token: str
    answered: list[Answered] = field(default_factory=list)
    detours: Counter[str] = field(default_factory=Counter)
    # So many mutations may be begun; the others wait until it is more.
    _ceiling: int = 0
    _begun: int = 0
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self, work: Work, mutations: int, clients: int) -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(clients):
                tasks.create_task(self._client(work, mutations))

    async def let(self, ceiling: int) -> None:
        """Let them begin so many mutations, of all that there are."""
        async with self._moved:
            self._ceiling = max(ceiling, self._ceiling)
            self._moved.notify_all()

    async def have(self, number: int) -> None:
        """Wait until so many are answered."""
        async with self._moved:
            await self._moved.wait_for(lambda: len(self.answered) >= number)

    def answered_after(self, moment: float, place: int) -> float | None:
        """When the first answer came to what was sent after a moment.

        `place` is how many there had been by then.
        """
        return next((one.at for one in self.answered[place:] if one.sent >= moment), None)

    async def prepare(self, work: Work) -> None:
        """Write the ground on which they meet."""
        for name, rows in work.ground():
            given = {"rows": rows}
            assert (await self.write(name, given, "", f"ground-{name}"))["userErrors"] == []

    async def webhook(self, url: str) -> str:
        """Have everything told at this address; answers the secret."""
        given = {"name": "Told", "url": url, "eventTypes": ["*"], "maxInFlight": 50}
        told = await self.write("webhookCreate", given, "secret", "webhook")
        assert told["userErrors"] == []
        secret: str = told["secret"]
        return secret

    async def write(self, name: str, given: Row, selection: str, key: str) -> Any:
        """The payload of a mutation, however often it has to be sent."""
        payload, _ = await self._sent(name, given, selection, key)
        return payload

    async def _client(self, work: Work, mutations: int) -> None:
        while self._begun < mutations:
            self._begun += 1
            await self._may_begin(self._begun)
            await self._carry_out(work.next(), work.learn)

    async def _may_begin(self, number: int) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: number <= self._ceiling)

    async def _carry_out(self, one: Mutation, learn: Callable[[Mutation], None]) -> None:
        kind = one.kind
        payload, sent = await self._sent(kind.name, one.row, f"{kind.noun} {{ id }}", one.mark)
        assert payload["userErrors"] == [], (one, payload)
        one.subject_id = _uuid(payload[kind.noun]["id"])
        learn(one)
        async with self._moved:
            self.answered.append(Answered(one, sent, time.time()))
            self._moved.notify_all()

    async def _sent(self, name: str, given: Row, selection: str, key: str) -> tuple[Any, float]:
        """The payload, and when that was sent which it answers."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                sent = time.time()
                payload = await self._try(name, given, selection, key)
                if payload is not None:
                    return payload, sent
                await asyncio.sleep(_PAUSE_S)

    async def _try(self, name: str, given: Row, selection: str, key: str) -> Any:
        """The payload; None where it is to be sent again."""
        with suppress(ClientError, TimeoutError, OSError):
            status, body = await self._send(name, given, selection, key)
            if status == HTTPStatus.SERVICE_UNAVAILABLE:
                self.detours["503"] += 1
                return None
            return self._payload(name, status, orjson.loads(body))
        self.detours["no response"] += 1
        return None

    async def _send(self, name: str, given: Row, selection: str, key: str) -> tuple[int, bytes]:
        type_ = f"{name[0].upper()}{name[1:]}Input"
        fields = f"{selection} {_ERRORS}"
        document = f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ {fields} }} }}"
        sent = orjson.dumps({"query": document, "variables": {"input": given}})
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        limit = ClientTimeout(total=_TRY_S)
        async with self.http.post("/graphql", data=sent, headers=headers, timeout=limit) as one:
            return one.status, await one.read()

    def _payload(self, name: str, status: int, body: Any) -> Any:
        assert status == HTTPStatus.OK, body
        if errors := body.get("errors"):
            # It may be written: only its payload could not be read.
            assert all(_AGAIN in error["message"] for error in errors), body
            self.detours["errors"] += 1
            return None
        payload = body["data"][name]
        if any(error["code"] == "CONFLICT" for error in payload["userErrors"]):
            self.detours["CONFLICT"] += 1
            return None
        return payload


def _uuid(text: str) -> UUID:
    found = parse_id(text)
    assert found is not None
    assert found.uuid is not None
    return found.uuid
