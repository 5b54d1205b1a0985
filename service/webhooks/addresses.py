"""Where deliveries may go: which addresses and which URLs. Pure; no name is looked up here.

A URL is judged when it is written (`check_url`), and again by whoever connects: a name may resolve
to anything, so the address itself is judged on the socket (`may_reach`), and where the URL was
only let pass for the sake of the allowed networks (`Target.is_inside`), it has to lie in these.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from service.errors import DomainError, Invalid, Required, TooLong

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_URL = 2_048
LONGEST_HOST = 253
# What a public endpoint may listen on.
PORTS = (443, 8443)
_LAST_PORT = 65_535

# Not of the public: IANA's special-purpose registry. Python's own `is_global` differs by version
# and passes several of these in 3.11.
_CLOSED_4 = [
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        # A cloud's own agent, on an address that is public to the eye.
        "168.63.129.16/32",
    )
]
# The other way around: only what is given out to be reached, but for what stands for other
# addresses (6to4, Teredo) and for documentation.
_OPEN_6 = ip_network("2000::/3")
_CLOSED_6 = [
    ip_network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")
]
# Names that mean the machine itself or its neighbors, whoever asks.
_INNER_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa")

_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
# Where one program reads a number, another reads a name: `0x7f.1`, `017700000001`, `127.1`.
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
# Nothing that two parsers could read in two ways: no spaces, controls, backslashes or quotes.
_URL = re.compile(
    r"(?P<scheme>[A-Za-z]+)://"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?:/[!$&-;=?-Z_a-z~%\[\]]*)?(?:\?[!$&-;=?-Z_a-z~%\[\]]*)?)"
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL points at.

    Attributes:
        host: the name, or the address without brackets.
        address: where the host is an address.
        is_inside: whether it must lie in an allowed network: by plain HTTP, another port, or a name
            that the public does not know.
    """

    scheme: str
    host: str
    port: int
    address: Address | None
    is_inside: bool


def is_allowed(address: Address | str, allowed: Sequence[Network]) -> bool:
    """Whether the address lies in one of the networks that the installation allows."""
    found = _plain(address)
    return any(found.version == network.version and found in network for network in allowed)


def may_reach(address: Address | str, allowed: Sequence[Network]) -> bool:
    """Whether deliveries may go to the address: a public one, or one in an allowed network."""
    found = _plain(address)
    if is_allowed(found, allowed):
        return True
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _CLOSED_4)
    return found in _OPEN_6 and not any(found in network for network in _CLOSED_6)


def check_url(url: str, allowed: Sequence[Network]) -> Target:
    """What the URL of an endpoint points at, where it may.

    Raises:
        Required, TooLong, Invalid: it may not; the path is `url`.
    """
    problem = _form_problem(url)
    if problem is not None:
        raise problem
    match = _URL.fullmatch(url)
    if match is None:
        raise _invalid("is not a URL such as https://example.com/hooks")
    scheme, host = match["scheme"].lower(), match["host"].strip("[]").lower()
    if scheme not in ("https", "http"):
        raise _invalid("begins with https://")
    port = int(match["port"] or (443 if scheme == "https" else 80))
    if not 0 < port <= _LAST_PORT:
        raise _invalid(f"names port {port}, which there is not")
    address = _address(match["host"])
    if address is None:
        _check_name(host)
    elif not may_reach(address, allowed):
        raise _invalid(f"names the address {address}, which deliveries may not reach")
    inner = _inner_reason(scheme, host, port)
    # Behind a name only whoever connects knows what there is.
    may_be_inside = bool(allowed) if address is None else is_allowed(address, allowed)
    if inner is not None and not may_be_inside:
        raise _invalid(inner)
    return Target(scheme, host, port, address, is_inside=inner is not None)


def _form_problem(url: str) -> DomainError | None:
    """What is wrong with the text, said of what people commonly write."""
    authority = re.split(r"[/?#\\]", url.partition("://")[2], maxsplit=1)[0]
    if not url:
        return Required("url must say something", ["url"])
    if len(url) > LONGEST_URL:
        return TooLong(f"has {len(url):,} characters, {LONGEST_URL:,} are allowed", ["url"])
    if "#" in url:
        return _invalid("has a fragment (#…), which is never sent")
    if "@" in authority:
        return _invalid("holds a user name or password; send these in a header")
    if not url.isascii():
        return _invalid("is not ASCII: write an international name as xn--…, and the path as %…")
    return None


def _check_name(host: str) -> None:
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise _invalid("holds no address that all read alike: write IPv4 as four decimal numbers")
    if len(host) > LONGEST_HOST or not all(map(_LABEL.fullmatch, labels)):
        raise _invalid("names no host such as example.com")


def _inner_reason(scheme: str, host: str, port: int) -> str | None:
    """Why the target can only be meant inside; None: it may be public."""
    if scheme != "https":
        return "begins with https://: what is sent is for nobody else to read"
    if port not in PORTS:
        return f"names port {port}; deliveries go to {' and '.join(map(str, PORTS))}"
    if ":" not in host and "." not in host:
        return f"names {host!r}, which is no public name"
    if any(host == name or host.endswith(f".{name}") for name in _INNER_NAMES):
        return f"names {host!r}, which is no public name"
    return None


def _address(host: str) -> Address | None:
    """The address that a host is written as.

    Raises:
        Invalid: brackets hold none.
    """
    is_bracketed = host.startswith("[")
    try:
        return IPv6Address(host[1:-1]) if is_bracketed else IPv4Address(host)
    except ValueError:
        if is_bracketed:
            raise _invalid("holds no IPv6 address in its brackets") from None
        return None


def _plain(address: Address | str) -> Address:
    """The address itself: without a zone, and IPv4 where it is one in IPv6's clothes."""
    found = ip_address(address.partition("%")[0]) if isinstance(address, str) else address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def _invalid(words: str) -> Invalid:
    return Invalid(f"the url {words}", ["url"])
