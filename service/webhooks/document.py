"""Webhooks as a page for people: `python -m service.webhooks.document > docs/webhooks.md`."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from service.events.catalogue import EventKind
from service.webhooks.addresses import PORTS
from service.webhooks.client import TIMEOUT_S
from service.webhooks.describing import EVENT, KINDS, event_schema, example, type_schema
from service.webhooks.filters import MOST_FILTERS, TEST_TYPE
from service.webhooks.headers import MOST_HEADERS
from service.webhooks.retrying import (
    JITTER,
    LONGEST_RETRY_AFTER_S,
    PATIENCE_IN_WORDS,
    SCHEDULE_S,
)
from service.webhooks.rules import (
    EXCERPT_LENGTH,
    LONGEST_OVERLAP_HOURS,
    MOST_IN_FLIGHT,
    MOST_PER_SECOND,
    MOST_REDELIVERED,
    MOST_WEBHOOKS,
    OVERLAP_HOURS,
)

_GUIDE = Path(__file__).with_name("guide.md")
_SIGNED = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="


def page() -> str:
    """The whole page in Markdown."""
    return "\n".join([_guide(), *_overview(), *_common(), *_types()])


def _guide() -> str:
    """The guide, with what the code says in its places."""
    text = _GUIDE.read_text(encoding="utf-8")
    for name, words in _words().items():
        text = text.replace(f"{{{{{name}}}}}", words)
    return text


def _words() -> Mapping[str, str]:
    (kind,) = (one for one in KINDS if one.type == "objective.updated")
    payload = example(kind)
    headers = {
        "content-type": "application/json",
        "webhook-id": payload["data"]["id"],
        "webhook-timestamp": "1793611800",
        "webhook-signature": _SIGNED,
    }
    return {
        "request": "\n".join(f"{name}: {value}" for name, value in headers.items()),
        "body": _json(payload),
        "schedule": _schedule(),
        "patience": PATIENCE_IN_WORDS,
        "ports": " or ".join(map(str, PORTS)),
        "timeout_s": f"{TIMEOUT_S:.0f}",
        "jitter": f"{JITTER:.0%}",
        "excerpt_length": f"{EXCERPT_LENGTH:,}",
        "longest_rest": _duration(timedelta(seconds=LONGEST_RETRY_AFTER_S)),
        "longest_overlap_hours": str(LONGEST_OVERLAP_HOURS),
        "most_filters": str(MOST_FILTERS),
        "most_headers": str(MOST_HEADERS),
        "most_in_flight": str(MOST_IN_FLIGHT),
        "most_per_second": f"{MOST_PER_SECOND:,}",
        "most_redelivered": f"{MOST_REDELIVERED:,}",
        "most_webhooks": str(MOST_WEBHOOKS),
        "overlap_hours": str(OVERLAP_HOURS),
        "test_type": TEST_TYPE,
    }


def _schedule() -> str:
    """The pauses before the attempts after the first."""
    words = [_duration(timedelta(seconds=one)) for one in SCHEDULE_S[1:]]
    return f"after {', '.join(words[:-1])} and {words[-1]}"


def _duration(pause: timedelta) -> str:
    for unit, name in ((timedelta(hours=1), "h"), (timedelta(minutes=1), "min")):
        if pause >= unit:
            return f"{pause / unit:.0f} {name}"
    return f"{pause / timedelta(seconds=1):.0f} s"


def _overview() -> Iterator[str]:
    yield "| type | tells | of | |\n|---|---|---|---|"
    for kind in KINDS:
        subjects = ", ".join(f"`{one}`" for one in kind.subject_kinds)
        derived = "derived" if kind.is_derived else ""
        yield f"| [`{kind.type}`](#{_anchor(kind)}) | {kind.description} | {subjects} | {derived} |"
    yield ""


def _common() -> Iterator[str]:
    yield "## What every event has\n"
    yield _json({"$id": EVENT, **event_schema()})
    yield ""


def _types() -> Iterator[str]:
    for kind in KINDS:
        schema = type_schema(kind, EVENT)
        del schema["description"]
        yield f"## `{kind.type}`\n\n{kind.description}\n"
        yield f"```json\n{json.dumps(schema)}\n```\n"
        yield f"```json\n{json.dumps(example(kind))}\n```\n"


def _anchor(kind: EventKind) -> str:
    return kind.type.value.replace(".", "")


def _json(value: dict[str, Any]) -> str:
    return f"```json\n{json.dumps(value, indent=2)}\n```"


if __name__ == "__main__":
    sys.stdout.write(page())
