"""Every rule fires in the one example it gives of itself, and is silent in the other."""

from datetime import date

import pytest

from service.alignment.snapshot import snapshot_from_records
from service.audit.report import audit
from service.audit.rules import RULES
from service.audit.rules.explanation import EXAMPLES_AS_OF
from service.interchange.reading import read_documents
from service.interchange.records import records_from_document
from tests.audit.organization import NOW

AS_OF = date.fromisoformat(EXAMPLES_AS_OF)
HEAD = "format: sightline/1\norganization: {name: Acme}\n"


@pytest.fixture
def rules_fired_in(tmp_path):
    def fired(example):
        path = tmp_path / "example.yaml"
        path.write_text(HEAD + example)
        reading = read_documents([path])
        assert reading.problems == ()
        snapshot = snapshot_from_records(records_from_document(reading.document, AS_OF))
        report = audit(snapshot, AS_OF, generated_at=NOW)
        return {finding.rule for finding in report.findings}

    return fired


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_fires_in_its_first_example(rule, rules_fired_in):
    assert rule.id in rules_fired_in(rule.explanation.fires)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_silent_in_its_second_example(rule, rules_fired_in):
    assert rule.id not in rules_fired_in(rule.explanation.silent)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_in_sentences_when_why_and_how_to_mend_it(rule):
    texts = (rule.explanation.when, rule.rationale, rule.hint)
    assert [text for text in texts if text.strip() != text or not text.endswith(".")] == []
