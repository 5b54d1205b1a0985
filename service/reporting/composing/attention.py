"""What needs somebody: goals, decisions, dependencies, and what the audit found."""

from collections.abc import Iterator, Sequence

from service.alignment.rules import BreakReason
from service.audit.findings import Severity
from service.audit.formats.summaries import by_rule
from service.audit.formats.words import rule_title
from service.audit.packed_findings import Findings
from service.narrative.facts import Goal, KeyResult
from service.progress.rules import Status
from service.reporting.composing.cards import last_word
from service.reporting.composing.material import Material
from service.reporting.composing.standing import reason_of_goal, reason_of_key_result
from service.reporting.model import Concern, Concerns, DecisionLine, FindingGroup, RiskLine
from service.reporting.wording import ago, counted, day, listed, owned_by, short

_MOST_CONCERNS = 8
_MOST_SUBJECTS = 3
_MOST_DECISIONS = 25
_MOST_RISKS = 25

_BREAKS = {
    BreakReason.NO_PARENT: "aligned to nothing",
    BreakReason.PROPOSED_ONLY: "only proposed to a parent",
    BreakReason.DECLINED_ONLY: "its parent declined",
    BreakReason.PARENT_CANCELLED: "its parent was cancelled",
    BreakReason.PARENT_ARCHIVED: "its parent was archived",
    BreakReason.IN_CYCLE: "on a circle of goals",
}


def concerns_of(material: Material) -> list[Concerns]:
    """The most pressing kind first; kinds of which there is nothing are left out."""
    off_track = _standing(material, {Status.OFF_TRACK, Status.MISSED})
    at_risk = _standing(material, {Status.AT_RISK})
    silence = f"No check-in for more than {counted(material.cadence_days, 'day')} and their grace."
    sight = "They lead up to no company objective and to no strategy."
    found = [
        _concerns("Off track or missed", "", off_track),
        _concerns("At risk", "", at_risk),
        _concerns("Gone quiet", silence, _quiet(material)),
        _concerns("Without a line of sight", sight, _out_of_sight(material)),
    ]
    return [one for one in found if one.count]


def _concerns(heading: str, meaning: str, found: Sequence[Concern]) -> Concerns:
    told = found[:_MOST_CONCERNS]
    return Concerns(heading, meaning, told, len(found) - len(told))


def _standing(material: Material, statuses: set[Status]) -> list[Concern]:
    """Objectives before their key results, which stand with them."""
    found = []
    for goal in material.facts.live:
        if goal.progress.status in statuses:
            reason = reason_of_goal(material, goal)
            found.append(Concern(short(goal.title), "", reason, _who(goal), goal.progress.status))
        for one in goal.key_results:
            if one.progress.status in statuses:
                reason = reason_of_key_result(material, goal, one)
                found.append(_of_key_result(goal, one, reason, one.progress.status))
    return found


def _quiet(material: Material) -> list[Concern]:
    """Who has been silent for longest first."""
    found = [
        (one.checked_in_on or material.facts.starts_on or material.as_of, goal, one)
        for goal in material.facts.live
        for one in goal.key_results
        if one.progress.stale
    ]
    ordered = sorted(found, key=lambda row: row[0])
    return [_of_key_result(goal, one, last_word(material, one)) for _, goal, one in ordered]


def _out_of_sight(material: Material) -> list[Concern]:
    return [
        Concern(short(goal.title), "", _broken(goal), _who(goal))
        for goal in material.facts.live
        if goal.sight is not None and goal.sight.is_missing
    ]


def _broken(goal: Goal) -> str:
    sight = goal.sight
    if sight is None or not sight.breaks:
        return ""
    own = next((one for one in sight.breaks if one.node_id == goal.id), None)
    if own is None:
        first = sight.breaks[0]
        return f"broken above it, at “{short(first.title)}”: {_BREAKS[first.reason]}"
    since = "" if sight.since is None else f", without a way up since {day(sight.since)}"
    return f"{_BREAKS[own.reason]}{since}"


def _of_key_result(
    goal: Goal, one: KeyResult, reason: str, status: Status | None = None
) -> Concern:
    owner = owned_by(one.owner) or owned_by(goal.owner) or "no owner"
    who = listed([owner, goal.team or ""])
    return Concern(short(one.title), short(goal.title), reason, who, status)


def _who(goal: Goal) -> str:
    return listed([owned_by(goal.owner) or "no owner", goal.team or ""])


def findings_of(material: Material) -> tuple[list[FindingGroup], int]:
    """Errors and warnings by rule, and how many notes there are besides."""
    serious = material.found(Severity.ERROR, Severity.WARNING)
    notes = len(material.found(Severity.INFO))
    return [_group(of_rule) for of_rule in by_rule(serious)], notes


def _group(of_rule: Findings) -> FindingGroup:
    first = of_rule[0]
    titles = [
        short(finding.message if finding.subject is None else finding.subject.title)
        for finding in of_rule[:_MOST_SUBJECTS]
    ]
    return FindingGroup(
        rule=first.rule,
        name=rule_title(first.name),
        severity=first.severity,
        hint=first.hint,
        subjects=titles,
        more=len(of_rule) - len(titles),
    )


def decisions_of(material: Material) -> tuple[list[DecisionLine], int]:
    """What waits, the longest first, and how much more."""
    told = [
        DecisionLine(
            kind=one.kind,
            asks=short(one.asks),
            asked=short(one.asked),
            waiting=ago((material.as_of - one.since).days).removesuffix(" ago"),
            who=", ".join(one.deciders),
            why=(one.why or "").strip(),
            needed_by=one.needed_by,
        )
        for one in material.waiting[:_MOST_DECISIONS]
    ]
    return told, len(material.waiting) - len(told)


def risks_of(material: Material) -> list[RiskLine]:
    return sorted(_risks(material), key=lambda one: (one.needed_by is None, str(one.needed_by)))[
        :_MOST_RISKS
    ]


def _risks(material: Material) -> Iterator[RiskLine]:
    for goal in material.facts.live:
        for one in goal.at_risk:
            yield RiskLine(
                short(goal.title),
                short(one.provider),
                one.team or "",
                one.needed_by,
                one.risk_owner or "",
            )
