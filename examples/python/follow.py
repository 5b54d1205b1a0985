"""Follows what happens, and goes on where it stopped, with the standard library alone.

`python follow.py 0` begins at the beginning, `python follow.py` where it stopped the last time.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

ADDRESS = os.environ.get("SIGHTLINE_URL", "http://localhost:8000/graphql")
LAST = Path("last-event.txt")
QUERY = """subscription ($after: ID) {
  events(after: $after) { sequence type occurredAt subject { ... on Alignable { title } } } }"""


def results(after: str | None) -> Iterator[dict[str, Any]]:
    """What the server tells, until it stops."""
    body = json.dumps({"query": QUERY, "variables": {"after": after}}).encode()
    headers = {
        "Authorization": f"Bearer {os.environ['SIGHTLINE_TOKEN']}",
        "Accept": "text/event-stream",
        "Content-Type": "application/json",
    }
    request = urllib.request.Request(ADDRESS, body, headers)  # noqa: S310 - our own address
    # A minute without a sign of life: the connection is lost.
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - as above
        for line in response:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))


def follow(after: str | None) -> None:
    while True:
        try:
            for result in results(after):
                if "errors" in result:
                    raise SystemExit(result["errors"][0]["message"])
                event = result["data"]["events"]
                title = (event["subject"] or {}).get("title", "")
                print(event["sequence"], event["occurredAt"], event["type"], title, flush=True)
                after = event["sequence"]
                LAST.write_text(after)
        except urllib.error.HTTPError as error:
            if error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise SystemExit(f"{error.code}: {error.read().decode()}") from None
        except OSError:
            pass
        time.sleep(1)


if __name__ == "__main__":
    stored = LAST.read_text() if LAST.exists() else None
    follow(sys.argv[1] if len(sys.argv) > 1 else stored)
