"""Relay's runtime, on what its compiler made of our schema."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.clients.stories import FAILED, READ, WRITTEN
from tests.conformance.programs import PROJECT, node, relay_compiled

FOLDER = PROJECT / "clients"


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the compiler put what it made of the documents of `clients/relay`."""
    folder = tmp_path_factory.mktemp("relay")
    ran = asyncio.run(relay_compiled(FOLDER / "relay", folder))
    assert ran.status == 0, ran.result
    return folder / "__generated__"


async def story(name: str, told: str, artifacts: Path) -> Any:
    # Relay warns, while developing, of every refused row that would have joined a list.
    ran = await node(FOLDER / "relay.mjs", name, told, str(artifacts), NODE_ENV="production")
    assert ran.messages == ""
    return ran.document


async def test_pages_join_in_the_store(told: str, artifacts: Path) -> None:
    assert await story("read", told, artifacts) == READ


async def test_a_change_is_shown_at_once_and_a_new_row_joins_its_list(
    told: str, artifacts: Path
) -> None:
    assert await story("write", told, artifacts) == {**WRITTEN, "joined": ["Parent", "A"]}


async def test_errors_carry_their_codes_and_a_caught_field_tells_its_own(
    told: str, artifacts: Path
) -> None:
    assert await story("fail", told, artifacts) == {
        "withoutToken": FAILED["withoutToken"],
        "badCursor": FAILED["badCursor"],
        "partial": [
            ["id", "slug"],
            {"ok": False, "errors": [{"extensions": {"code": "NOT_FOUND"}}]},
        ],
    }
