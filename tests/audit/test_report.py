"""The report as a whole: every rule, one order, the same findings from run to run."""

from collections import Counter
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.alignment.records import NodeRecord
from service.audit.findings import SEVERITY_RANK
from service.audit.rules import RULES, RULES_BY_ID
from service.audit.rules.definition import Neighborhood
from tests.audit.flawed import FLAWED
from tests.audit.organization import company_objective, key_result, link, objective, report_on

EVERY = [
    *(f"ALN{number:03}" for number in range(1, 19)),
    *(f"CYC{number:03}" for number in range(1, 7)),
    *(f"OBJ{number:03}" for number in range(1, 10)),
    *(f"KR{number:03}" for number in range(1, 15)),
    *("DEP001", "DEP002", "DEP003"),
    *("DUP001", "DUP002", "DUP003", "INI001"),
    *(f"CHK{number:03}" for number in range(1, 8)),
    *(f"SCR{number:03}" for number in range(1, 7)),
    "KPI001",
]


def test_the_registry_has_every_rule_once():
    assert sorted(rule.id for rule in RULES) == sorted(EVERY)
    assert len(RULES_BY_ID) == len(RULES)


def test_only_rules_over_the_whole_organization_are_global():
    wide = {rule.id for rule in RULES if rule.neighborhood is Neighborhood.GLOBAL}

    assert wide == {
        *("ALN003", "ALN006", "ALN016", "ALN017", "ALN018", "CYC005"),
        *("DUP001", "DUP002", "DUP003", "KR012", "OBJ004", "SCR001", "SCR002"),
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_speaks_in_whole_sentences(rule):
    assert rule.rationale.endswith(".")
    assert rule.hint.endswith(".")


def test_every_rule_but_no_strategy_finds_something_in_a_flawed_organization():
    found = {finding.rule for finding in report_on(FLAWED).findings}

    assert found == set(RULES_BY_ID) - {"ALN018"}


def test_findings_come_by_severity_rule_subject_and_related():
    findings = report_on(FLAWED).findings

    places = [
        (
            SEVERITY_RANK[finding.severity],
            finding.rule,
            finding.subject.key,
            [ref.key for ref in finding.related],
        )
        for finding in findings
    ]
    assert places == sorted(places)


def test_a_finding_has_a_fingerprint_of_its_own():
    findings = report_on(FLAWED).findings

    assert len({finding.fingerprint for finding in findings}) == len(findings)


def test_counts_tell_each_rule_at_each_severity_in_the_order_of_the_findings():
    report = report_on(FLAWED)

    counted = Counter((finding.rule, finding.severity) for finding in report.findings)
    assert [((row.rule, row.severity), row.count) for row in report.counts] == list(counted.items())


@given(st.permutations(FLAWED))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_records_never_shows(shuffled):
    assert report_on(shuffled) == report_on(FLAWED)


KEYS = list("abcdefg")


@given(
    st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), unique=True, max_size=16),
    st.randoms(use_true_random=False),
)
@settings(max_examples=100, deadline=None)
def test_circles_and_clusters_are_told_alike_in_any_order(pairs, random):
    things = [company_objective("a"), *(objective(key) for key in KEYS[1:4])]
    things += [key_result(key, home) for key, home in zip(KEYS[4:], KEYS, strict=False)]
    things += [link(child, parent) for child, parent in pairs]
    shuffled = random.sample(things, len(things))

    assert report_on(shuffled) == report_on(things)


def test_new_titles_names_and_numbers_leave_the_fingerprints_alone():
    renamed = [
        replace(row, title=f"[New] {row.title.upper()}!") if isinstance(row, NodeRecord) else row
        for row in FLAWED
    ]

    before, after = report_on(FLAWED), report_on(renamed)

    assert [row.fingerprint for row in after.findings] == [
        row.fingerprint for row in before.findings
    ]
    assert after != before


def test_a_fingerprint_is_made_of_the_rule_and_the_keys_alone():
    [finding] = [row for row in report_on([objective("a")]).findings if row.rule == "ALN002"]

    assert finding.fingerprint == sha256(b"ALN002\nobjective a").hexdigest()


def test_two_things_of_one_key_from_different_systems_are_both_told():
    twins = [replace(objective("a"), id="one"), replace(objective("a"), id="two")]

    findings = [row for row in report_on(twins).findings if row.rule == "ALN002"]

    assert [row.subject.id for row in findings] == ["one", "two"]


def test_an_empty_organization_is_measured_as_nothing():
    report = report_on([])

    assert report.score is None
    assert [finding.rule for finding in report.findings] == ["ALN018"]
