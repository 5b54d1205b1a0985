"""What a report says for people, before any layout: its scope, its rules, how many of what."""

from service.alignment.exports.plain_text import plain
from service.audit.findings import SEVERITY_RANK, FindingState, Severity
from service.audit.packed_findings import Findings
from service.audit.report import AuditReport
from service.audit.rules import RULES_BY_ID

NOUNS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("note", "notes"),
}
NOUNS_BY_KIND = {
    "objective": ("objective", "objectives"),
    "key_result": ("key result", "key results"),
    "initiative": ("initiative", "initiatives"),
    "strategy_element": ("strategy element", "strategy elements"),
    "team": ("team", "teams"),
    "cycle": ("cycle", "cycles"),
}
NOUNS_BY_RULE = {
    "ALN001": ("circle", "circles"),
    "ALN003": ("cluster", "clusters"),
    "DEP001": ("circle", "circles"),
}
A_FINDING = ("finding", "findings")
_RANK_BY_RULE = {rule: rank for rank, rule in enumerate(RULES_BY_ID)}


def subject_matter(report: AuditReport) -> str:
    """The day and the scope, such as `as of 2024-05-01 · cycle q1`."""
    parts = [f"as of {report.as_of}"]
    if report.scope_cycles:
        parts.append(f"cycle {plain(', '.join(report.scope_cycles))}")
    if report.scope_teams:
        parts.append(f"team {plain(', '.join(report.scope_teams))}")
    if len(parts) == 1:
        parts.append("everything live")
    return " · ".join(parts)


def counted(findings: Findings) -> str:
    """How many of each severity, such as `2 errors, 1 warning`."""
    counts = dict.fromkeys(Severity, 0)
    for group in findings.groups:
        counts[group.heading.severity] += len(group)
    return ", ".join(
        f"{count:,} {NOUNS[severity][count != 1]}" for severity, count in counts.items() if count
    )


def to_mend(report: AuditReport) -> Findings:
    """The findings but for those that are waived."""
    return report.findings.among(states=[FindingState.OPEN])


def left_out(report: AuditReport) -> str:
    """How many are waived, such as `3 findings are waived.`; nothing where none is."""
    count = sum(row.waived for row in report.counts)
    words = "1 finding is" if count == 1 else f"{count:,} findings are"
    return f"{words} waived." if count else ""


def by_rule(findings: Findings) -> list[Findings]:
    """The findings of each rule; rules by their worst finding, then as the registry has them."""
    worst = {
        group.heading.rule: SEVERITY_RANK[group.heading.severity]
        for group in reversed(findings.groups)
    }
    rules = sorted(worst, key=lambda rule: (worst[rule], _RANK_BY_RULE[rule]))
    return [findings.among(rules=[rule]) for rule in rules]


def what(findings: Findings) -> str:
    """How many of what one rule found, such as `3 objectives (1 error, 2 warnings)`."""
    refs = (finding.subject for finding in findings)
    subjects = {"" if ref is None else f"{ref.kind}\0{ref.id}" for ref in refs}
    kinds = {subject.partition("\0")[0] for subject in subjects}
    kind = kinds.pop() if len(kinds) == 1 and len(subjects) == len(findings) else ""
    one, many = NOUNS_BY_RULE.get(findings[0].rule) or NOUNS_BY_KIND.get(kind, A_FINDING)
    count = f"{len(findings):,} {one if len(findings) == 1 else many}"
    is_mixed = len(findings.groups) > 1
    return f"{count} ({counted(findings)})" if is_mixed else count
