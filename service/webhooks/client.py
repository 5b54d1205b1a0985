"""The HTTP client of deliveries: it reaches what it may, waits as long as it may, reads a little.

Addresses are judged twice: by the resolver before any is tried, and again where the socket is
made, which no way to a connection can go around.
"""

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from ssl import SSLError

from aiohttp import (
    ClientConnectorDNSError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from service.errors import DomainError
from service.webhooks.addresses import Network, Target, check_url, is_allowed, may_reach
from service.webhooks.resolving import (
    AddressInfo,
    Blocked,
    CheckingResolver,
    Lookup,
    MayReach,
    inner_lookup,
    public_lookup,
)
from service.webhooks.rules import EXCERPT_LENGTH

TIMEOUT_S = 15.0
_CONNECT_S = 5.0
# How long a connection is kept that nobody uses: less than common servers do, or a delivery would
# be sent into one that is being closed.
_KEPT_S = 4.0
# Bytes of an answer: as many as an excerpt can have.
_READ = 4 * EXCERPT_LENGTH
_KNOWN_URLS = 1_024

_OWN_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "Sightline-Webhooks/1"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a request.

    Attributes:
        status: of the response; None where there was none.
        retry_after: the response's header, as it stands there.
        excerpt: how the response begins, as text that is safe to show.
        error: why there was no response, in words for whoever runs the endpoint.
    """

    status: int | None
    retry_after: str | None = None
    excerpt: str | None = None
    error: str | None = None


class Client:
    """Connections to endpoints, kept for a while; make it inside a running event loop."""

    def __init__(self, allowed: Sequence[Network] = (), *, timeout_s: float = TIMEOUT_S) -> None:
        """A client that may also reach these networks, though they are not public."""
        self._allowed = tuple(allowed)
        self._target = lru_cache(_KNOWN_URLS)(self._checked)
        # What is meant to be inside never shares a connection with what is not.
        self._public = _session(partial(may_reach, allowed=self._allowed), public_lookup, timeout_s)
        self._inner = _session(partial(is_allowed, allowed=self._allowed), inner_lookup, timeout_s)

    async def close(self) -> None:
        await self._public.close()
        await self._inner.close()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send it once; never raises but for a cancellation."""
        try:
            target, parsed = self._target(url)
            session = self._inner if target.is_inside else self._public
            async with session.post(
                parsed, data=body, headers={**_OWN_HEADERS, **headers}, allow_redirects=False
            ) as response:
                return Reply(
                    response.status,
                    response.headers.get("Retry-After"),
                    safe_text(await _beginning(response)),
                )
        except DomainError as error:
            return Reply(None, error=str(error))
        except (ClientError, OSError, TimeoutError, ValueError, HttpProcessingError) as error:
            return Reply(None, error=_in_words(error))

    def _checked(self, url: str) -> tuple[Target, URL]:
        return check_url(url, self._allowed), URL(url, encoded=True)


def safe_text(body: bytes) -> str:
    """The beginning of it as text: what cannot be shown, or would change how the rest is, is �."""
    text = body.decode("utf-8", "replace")[:EXCERPT_LENGTH]
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in text)


async def _beginning(response: ClientResponse) -> bytes:
    """What an excerpt can show; whoever sends more is not listened to any longer."""
    read = bytearray()
    while len(read) < _READ and (part := await response.content.read(_READ - len(read))):
        read += part
    if not response.content.at_eof():
        response.close()
    return bytes(read)


def _session(may_reach: MayReach, lookup: Lookup, timeout_s: float) -> ClientSession:
    return ClientSession(
        connector=TCPConnector(
            resolver=CheckingResolver(may_reach, lookup),
            use_dns_cache=False,
            socket_factory=partial(_socket, may_reach),
            # How many at a time is decided when deliveries are claimed.
            limit=0,
            keepalive_timeout=_KEPT_S,
        ),
        # No proxy, no .netrc: nothing of the environment decides where a delivery goes.
        trust_env=False,
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        timeout=ClientTimeout(total=timeout_s, sock_connect=_CONNECT_S),
    )


def _socket(may_reach: MayReach, info: AddressInfo) -> socket.socket:
    """A socket for an address that may be reached.

    Raises:
        Blocked: it may not.
    """
    family, kind, proto, _, address = info
    if family not in (socket.AF_INET, socket.AF_INET6) or not may_reach(str(address[0])):
        raise Blocked(address[0])
    return socket.socket(family, kind, proto)


def _in_words(error: Exception) -> str:
    """What went wrong, without what only we need to know."""
    cause: object = getattr(error, "os_error", error)
    match cause:
        case Blocked():
            return "the address may not be reached"
        case TimeoutError():
            return "timeout"
        case SSLError():
            return f"TLS: {cause.reason or 'no secure connection'}"
        case ConnectionRefusedError():
            return "connection refused"
        case _ if isinstance(error, ClientConnectorDNSError):
            return "the name has no address"
        case OSError():
            return "no connection"
        case _:
            return f"no valid answer ({type(error).__name__})"
