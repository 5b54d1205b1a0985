"""The report as a person reads it: how aligned we are, then what to mend, the worst first."""

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.alignment.exports.plain_text import plain
from service.audit.bottlenecks import NotableBottleneck
from service.audit.findings import Finding, Severity
from service.audit.formats.scorecard import counted as counted_of
from service.audit.formats.scorecard import percent, scorecard
from service.audit.formats.summaries import (
    by_rule,
    counted,
    left_out,
    subject_matter,
    to_mend,
    what,
)
from service.audit.formats.words import rule_title
from service.audit.packed_findings import Findings
from service.audit.report import AuditReport
from service.audit.rules import RULES_BY_ID
from service.audit.teams import TeamStanding

# Enough to see what a rule means and where; notes name theirs on one line.
SUBJECTS_SHOWN = {Severity.ERROR: 5, Severity.WARNING: 3, Severity.INFO: 3}
WIDE = 120  # columns: from here a finding's message stands beside its title
KEY_COLUMNS = 24
ORGANIZATION = "organization"  # named at the head already
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


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
    yield Text(subject_matter(report), style="dim")
    yield Text()
    yield from scorecard(report)
    if report.bottlenecks:
        yield Text()
        yield from _bottlenecks(report.bottlenecks)
    if report.teams:
        yield Text()
        yield from _teams(report.teams)
    yield Text()
    mend = to_mend(report)
    yield _summary(mend)
    if waived := left_out(report):
        yield Text(waived, style="dim")
    for findings in by_rule(mend):
        yield Text()
        yield from _rule(findings, width)
    if report.findings:
        yield Text()
        yield Text("Every finding: --format csv; with its evidence: --format json", style="dim")


def _bottlenecks(bottlenecks: Sequence[NotableBottleneck]) -> Iterator[RenderableType]:
    """Each on one line: who needs it, its key and title."""
    yield Text("Bottlenecks: without them, many key results lose their line of sight", "bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=KEY_COLUMNS)
    table.add_column()
    for one in bottlenecks:
        count = counted_of(one.needed_by, "key results")
        key = Text(plain(one.node.key), style="bold")
        title = Text(plain(one.node.title), no_wrap=True, overflow="ellipsis")
        table.add_row(percent(one.needed_by), count, key, title)
    yield Padding(table, (0, 0, 0, 2))


def _teams(teams: Sequence[TeamStanding]) -> Iterator[RenderableType]:
    """Each on one line: its name, and how many of its goals lead up."""
    yield Text("Where to begin: teams with the most key results out of sight", "bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=KEY_COLUMNS)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    for one in teams:
        name = Text(plain(one.team.title), style="bold")
        objectives = counted_of(one.aligned, "objectives lead up")
        table.add_row(name, counted_of(one.in_sight, "key results in sight"), objectives)
    yield Padding(table, (0, 0, 0, 2))


def _summary(findings: Findings) -> Text:
    if not findings:
        return Text("Nothing to mend.", style="bold green")
    return Text.assemble((f"To mend: {counted(findings)}", "bold"))


def _rule(findings: Findings, width: int) -> Iterator[RenderableType]:
    rule = RULES_BY_ID[findings[0].rule]
    worst = findings[0].severity
    yield Text.assemble(
        (f"{worst:<9}", STYLES[worst]),
        (f"{rule.id}  {rule_title(rule.name)}: ", "bold"),
        (what(findings), STYLES[worst]),
    )
    messages = {finding.message for finding in findings}
    lead = Table.grid(padding=(0, 1))
    if len(messages) == 1:
        lead.add_row("What:", plain(findings[0].message))
    is_note = worst is Severity.INFO
    if not is_note:
        lead.add_row("Why:", rule.rationale)
    lead.add_row("Mend:", rule.hint)
    if is_note:
        lead.add_row("Where:", _keys(findings))
    yield Padding(lead, (0, 0, 0, 2))
    if not is_note and {_kind(finding) for finding in findings} != {ORGANIZATION}:
        yield from _examples(findings, width, with_message=len(messages) > 1)


def _keys(findings: Findings) -> str:
    """The first ones by their keys alone, and how many there are besides."""
    limit = SUBJECTS_SHOWN[Severity.INFO]
    refs = [finding.subject for finding in findings[:limit] if finding.subject]
    rest = len(findings) - limit
    return ", ".join(plain(ref.key) for ref in refs) + (f" and {rest:,} more" if rest > 0 else "")


def _kind(finding: Finding) -> str:
    return ORGANIZATION if finding.subject is None else finding.subject.kind


def _examples(findings: Findings, width: int, *, with_message: bool) -> Iterator[RenderableType]:
    """The first ones, and how many there are besides."""
    shown = findings[: SUBJECTS_SHOWN[findings[0].severity]]
    yield Padding(_subjects(shown, width, with_message=with_message), (0, 0, 0, 4))
    if len(findings) > len(shown):
        rest = f"… and {len(findings) - len(shown):,} more"
        yield Padding(Text(rest, style="dim"), (0, 0, 0, 4))


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
