"""Every attack in a network of its own, in which every address of the world is this machine.

To be run by `unshare --user --map-root-user --net --mount`, with a certificate in SSL_CERT_FILE.
Whatever is sent is answered, and seen. Prints as JSON by case: what the client said, and the
addresses that packets went to.
"""

import asyncio
import os
import ssl
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from aiohttp import web
from yarl import URL

from service.webhooks.client import Client, Reply
from tests.deliveries.private_network.cases import BLOCKED, PUBLIC, PUBLIC_6
from tests.deliveries.private_network.names import NameServer
from tests.deliveries.private_network.packets import Packets

_NETWORK = """
ip link set lo up
ip address add {public}/32 dev lo
ip route add local 0.0.0.0/0 dev lo
mount --bind {folder}/resolv.conf /etc/resolv.conf
mount --bind {folder}/nsswitch.conf /etc/nsswitch.conf
"""
# Not everywhere is there IPv6.
_NETWORK_6 = """
ip -6 address add {public_6}/128 dev lo nodad
ip -6 route add local ::/0 dev lo
"""


async def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        _build(folder)
        packets = Packets()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.environ["SSL_CERT_FILE"])
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 53))
        runner = await _serving(context)
        told = await _tried(packets)
        await runner.cleanup()
    sys.stdout.buffer.write(orjson.dumps(told))


def _build(folder: Path) -> None:
    (folder / "resolv.conf").write_text(
        "nameserver 127.0.0.1\nsearch test\noptions timeout:1 attempts:1 ndots:1\n"
    )
    (folder / "nsswitch.conf").write_text("hosts: dns\n")
    for lines, must in ((_NETWORK, True), (_NETWORK_6, False)):
        filled = lines.format(folder=folder, public=PUBLIC, public_6=PUBLIC_6)
        for line in filled.strip().splitlines():
            subprocess.run(line.split(), check=must, stderr=None if must else subprocess.DEVNULL)


async def _serving(context: ssl.SSLContext) -> web.AppRunner:
    """On every address, and every port that attacks go for."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        headers = {"Connection": "close"}
        if request.path == "/redirect":
            headers["Location"] = request.query["to"]
            return web.Response(status=307, headers=headers)
        return web.Response(text="reached", headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    for port in (443, 8443):
        await web.TCPSite(runner, None, port, ssl_context=context).start()
    for port in (80, 22, 6379, 11211):
        await web.TCPSite(runner, None, port).start()
    return runner


async def _tried(packets: Packets) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}

    async def note(name: str, reply: Reply) -> None:
        # Connections are closed meanwhile.
        await asyncio.sleep(0.005)
        told[name] = {"status": reply.status, "error": reply.error, "to": packets.taken()}

    client = Client()
    for name in ("public.test", "public6.test", PUBLIC):
        await note(f"control {name}", await client.post(f"https://{name}/", b"{}", {}))
    for name, url in BLOCKED.items():
        await note(name, await client.post(url, b"{}", {}))
    for to in ("https://internal.test/", "http://127.0.0.1/", "//169.254.169.254/", "file:///etc"):
        url = f"https://public.test/redirect?to={to}"
        await note(f"redirect {to}", await client.post(url, b"{}", {}))
    for time in range(6):
        await note(f"rebinding {time}", await client.post("https://rebind.test/", b"{}", {}))
    await note("socket", await _past_the_url(client))
    await client.close()
    await note("resolver", await _past_the_resolver())
    return told


async def _past_the_url(client: Client) -> Reply:
    """Were the judgment of URLs wrong: an address needs no resolver, so the socket is all."""
    client._target = lambda _: (_Public(), URL("https://127.0.0.1/"))  # noqa: SLF001
    return await client.post("https://public.test/", b"{}", {})


async def _past_the_resolver() -> Reply:
    """Were the judgment of names wrong: the socket is made for what they resolve to."""
    client = Client()
    resolver = client._public.connector._resolver  # noqa: SLF001
    resolver._may_reach = lambda _: True  # noqa: SLF001
    reply = await client.post("https://internal.test/", b"{}", {})
    await client.close()
    return reply


class _Public:
    is_inside = False


if __name__ == "__main__":
    asyncio.run(main())
