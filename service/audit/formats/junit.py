"""JUnit XML, which CI systems show as tests: a suite for each rule, a case for each finding.

Source: the format as Jenkins and GitLab read it; there is no standard.
"""

from collections.abc import Sequence
from datetime import UTC
from itertools import groupby
from operator import attrgetter
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from service.alignment.exports.plain_text import plain, xml_text
from service.audit.findings import Finding, FindingState, Severity
from service.audit.formats.places import NOWHERE, Places, place_of
from service.audit.formats.words import named, rule_title, waived_for
from service.audit.report import AuditReport
from service.audit.rules import RULES
from service.audit.rules.definition import Rule

TITLE_LIMIT = 120


def render(report: AuditReport, places: Places = NOWHERE) -> str:
    """The report as XML.

    A rule that finds nothing is a case that passes, one that is off a case skipped. Errors and
    warnings are failures; notes and what is waived are not.
    """
    by_rule = sorted(report.findings, key=attrgetter("rule"))
    findings_by_rule = {
        rule: list(found) for rule, found in groupby(by_rule, key=attrgetter("rule"))
    }
    timestamp = report.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    root = Element("testsuites", _attributes(name=f"Alignment of {plain(report.organization)}"))
    for rule in RULES:
        cases = [_case(finding, places) for finding in findings_by_rule.get(rule.id, ())]
        root.append(_suite(rule, cases or [_silent(rule, report)], timestamp))
    root.attrib |= {
        count: str(sum(int(suite.attrib[count]) for suite in root))
        for count in ("tests", "failures", "errors", "skipped")
    }
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(rule: Rule, cases: Sequence[Element], timestamp: str) -> Element:
    suite = Element(
        "testsuite",
        _attributes(
            name=f"{rule.id} {rule_title(rule.name)}",
            tests=len(cases),
            failures=sum(case.find("failure") is not None for case in cases),
            errors=0,
            skipped=sum(case.find("skipped") is not None for case in cases),
            time=0,
            timestamp=timestamp,
        ),
    )
    suite.extend(cases)
    return suite


def _silent(rule: Rule, report: AuditReport) -> Element:
    case = Element("testcase", _attributes(classname=rule.id, name="No finding", time=0))
    if rule.id in report.rules_off:
        SubElement(case, "skipped", _attributes(message="The rule is off."))
    return case


def _case(finding: Finding, places: Places) -> Element:
    subject = finding.subject
    place = place_of(subject, places)
    case = Element(
        "testcase",
        _attributes(
            classname=finding.rule,
            name="organization" if subject is None else named(subject, TITLE_LIMIT),
            time=0,
            file=None if place is None else place.file,
            line=None if place is None else place.line,
        ),
    )
    message = plain(finding.message)
    if finding.state is FindingState.WAIVED:
        reason = message if finding.waiver is None else f"{waived_for(finding.waiver)} ({message})"
        SubElement(case, "skipped", _attributes(message=reason))
    elif finding.severity is Severity.INFO:
        SubElement(case, "system-out").text = xml_text(_details(finding, places))
    else:
        failure = SubElement(
            case, "failure", _attributes(type=finding.severity.value, message=message)
        )
        failure.text = xml_text(_details(finding, places))
    return case


def _details(finding: Finding, places: Places) -> str:
    lines = [plain(finding.message), f"Mend: {finding.hint}"]
    lines += [f"Related: {named(ref, TITLE_LIMIT)}" for ref in finding.related]
    place = place_of(finding.subject, places)
    if place is not None:
        lines.append(place.file if place.line is None else f"{place.file}:{place.line}")
    return "\n".join(lines)


def _attributes(**values: object) -> dict[str, str]:
    """The attributes that have a value, as XML may hold them."""
    return {name: xml_text(str(value)) for name, value in values.items() if value is not None}
