"""What contenders answer, brought to one form and compared before anything is measured."""

import json
import urllib.error
import urllib.request
from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from benchmarks.serving.contenders import Contender
from benchmarks.serving.load import FIRST, ID
from benchmarks.serving.processes import Server

_APART = {"endCursor", "userErrors"}
_DECIMALS = {"start", "target", "current", "value"}


def ask(contender: Contender, server: Server, question: str, id_: UUID) -> object:
    """The answer in the form that is the same for all.

    Raises:
        RuntimeError: it refuses.
    """
    body = contender.body(question, "anybody").replace(ID, contender.id_text(question, id_))
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/graphql",
        body.replace(FIRST, "10").encode(),
        contender.all_headers(),
    )
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{contender.name}, {question}: {error.read()[:2_000]!r}") from error
    if "errors" in answer or not answer.get("data"):
        raise RuntimeError(f"{contender.name}, {question}: {str(answer)[:2_000]}")
    return plain(answer["data"])


def assert_equal(question: str, answers: Sequence[tuple[str, object]]) -> int:
    """All say the same; how many objects that is."""
    (first, expected), *others = answers
    for name, answer in others:
        assert answer == expected, (
            f"{question}: {name} differs from {first}:\n"
            f"{str(answer)[:1_500]}\n{str(expected)[:1_500]}"
        )
    return objects_in(expected) - 1


def plain(value: object, name: str = "") -> object:
    """Lists for connections, UUIDs for global ids, numbers and moments by what they mean."""
    match value:
        case list():
            return [plain(one) for one in value]
        case {"nodes": nodes, **others} if not others:
            return plain(nodes)
        case {"child": child, **others} if not others:
            return plain(child)
        case dict():
            return {key: plain(one, key) for key, one in value.items() if key not in _APART}
        case str():
            return _leaf(value, name)
        case _:
            return value


def _leaf(text: str, name: str) -> object:
    if name == "id":
        return text if "-" in text else b64decode(text).decode().partition(":")[2]
    if name in _DECIMALS:
        return Decimal(text)
    return datetime.fromisoformat(text) if name == "occurredAt" else text


def objects_in(value: object) -> int:
    if isinstance(value, list):
        return sum(map(objects_in, value))
    if isinstance(value, dict):
        return 1 + sum(map(objects_in, value.values()))
    return 0
