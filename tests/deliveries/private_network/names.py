"""A name server: enough of DNS for names that are up to no good."""

import asyncio
from collections import Counter
from ipaddress import ip_address
from struct import pack, unpack
from typing import cast

from tests.deliveries.private_network.cases import REBINDING, RECORDS

_TYPES = {1: "A", 28: "AAAA"}


class NameServer(asyncio.DatagramProtocol):
    """Answers on port 53 of loopback."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple) -> None:
        assert self._transport is not None
        self._transport.sendto(self._answer(data), addr)

    def _answer(self, query: bytes) -> bytes:
        labels, place = [], 12
        while query[place]:
            labels.append(query[place + 1 : place + 1 + query[place]].decode())
            place += 1 + query[place]
        name = ".".join(labels).lower()
        (number,) = unpack(">H", query[place + 1 : place + 3])
        question = query[12 : place + 5]
        addresses = [
            ip_address(one).packed for one in self._addresses(name, _TYPES.get(number, ""))
        ]
        known = any(name == one for one, _ in RECORDS)
        head = query[:2] + pack(">HHHHH", 0x8180 if known else 0x8183, 1, len(addresses), 0, 0)
        answers = (
            pack(">HHHIH", 0xC00C, number, 1, 0, len(address)) + address for address in addresses
        )
        return head + question + b"".join(answers)

    def _addresses(self, name: str, kind: str) -> list[str]:
        found = RECORDS.get((name, kind), [])
        if name == REBINDING and found:
            self._asked[name] += 1
            return [found[(self._asked[name] - 1) % len(found)]]
        return found
