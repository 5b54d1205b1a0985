"""SARIF 2.1.0, which code hosts and editors show beside the lines it speaks of.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

import re
from datetime import UTC
from pathlib import PurePath
from typing import assert_never
from urllib.parse import quote

from service.alignment.exports.plain_text import plain
from service.audit.findings import Finding, FindingState, Ref, Severity
from service.audit.formats.places import NOWHERE, Place, Places, place_of
from service.audit.formats.words import named, noun, rule_title, waived_for
from service.audit.report import AuditReport
from service.audit.rules import RULES
from service.audit.rules.definition import Rule

MEDIA_TYPE = "application/sarif+json"
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "sightline/v1"
RELATED_SHOWN = 100  # what code hosts accept; a finding's evidence and fingerprint count all
TITLE_LIMIT = 120
_LINK = re.compile(r"\](?=\()")
_INDEX_BY_RULE = {rule.id: index for index, rule in enumerate(RULES)}

Json = dict[str, object]


def to_sarif(report: AuditReport, places: Places = NOWHERE) -> Json:
    """The report as one run of one tool.

    Args:
        report: what the audit found.
        places: where the things it names stand; what has no place is named by its logical
            location alone.
    """
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, places)]}


def _run(report: AuditReport, places: Places) -> Json:
    rules = [_rule(rule) for rule in RULES]
    driver = {"name": "Sightline", "version": report.rule_set, "rules": rules}
    ended = report.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": "sightline/"},
        "invocations": [{"executionSuccessful": True, "endTimeUtc": ended}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places) for finding in report.findings],
        "properties": {
            "organization": report.organization,
            "as_of": report.as_of.isoformat(),
            "rule_set": report.rule_set,
            "score": report.score,
        },
    }


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule_title(rule.name)}."},
        "fullDescription": {"text": rule.rationale},
        "help": {
            "text": rule.hint,
            "markdown": f"**Why:** {rule.rationale}\n\n**Mend:** {rule.hint}",
        },
        "defaultConfiguration": {"level": _level(rule.severity)},
        "properties": {"tags": ["okr", rule.id[:3].lower()]},
    }


def _level(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "error"
        case Severity.WARNING:
            return "warning"
        case Severity.INFO:
            return "note"
        case _:
            assert_never(severity)


def _result(finding: Finding, places: Places) -> Json:
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": _INDEX_BY_RULE[finding.rule],
        "level": _level(finding.severity),
        "message": {"text": _message(finding)},
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": {"evidence": dict(finding.evidence)},
    }
    if finding.subject is not None:
        result["locations"] = [_location(finding.subject, places)]
    if finding.related:
        result["relatedLocations"] = [
            _location(ref, places) | {"id": number, "message": {"text": _text(ref)}}
            for number, ref in enumerate(finding.related[:RELATED_SHOWN], 1)
        ]
    if finding.state is FindingState.WAIVED:
        suppression = {"kind": "external", "status": "accepted"}
        if finding.waiver is not None:
            suppression["justification"] = waived_for(finding.waiver)
        result["suppressions"] = [suppression]
    return result


def _message(finding: Finding) -> str:
    message = plain(finding.message)
    text = message if finding.subject is None else f"{_named(finding.subject)}: {message}"
    return _without_links(text)


def _text(ref: Ref) -> str:
    return _without_links(_named(ref))


def _named(ref: Ref) -> str:
    text = named(ref, TITLE_LIMIT)
    return text[0].upper() + text[1:]


def _without_links(text: str) -> str:
    """A title that reads `[here](address)` stays one: SARIF would make a link of it.

    Not by a backslash, as the standard has it: not every viewer knows that.
    """
    return _LINK.sub("]\u200b", text)


def _location(ref: Ref, places: Places) -> Json:
    name = {"name": ref.key, "fullyQualifiedName": f"{ref.kind}/{ref.key}", "kind": noun(ref.kind)}
    location: Json = {"logicalLocations": [name]}
    place = place_of(ref, places)
    return location if place is None else {"physicalLocation": _physical(place), **location}


def _physical(place: Place) -> Json:
    physical: Json = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line is None:
        return physical
    region: Json = {"startLine": place.line}
    if place.text is not None:
        region["snippet"] = {"text": place.text}
    return {**physical, "region": region}


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
