"""What went over the wire: where to, but for questions to the name server."""

import socket
from ipaddress import ip_address

_EVERY_PROTOCOL = 3
_UDP, _IPV4, _DNS = 17, 4, 53


class Packets:
    """Sees every packet of the network that it is made in."""

    def __init__(self) -> None:
        self._socket = socket.socket(
            socket.AF_PACKET, socket.SOCK_DGRAM, socket.ntohs(_EVERY_PROTOCOL)
        )
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._socket.setblocking(0)

    def taken(self) -> list[str]:
        """The addresses that packets went to since this was asked last."""
        found: set[str] = set()
        while True:
            try:
                packet = self._socket.recv(2_048)
            except BlockingIOError:
                return sorted(found)
            if not _is_of_names(packet):
                found.add(_destination(packet))


def _is_of_names(packet: bytes) -> bool:
    if packet[0] >> 4 != _IPV4 or packet[9] != _UDP:
        return False
    ports = packet[(packet[0] & 15) * 4 :][:4]
    return _DNS in (int.from_bytes(ports[:2]), int.from_bytes(ports[2:]))


def _destination(packet: bytes) -> str:
    return str(ip_address(packet[16:20] if packet[0] >> 4 == _IPV4 else packet[24:40]))
