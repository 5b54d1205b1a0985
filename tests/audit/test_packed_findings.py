"""Packed findings are the findings they were, in any part and in the one order."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import orjson
import pytest

from service.alignment.records import OrganizationRecords
from service.alignment.snapshot import snapshot_from_records
from service.audit import ordering
from service.audit.findings import Finding, FindingState, Ref, Severity
from service.audit.formats.json import to_document, written
from service.audit.packed_findings import Findings, Group, Heading, packed
from service.audit.report import AuditReport, audit

EMPTY = audit(
    snapshot_from_records(OrganizationRecords("Acme")),
    date(2026, 5, 1),
    generated_at=datetime(2026, 5, 1, tzinfo=UTC),
)


def group(rule: str, severity: Severity, count: int) -> Group:
    subjects = [Ref("objective", f"{rule}-{one}", f"key {one}", "Title 🚀") for one in range(count)]
    heading = Heading(rule, rule.lower(), severity, "Mend it.")
    return Group.of(
        heading, [packed("It is so.", one, (one, one), {"count": 1}) for one in subjects]
    )


@pytest.fixture
def findings() -> Findings:
    return Findings(
        [
            group("ALN001", Severity.ERROR, 3),
            group("ALN002", Severity.ERROR, 0),
            group("ALN003", Severity.WARNING, 2),
            group("ALN001", Severity.WARNING, 1),
        ]
    )


def test_a_finding_comes_out_as_it_went_in(findings: Findings):
    ref = Ref("objective", "ALN001-2", "key 2", "Title 🚀")
    assert findings[2] == Finding(
        rule="ALN001",
        name="aln001",
        severity=Severity.ERROR,
        state=FindingState.OPEN,
        message="It is so.",
        hint="Mend it.",
        subject=ref,
        related=(ref, ref),
        evidence={"count": 1},
    )


def test_half_a_character_in_a_file_is_no_obstacle():
    ref = Ref("objective", "a", "a", "broken \ud83d")
    heading = Heading("OBJ001", "no-owner", Severity.ERROR, "")
    [finding] = Findings([Group.of(heading, [packed("\ud83d", ref, (), {})])])
    assert (finding.message, finding.subject) == ("\ud83d", ref)


def test_places_count_over_all_groups_from_both_ends(findings: Findings):
    whole = list(findings)
    assert len(findings) == len(whole) == 6
    assert [findings[place] for place in range(6)] == whole
    assert (findings[-1], findings[1:4]) == (whole[-1], tuple(whole[1:4]))
    with pytest.raises(IndexError):
        findings[6]


@pytest.mark.parametrize(
    ("first", "end"), [(0, 0), (0, 2), (2, 5), (3, 5), (4, 99), (5, 6), (6, 9), (0, 6)]
)
def test_a_part_is_what_the_whole_has_there(findings: Findings, first: int, end: int):
    assert findings.part(first, end) == tuple(findings)[first:end]
    assert len(findings.part(first, end)) == len(tuple(findings)[first:end])


def test_findings_are_chosen_by_severity_rule_and_state(findings: Findings):
    assert findings.among() == findings
    assert findings.among(severities=["WARNING"]) == tuple(findings)[3:]
    assert findings.among(["WARNING"], ["ALN001"]) == tuple(findings)[5:]
    assert findings.among(states=[FindingState.WAIVED]) == ()


def test_a_finding_is_found_by_its_fingerprint(findings: Findings):
    assert findings.place_of(findings[4].fingerprint) == 4
    assert findings.place_of(findings[0].fingerprint) == 0
    assert [findings.place_of(text) for text in ("", "zz", "00", "0" * 64)] == [None] * 4


@pytest.mark.parametrize("count", [0, 1, 500, 501, 1_700])
def test_json_in_pieces_is_the_document(count: int):
    report: AuditReport = replace(
        EMPTY,
        findings=Findings(
            [group("ALN001", Severity.ERROR, count), group("ALN003", Severity.INFO, count // 3)]
        ),
    )
    assert b"".join(written(report)) == orjson.dumps(to_document(report))
    assert b"".join(written(report, lambda ref: ref.id)) == orjson.dumps(
        to_document(report, lambda ref: ref.id)
    )


@pytest.mark.parametrize("count", [0, 1, 7, 8, 100])
def test_many_places_are_sorted_in_runs_as_at_once(count: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ordering, "_RUN", 7)
    chance = Random(count)  # noqa: S311 - no secret
    places = [str(chance.randrange(count)) for _ in range(count)]
    for given in (places, sorted(places)):
        assert list(ordering.in_order(given)) == sorted(range(count), key=given.__getitem__)
