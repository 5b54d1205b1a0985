"""docs/rules.md is what the rules say of themselves."""

from pathlib import Path

from service.audit.rules import RULES
from service.audit.rules.document import page

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_document_is_current():
    assert DOCUMENT.read_text(encoding="utf-8") == page()


def test_every_rule_has_a_place_that_the_overview_leads_to():
    for rule in RULES:
        assert f"(#{rule.id.lower()}-{rule.name})" in page()
        assert f"\n### {rule.id} {rule.name}\n" in page()
