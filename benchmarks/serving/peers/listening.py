"""What the peers in Python have in common: the database, and uvicorn set up as for ours."""

import os
from uuid import UUID

import uvicorn

DATABASE_URL = os.environ["PEER_DATABASE_URL"]
POOL_SIZE = int(os.environ["PEER_POOL_SIZE"])
# Peers know no tokens: they serve this one organization to anybody.
ORGANIZATION_ID = UUID(os.environ["PEER_ORGANIZATION_ID"])


def listen(app: object) -> None:
    uvicorn.run(
        app,  # type: ignore[arg-type]  # each framework's own kind of app
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
    )
