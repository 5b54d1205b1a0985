"""Requests that may be sent again, because the server knows them by their key."""

import time
from uuid import uuid4

import httpx

PAUSES_S = (0.1, 0.5, 1, 2, 4)
# Too many requests, and the database is away for a moment.
TRY_AGAIN = {429, 503}


class Repeating(httpx.BaseTransport):
    """Sends a request again where no answer came, always under the same `Idempotency-Key`.

    A mutation is carried out once, however often it arrives: a lost answer is no reason to worry.
    """

    def __init__(self, carrier: httpx.BaseTransport) -> None:
        self._carrier = carrier

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["Idempotency-Key"] = str(uuid4())
        for pause_s in PAUSES_S:
            try:
                response = self._carrier.handle_request(request)
                # It may break off in the midst, too.
                response.read()
            except httpx.TransportError:
                time.sleep(pause_s)
                continue
            if response.status_code not in TRY_AGAIN:
                return response
            time.sleep(pause_s)
        return self._carrier.handle_request(request)

    def close(self) -> None:
        self._carrier.close()
