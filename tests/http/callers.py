"""Whoever asks GraphQL over HTTP with a token of one role."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Caller:
    """A client and the token that it comes with."""

    http: httpx.AsyncClient
    token: str

    async def post(
        self, document: str, variables: dict[str, Any] | None = None, key: str | None = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        body = {"query": document, "variables": variables or {}}
        return await self.http.post("/graphql", json=body, headers=headers)

    async def data(
        self, document: str, variables: dict[str, Any] | None = None, key: str | None = None
    ) -> Any:
        """The data, where nothing may go wrong."""
        response = await self.post(document, variables, key)
        body = response.json()
        assert (response.status_code, body.get("errors")) == (200, None)
        return body["data"]


Come = Callable[..., Awaitable[Caller]]
