"""What uvicorn is configured with, wherever the app is served.

Protocols go by name: whoever only supervises the processes that answer loads no schema.
"""

from typing import Any

from service.settings import MOST_BYTES

PROTOCOLS: dict[str, Any] = {
    "http": "service.http.protocols:Requests",
    "ws": "service.http.protocols:Sockets",
    "ws_max_size": MOST_BYTES,
    # Compression would take more memory than all the rest of an idle connection.
    "ws_per_message_deflate": False,
}
