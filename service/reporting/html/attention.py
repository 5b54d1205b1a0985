"""What the page says needs somebody: goals, decisions, what is at risk, what the audit found."""

from service.audit.findings import Severity
from service.reporting.html.parts import more, pill, section, table
from service.reporting.markup import Html, element
from service.reporting.model import Concern, Concerns, DecisionLine, FindingGroup, Report, RiskLine
from service.reporting.wording import ASKED, counted, day, listed

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def attention(report: Report, at: str) -> Html:
    if not (report.concerns or report.risks):
        return Html()
    parts = [*map(_concerns, report.concerns), _risks(report)]
    return section("What needs attention", *parts, id=f"{at}attention")


def _concerns(of: Concerns) -> Html:
    return element(
        "div",
        element("h3", f"{of.heading} ({of.count:,})"),
        element("p", of.meaning, class_="note") if of.meaning else Html(),
        element("ul", *map(_concern, of.told), class_="concerns"),
        more(of.more, ""),
        class_="concern",
    )


def _concern(one: Concern) -> Html:
    told = listed([one.reason, one.who])
    return element(
        "li",
        pill(one.status) if one.status else Html(),
        " ",
        element("span", one.title, class_="title"),
        element("span", f" of {one.of}", class_="of") if one.of else Html(),
        element("span", told, class_="why"),
    )


def _risks(report: Report) -> Html:
    if not report.risks:
        return Html()
    return element(
        "div",
        element("h3", f"Waiting for others, and at risk ({len(report.risks):,})"),
        table(
            "Dependencies at risk",
            ("who waits", "for", "from", "needed by", "risk owner"),
            map(_risk, report.risks),
        ),
        class_="concern",
    )


def _risk(one: RiskLine) -> list[str]:
    needed = "" if one.needed_by is None else day(one.needed_by, year=True)
    return [one.title, one.provider, one.team, needed, one.risk_owner or "nobody named"]


def decisions(report: Report, at: str) -> Html:
    if not report.decisions:
        return Html()
    count = len(report.decisions) + report.decisions_more
    return section(
        f"Decisions that wait ({count:,})",
        table(
            "Proposals and requests that nobody has answered",
            ("who asks", "what", "whom", "waiting for", "who decides"),
            map(_decision, report.decisions),
        ),
        more(report.decisions_more, ""),
        id=f"{at}decisions",
    )


def _decision(one: DecisionLine) -> list[str]:
    asks = element("span", one.asks)
    if one.why:
        asks = element("span", one.asks, element("q", one.why, class_="reason"))
    waiting = one.waiting
    if one.needed_by is not None:
        waiting += f", needed by {day(one.needed_by)}"
    return [asks, ASKED[one.kind], one.asked, waiting, one.who or "nobody: no owner, no team"]


def findings(report: Report, at: str) -> Html:
    if not report.findings:
        return Html()
    notes = Html()
    if report.notes_found:
        told = f"{counted(report.notes_found, 'note')} of the audit are left out here."
        notes = element("p", told, class_="note")
    return section(
        "What the audit found",
        element("ul", *map(_finding, report.findings), class_="findings"),
        notes,
        id=f"{at}findings",
    )


def _finding(group: FindingGroup) -> Html:
    subjects = [element("li", title) for title in group.subjects]
    rest = [element("li", f"… and {group.more:,} more", class_="more")] if group.more else []
    severity = _SEVERITIES[group.severity]
    return element(
        "li",
        element("span", severity, class_=f"pill {severity}"),
        " ",
        element("strong", group.name),
        f" ({group.count:,}) ",
        element("span", group.rule, class_="rule"),
        element("p", group.hint, class_="note"),
        element("ul", *subjects, *rest),
    )
