"""docs/access.md is what the roles and the schema say."""

from pathlib import Path

from schema.access_document import page
from schema.root import core_schema

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "access.md"


def test_the_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == page()


def test_every_query_and_mutation_has_a_row() -> None:
    for root in (core_schema.query_type, core_schema.mutation_type):
        assert [name for name in root.fields if f"| `{name}` |" not in page()] == []


def test_a_token_of_one_s_own_is_told_apart() -> None:
    assert "| `teamCreate` | no | no | no | yes | no |" in page()
    assert "| `tokenRevoke` | no | own | own | yes | no |" in page()
