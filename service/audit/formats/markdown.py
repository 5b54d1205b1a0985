"""The report as a comment on a pull request: what matters at a glance, the details folded away."""

import re
from collections.abc import Iterable, Iterator

from service.alignment.exports.plain_text import plain
from service.audit.findings import Finding, Severity
from service.audit.formats.places import NOWHERE, Places, place_of
from service.audit.formats.scorecard import ROWS, counted, most_to_gain, percent, whole
from service.audit.formats.summaries import by_rule, left_out, subject_matter, to_mend, what
from service.audit.formats.summaries import counted as counted_findings
from service.audit.formats.words import rule_title, shortened
from service.audit.metrics import Metric
from service.audit.packed_findings import Findings
from service.audit.report import AuditReport
from service.audit.rules import RULES_BY_ID

MEDIA_TYPE = "text/markdown"
SUBJECTS_SHOWN = 10
TITLE_LIMIT = 80
CHARACTER_LIMIT = 60_000  # code hosts take comments of at most 65,536
MARKS = {Severity.ERROR: "🔴 error", Severity.WARNING: "🟡 warning", Severity.INFO: "🔵 note"}
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$]")
# Mentions, issue numbers, addresses, :emoji:
_CALLS = re.compile(r"[@#]|(?<=\bGH)-|:(?=//|\w+:)|(?<=\bwww)\.", re.IGNORECASE)


def render(report: AuditReport, places: Places = NOWHERE) -> str:
    """The report, short enough for a comment; it says what it had to leave out."""
    mend, waived = to_mend(report), left_out(report)
    head = [*_head(report), *_rules(mend), *([f"\n{waived}"] if waived else [])]
    room = CHARACTER_LIMIT - len("\n".join(head))
    for findings in by_rule(mend):
        details = "\n".join(_details(findings, places))
        room -= len(details) + 1
        if room < 0:
            head.append("\nMore details do not fit here; `--format text` shows them.")
            break
        head.append(details)
    return "\n".join(head) + "\n"


def safe(text: str) -> str:
    """Text that stays text, in a table too: it formats, links, mentions and refers to nothing."""
    held = _CALLS.sub(lambda match: f"{match[0]}\u200b", plain(text))
    return _MARKUP.sub(r"\\\g<0>", held)


def _head(report: AuditReport) -> Iterator[str]:
    score = "nothing to measure yet" if report.score is None else f"{whole(report.score)} of 100"
    yield f"## Alignment of {safe(report.organization)}: {score}"
    yield ""
    yield safe(subject_matter(report))
    yield ""
    yield from _row(("", "share", ""))
    yield "| --- | ---: | --- |"
    for name, (title, meaning) in ROWS.items():
        metric: Metric = getattr(report.metrics, name)
        yield from _row((title, percent(metric), counted(metric, meaning)))
    gains = most_to_gain(report)
    if gains:
        yield f"\n{gains}"


def _rules(findings: Findings) -> Iterator[str]:
    if not findings:
        yield "\n**Nothing to mend.**"
        return
    yield f"\n### To mend: {counted_findings(findings)}\n"
    yield from _row(("", "rule", "found"))
    yield "| --- | --- | --- |"
    for group in by_rule(findings):
        rule = RULES_BY_ID[group[0].rule]
        mark = MARKS[group[0].severity]
        yield from _row((mark, f"{rule.id} {rule_title(rule.name)}", what(group)))


def _details(findings: Findings, places: Places) -> Iterator[str]:
    rule = RULES_BY_ID[findings[0].rule]
    yield "\n<details>"
    yield f"<summary>{rule.id} {rule_title(rule.name)}: {what(findings)}</summary>\n"
    yield f"**Why:** {safe(rule.rationale)}  "
    yield f"**Mend:** {safe(rule.hint)}\n"
    yield from _row(("where", "what", "finding"))
    yield "| --- | --- | --- |"
    for finding in findings[:SUBJECTS_SHOWN]:
        yield from _row(_cells(finding, places))
    rest = len(findings) - SUBJECTS_SHOWN
    if rest > 0:
        yield f"\n… and {rest:,} more"
    yield "\n</details>"


def _cells(finding: Finding, places: Places) -> tuple[str, str, str]:
    subject = finding.subject
    message = safe(finding.message)
    if subject is None:
        return "", "", message
    place = place_of(subject, places)
    where = subject.key if place is None or place.line is None else f"{place.file}:{place.line}"
    return safe(where), safe(shortened(plain(subject.title), TITLE_LIMIT)), message


def _row(cells: Iterable[str]) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"
