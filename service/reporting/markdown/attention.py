"""What the text says needs somebody: goals, decisions, what is at risk, what the audit found."""

from service.audit.formats.markdown import MARKS as SEVERITIES
from service.audit.formats.markdown import safe
from service.reporting.markdown.parts import Lines, bold, more, section, status, table
from service.reporting.model import Concern, DecisionLine, FindingGroup, Report, RiskLine
from service.reporting.wording import ASKED, counted, day, listed


def attention(report: Report) -> Lines:
    lines: list[str] = []
    for kind in report.concerns:
        lines += ["", f"### {kind.heading} ({kind.count:,})", ""]
        lines += [kind.meaning, ""] if kind.meaning else []
        lines += [*map(_concern, kind.told), *more(kind.more)]
    if report.risks:
        heads = ("who waits", "for", "from", "needed by", "risk owner")
        lines += ["", f"### Waiting for others, and at risk ({len(report.risks):,})", ""]
        lines += table(heads, map(_risk, report.risks))
    yield from section("What needs attention", lines)


def _concern(one: Concern) -> str:
    head = f"{status(one.status)}: " if one.status else ""
    of = f", of {safe(one.of)}" if one.of else ""
    told = listed([safe(one.reason), safe(one.who)])
    return f"- {head}{bold(one.title)}{of}{f': {told}' if told else ''}"


def _risk(one: RiskLine) -> list[str]:
    needed = "" if one.needed_by is None else day(one.needed_by, year=True)
    owner = safe(one.risk_owner) or "nobody named"
    return [safe(one.title), safe(one.provider), safe(one.team), needed, owner]


def decisions(report: Report) -> Lines:
    if not report.decisions:
        return
    heads = ("who asks", "what", "whom", "waiting for", "who decides")
    rows = table(heads, map(_decision, report.decisions))
    count = len(report.decisions) + report.decisions_more
    rest = ["", f"… and {report.decisions_more:,} more"] if report.decisions_more else []
    yield from section(f"Decisions that wait ({count:,})", [*rows, *rest])


def _decision(one: DecisionLine) -> list[str]:
    why = f" (“{safe(one.why)}”)" if one.why else ""
    needed = "" if one.needed_by is None else f", needed by {day(one.needed_by)}"
    who = safe(one.who) or "nobody: no owner, no team"
    return [safe(one.asks) + why, ASKED[one.kind], safe(one.asked), one.waiting + needed, who]


def findings(report: Report) -> Lines:
    lines = [line for group in report.findings for line in _finding(group)]
    if lines and report.notes_found:
        lines += ["", f"{counted(report.notes_found, 'note')} of the audit left out here."]
    yield from section("What the audit found", lines)


def _finding(group: FindingGroup) -> Lines:
    yield f"- {SEVERITIES[group.severity]} **{safe(group.name)}** ({group.count:,}, {group.rule})"
    yield f"  {safe(group.hint)}"
    yield from (f"  - {safe(title)}" for title in group.subjects)
    yield from (f"  {line}" for line in more(group.more))
