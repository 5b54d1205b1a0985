"""Which pages may open a WebSocket: browsers let any page try, and leave it to us."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def is_welcome(headers: Mapping[bytes, bytes], origins: Iterable[str]) -> bool:
    """Whether a handshake comes from one of our own pages, of these origins, or from no page."""
    sent = headers.get(b"origin")
    if sent is None:
        return True
    origin = sent.decode("latin-1").strip().lower()
    if any(one in ("*", origin) for one in (each.rstrip("/").lower() for each in origins)):
        return True
    return _is_host(origin, headers.get(b"host", b"").decode("latin-1").strip().lower())


def _is_host(origin: str, host: str) -> bool:
    """Whether the origin is the host that was asked; its port may be left out on either side."""
    try:
        parts = urlsplit(origin)
        asked = urlsplit(f"//{host}")
        default = _PORTS.get(parts.scheme)
        if default is None or not parts.hostname:
            return False
        ports = (parts.port or default, asked.port or default)
    except ValueError:
        return False
    return parts.hostname == asked.hostname and ports[0] == ports[1]
