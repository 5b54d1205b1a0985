"""The server's own part in connections that last: they end when it stops, and whoever sleeps goes.

uvicorn's protocols, and two things that an app cannot do by ASGI: hear that the server is about to
stop before its connections are closed, and close one whose client does not read.
"""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from schema.streams.lasting import DROP, STOPPING

# How long a client that does not read has to read why it is dropped.
_GRACE_S = 5.0


class Requests(HttpToolsProtocol):
    """HTTP."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        # An extension of ASGI that is ours.
        scope: Any = self.scope
        scope["extensions"] = {DROP: self.drop}

    def shutdown(self) -> None:
        _stop(self.app_state)
        super().shutdown()

    def drop(self, last: bytes) -> None:
        """End a chunked answer with these bytes, and the connection with it."""
        chunk = b"%x\r\n%b\r\n" % (len(last), last) if last else b""
        self.transport.write(chunk + b"0\r\n\r\n")
        self.transport.close()
        self.loop.call_later(_GRACE_S, self.transport.abort)


class Sockets(WebSocketsSansIOProtocol):
    """WebSockets."""

    def handle_connect(self, event: Any) -> None:  # noqa: ANN401 - the library's request
        super().handle_connect(event)
        if self.response.status_code == 101:  # noqa: PLR2004 - switching protocols
            scope: Any = self.scope
            scope["extensions"][DROP] = self.drop

    def shutdown(self) -> None:
        _stop(self.app_state)
        super().shutdown()
        self._abort_soon()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._abort_soon()

    def drop(self, code: int, reason: str) -> None:
        """End the connection."""
        if not self.close_sent and not self.transport.is_closing():
            self.conn.send_close(code, reason)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            self.transport.close()
        self._abort_soon()

    def _abort_soon(self) -> None:
        self.loop.call_later(_GRACE_S, self.transport.abort)


def _stop(state: dict[str, Any]) -> None:
    stopping = state.get(STOPPING)
    if stopping is not None:
        stopping.set()
