"""JUnit XML, read back by a parser of CI reports."""

from dataclasses import replace

from junitparser import Failure, JUnitXml, Skipped

from service.audit.formats.junit import render
from service.audit.formats.places import Place
from service.audit.rules import RULES
from service.objectives.rules import Lifecycle
from tests.audit.flawed import FLAWED
from tests.audit.organization import objective, quarter, report_on, waived_finding

PLACES = {("objective", "a"): Place("okrs/a.yaml", 12)}


def suites_of(report, places=PLACES):
    xml = JUnitXml.fromstring(render(report, places).encode())
    return {suite.name.split()[0]: suite for suite in xml}


def test_the_sums_are_those_of_the_cases():
    report = report_on(FLAWED)

    xml = JUnitXml.fromstring(render(report).encode())

    cases = [case for suite in xml for case in suite]
    failed = [case for case in cases if any(isinstance(one, Failure) for one in case.result)]
    assert (xml.tests, xml.failures, xml.errors) == (len(cases), len(failed), 0)
    assert len(failed) == sum(finding.severity != "INFO" for finding in report.findings)
    for suite in xml:
        assert suite.tests == len(list(suite))


def test_a_finding_is_a_case_that_failed():
    [case] = suites_of(report_on([objective("a")]))["ALN002"]

    assert (case.classname, case.name) == ("ALN002", "objective a “Title of a”")
    [failure] = case.result
    assert failure.type == "ERROR"
    assert failure.message == "No parent, and no reason given for standing alone."
    assert failure.text.splitlines() == [
        "No parent, and no reason given for standing alone.",
        "Mend: Link it to the goal it contributes to, or record the reason why it stands alone.",
        "okrs/a.yaml:12",
    ]
    assert 'file="okrs/a.yaml" line="12"' in render(report_on([objective("a")]), PLACES)


def test_a_note_is_no_failure():
    draft = objective("a", cycle="q2", lifecycle=Lifecycle.DRAFT)

    suite = suites_of(report_on([quarter(), draft]))["CYC006"]

    [case] = suite
    assert (suite.failures, case.is_passed) == (0, True)
    assert case.system_out.startswith("Still a draft")


def test_a_rule_that_finds_nothing_passes():
    suites = suites_of(report_on([]))

    assert list(suites) == [rule.id for rule in RULES]
    [case] = suites["ALN001"]
    assert (case.name, case.is_passed) == ("No finding", True)


def test_a_rule_that_is_off_is_skipped():
    report = report_on([objective("a")], settings={"severities": {"ALN002": "off"}})

    [case] = suites_of(report)["ALN002"]

    assert [type(one) for one in case.result] == [Skipped]


def test_what_is_waived_is_skipped():
    report = report_on([objective("a")])
    waived = tuple(waived_finding(one) for one in report.findings)

    suite = suites_of(replace(report, findings=waived))["ALN002"]

    assert (suite.failures, suite.skipped) == (0, 1)


def test_no_title_breaks_the_document():
    title = "A <b>\"bold\"</b> & 'quoted' ]]> \x00\x07\x1b\ufffe goal 🚀\nnext"

    [case] = suites_of(report_on([replace(objective("a"), title=title)]))["ALN002"]

    assert case.name == "objective a “A <b>\"bold\"</b> & 'quoted' ]]> goal 🚀 next”"
