"""Findings that somebody accepts for a while, in every format."""

from datetime import date, timedelta
from xml.etree.ElementTree import fromstring

import orjson

from service.audit.findings import FindingState, Ref, Waiver
from service.audit.formats import csv, json, junit, markdown, sarif, text
from service.audit.report import AuditReport, RuleWaiver, waived
from tests.audit.organization import TODAY, key_result, objective, report_on

ADA = Ref("person", "p-1", "ada", "Ada")


def found() -> AuditReport:
    return report_on([objective("o1"), objective("o2"), key_result("k1", "o2")])


def accepted(report: AuditReport, *rules: str, until: date = TODAY) -> AuditReport:
    """The report with the first finding of each rule waived."""
    waivers = {}
    for rule in rules:
        one = next(finding for finding in report.findings if finding.rule == rule)
        waivers[one.fingerprint] = RuleWaiver(rule, Waiver("Planned for spring", until, ADA))
    return waived(report, waivers)


def states(report: AuditReport, rule: str) -> list[FindingState]:
    return [finding.state for finding in report.findings if finding.rule == rule]


def test_a_waiver_is_of_one_finding_and_keeps_its_place() -> None:
    report = found()
    after = accepted(report, "ALN002")

    assert states(after, "ALN002") == [FindingState.WAIVED, FindingState.OPEN]
    assert [one.fingerprint for one in after.findings] == [
        one.fingerprint for one in report.findings
    ]
    assert [one.waived for one in after.counts if one.rule == "ALN002"] == [1]
    assert sum(one.waived for one in after.counts) == 1
    assert after.counts[0].open == after.counts[0].count - after.counts[0].waived


def test_a_waiver_holds_through_its_last_day() -> None:
    report = found()

    assert accepted(report, "ALN002", until=TODAY - timedelta(days=1)) == report
    assert states(accepted(report, "ALN002", until=TODAY), "ALN002")[0] is FindingState.WAIVED


def test_a_waiver_of_what_is_no_more_changes_nothing() -> None:
    report = found()
    gone = {"0" * 64: RuleWaiver("ALN002", Waiver("Why", TODAY))}

    assert states(waived(report, gone), "ALN002") == [FindingState.OPEN] * 2


def test_findings_are_chosen_by_their_states() -> None:
    findings = accepted(found(), "ALN002", "OBJ001").findings
    open_ones = findings.among(states=[FindingState.OPEN])
    others = findings.among(states=[FindingState.WAIVED])

    assert [one.rule for one in others] == ["ALN002", "OBJ001"]
    assert all(one.waiver == Waiver("Planned for spring", TODAY, ADA) for one in others)
    assert len(open_ones) + len(others) == len(findings)
    assert {one.fingerprint for one in open_ones} | {one.fingerprint for one in others} == {
        one.fingerprint for one in findings
    }
    assert findings.among(states=[FindingState.OPEN, FindingState.WAIVED]) == findings
    assert findings.among(states=[FindingState.RESOLVED]) == ()
    place = findings.place_of(others[0].fingerprint)
    assert place is not None
    assert findings[place] == others[0]
    assert findings.part(place, place + 1) == [others[0]]


def test_the_document_says_why_by_whom_and_until_when() -> None:
    document = json.to_document(accepted(found(), "ALN002"))

    [one] = [row for row in document["findings"] if row["state"] == "WAIVED"]  # type: ignore[attr-defined] # JSON
    assert one["waiver"] == {
        "reason": "Planned for spring",
        "by": "ada",
        "until": TODAY.isoformat(),
    }
    [count] = [row for row in document["counts"] if row["rule"] == "ALN002"]  # type: ignore[attr-defined] # JSON
    assert (count["count"], count["waived"]) == (2, 1)
    written = b"".join(json.written(accepted(found(), "ALN002")))
    assert orjson.loads(written)["findings"] == document["findings"]


def test_code_hosts_see_why_it_is_suppressed() -> None:
    [run] = sarif.to_sarif(accepted(found(), "ALN002"))["runs"]  # type: ignore[misc,index] # JSON

    [one] = [result for result in run["results"] if "suppressions" in result]
    assert one["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": f"Waived until {TODAY} by Ada: Planned for spring",
        }
    ]


def test_ci_systems_see_why_it_is_skipped() -> None:
    root = fromstring(junit.render(accepted(found(), "ALN002")))  # noqa: S314 - our own

    [skipped] = root.findall("./testsuite/testcase/skipped")
    assert skipped.attrib["message"].startswith(
        f"Waived until {TODAY} by Ada: Planned for spring ("
    )


def test_people_see_how_many_are_left_out() -> None:
    report = accepted(found(), "ALN002", "OBJ001")
    told = text.render(report, 100, color=False)

    assert "2 findings are waived." in told
    assert "1 finding is waived." in markdown.render(accepted(found(), "ALN002"))
    assert "waived" not in text.render(found(), 100, color=False)
    assert "WAIVED" in csv.render(report)
