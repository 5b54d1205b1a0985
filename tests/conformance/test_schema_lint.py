"""The committed schema by the rules that front-end teams lint theirs with, Relay's among them."""

from pathlib import Path
from typing import Any

from tests.conformance.programs import PACKAGES, PROJECT, ROOT, node

SDL = "schema/schema.graphql"


async def complaints(folder: Path) -> list[dict[str, Any]]:
    """What graphql-eslint says of the schema within a folder."""
    ran = await node(
        PACKAGES / "eslint" / "bin" / "eslint.js",
        *("--config", str(PROJECT / "eslint.config.mjs"), "--format", "json", SDL),
        folder=folder,
    )
    assert ran.messages == ""
    (linted,) = ran.document
    return linted["messages"]


async def test_graphql_eslint_finds_nothing() -> None:
    assert [
        f"{SDL}:{one['line']}: {one['message']} ({one['ruleId']})" for one in await complaints(ROOT)
    ] == []


async def test_it_would_find_what_is_not_described_and_no_list_of_relays(tmp_path: Path) -> None:
    copy = tmp_path / SDL
    copy.parent.mkdir()
    text = (ROOT / SDL).read_text(encoding="utf-8")
    wrong = "type ThingConnection { id: ID } extend type Query { things: ThingConnection }"
    copy.write_text(f"{text}\n{wrong}")

    assert {one["ruleId"] for one in await complaints(tmp_path)} >= {
        "@graphql-eslint/relay-arguments",
        "@graphql-eslint/relay-connection-types",
        "@graphql-eslint/require-description",
    }
