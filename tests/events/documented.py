"""How the chain is computed by whoever reads it: as docs/events.md has it, by nothing of ours."""

import re
from pathlib import Path
from typing import Any

_PAGE = Path(__file__).parents[2] / "docs" / "events.md"


def chained(answer: bytes, before: bytes = bytes(32)) -> bool:
    """What the function that the page shows says of an answer of `GET /events`."""
    page = _PAGE.read_text("utf-8")
    (shown,) = re.findall(r"^```python$(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    scope: dict[str, Any] = {}
    exec(shown, scope)  # noqa: S102 - our own page
    return scope["chained"](answer, before)
