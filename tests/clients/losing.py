"""A bad line: what is asked arrives, and now and then the answer is lost."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BEGUN: Message = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-length", b"1000")],
}


class LosingAnswers:
    """Carries every request out, and breaks off in the midst of each so many-th answer."""

    def __init__(self, app: ASGIApp, every: int) -> None:
        self._app = app
        self._every = every
        self._asked = 0
        self.lost = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._asked += 1
            if self._asked % self._every == 0:
                await self._app(scope, receive, _nowhere)
                self.lost += 1
                # The server closes the connection of an answer that is not finished.
                await send(_BEGUN)
                return
        await self._app(scope, receive, send)


async def _nowhere(message: Message) -> None:
    """Where lost answers go."""
