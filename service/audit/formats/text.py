"""The report as a person reads it: how aligned we are, then what to mend, the worst first."""

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import groupby
from operator import attrgetter

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.audit.findings import SEVERITY_RANK, Finding, Severity
from service.audit.formats.scorecard import scorecard
from service.audit.report import AuditReport
from service.audit.rules import RULES_BY_ID

SUBJECTS_SHOWN = 5
WIDE = 120  # columns: from here a finding's message stands beside its title
KEY_COLUMNS = 24
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
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


def render(report: AuditReport, width: int, *, color: bool) -> str:
    """The report as lines of at most `width` columns; escape codes only with `color`."""
    paper = StringIO()
    console = Console(
        file=paper,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        emoji=False,
        markup=False,
        highlight=False,
        legacy_windows=False,
    )
    console.print(Group(*_parts(report, width)))
    lines = (line.rstrip() for line in paper.getvalue().splitlines())
    return "\n".join(lines) + "\n"


def _parts(report: AuditReport, width: int) -> Iterator[RenderableType]:
    yield Text.assemble(("Alignment of ", ""), (plain(report.organization), "bold"))
    yield Text(_subject_matter(report), style="dim")
    yield Text()
    yield from scorecard(report)
    yield Text()
    yield _summary(report.findings)
    for findings in _by_rule(report.findings):
        yield Text()
        yield from _rule(findings, width)
    if report.findings:
        yield Text()
        yield Text("Every finding with its evidence: --format json", style="dim")


def _subject_matter(report: AuditReport) -> str:
    parts = [f"as of {report.as_of}"]
    if report.scope_cycles:
        parts.append(f"cycle {plain(', '.join(report.scope_cycles))}")
    if report.scope_teams:
        parts.append(f"team {plain(', '.join(report.scope_teams))}")
    if len(parts) == 1:
        parts.append("everything live")
    return " · ".join(parts)


def _summary(findings: Sequence[Finding]) -> Text:
    if not findings:
        return Text("Nothing to mend.", style="bold green")
    return Text.assemble((f"To mend: {_counted(findings)}", "bold"))


def _counted(findings: Sequence[Finding]) -> str:
    """How many of each severity, such as `2 errors, 1 warning`."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return ", ".join(
        f"{count:,} {NOUNS[severity][count != 1]}" for severity, count in counts.items() if count
    )


def _by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of each rule; rules by their worst finding, then as the registry has them."""
    by_rule = sorted(findings, key=lambda finding: _RANK_BY_RULE[finding.rule])
    groups = [list(group) for _, group in groupby(by_rule, attrgetter("rule"))]
    return sorted(groups, key=lambda group: SEVERITY_RANK[group[0].severity])


def _rule(findings: Sequence[Finding], width: int) -> Iterator[RenderableType]:
    rule = RULES_BY_ID[findings[0].rule]
    worst = findings[0].severity
    yield Text.assemble(
        (f"{worst:<9}", STYLES[worst]),
        (f"{rule.id}  {_title(rule.name)}: ", "bold"),
        (_what(findings), STYLES[worst]),
    )
    messages = {finding.message for finding in findings}
    lead = Table.grid(padding=(0, 1))
    if len(messages) == 1:
        lead.add_row("What:", plain(findings[0].message))
    lead.add_row("Why:", rule.rationale)
    lead.add_row("Mend:", rule.hint)
    yield Padding(lead, (0, 0, 0, 2))
    shown = findings[:SUBJECTS_SHOWN]
    yield Padding(_subjects(shown, width, with_message=len(messages) > 1), (0, 0, 0, 4))
    rest = len(findings) - SUBJECTS_SHOWN
    if rest > 0:
        yield Padding(Text(f"… and {rest:,} more", style="dim"), (0, 0, 0, 4))


def _title(name: str) -> str:
    """A rule's name as words, such as `Key result without line of sight`."""
    words = " ".join("key result" if word == "kr" else word for word in name.split("-"))
    return words[0].upper() + words[1:]


def _what(findings: Sequence[Finding]) -> str:
    """How many of what, such as `3 objectives (1 error, 2 warnings)`."""
    subjects = {finding.subject for finding in findings}
    kinds = {"" if ref is None else ref.kind for ref in subjects}
    noun = kinds.pop() if len(kinds) == 1 and len(subjects) == len(findings) else ""
    one, many = NOUNS_BY_RULE.get(findings[0].rule) or NOUNS_BY_KIND.get(noun, A_FINDING)
    count = f"{len(findings):,} {one if len(findings) == 1 else many}"
    is_mixed = len({finding.severity for finding in findings}) > 1
    return f"{count} ({_counted(findings)})" if is_mixed else count


def _subjects(findings: Sequence[Finding], width: int, *, with_message: bool) -> Table:
    """Key and title of each, the title on one line; the message beside it or below."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=KEY_COLUMNS)
    table.add_column()
    if is_wide := with_message and width >= WIDE:
        table.add_column()
    for finding in findings:
        ref = finding.subject
        key, title = ("", "") if ref is None else (plain(ref.key), plain(ref.title))
        name = Text(title, no_wrap=True, overflow="ellipsis")
        message = Text(plain(finding.message), style="dim")
        table.add_row(Text(key, style="bold"), name, *([message] if is_wide else []))
        if with_message and not is_wide:
            table.add_row("", message)
    return table


def plain(text: str) -> str:
    """One line of printable characters: a title may hold newlines and escape codes."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
