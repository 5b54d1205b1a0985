"""The goals of a cycle, team by team."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from service.alignment.rules import AlignmentClass
from service.cycles.rules import CycleState
from service.narrative.facts import Goal
from service.progress.combining import Share as Driver
from service.progress.combining import combine
from service.reporting.composing.cards import line_of
from service.reporting.composing.material import Material
from service.reporting.composing.standing import ratio
from service.reporting.composing.under_way import checked_in
from service.reporting.model import Bar, Share, TeamLine

NO_TEAM = "No team"


def teams_of(material: Material) -> list[TeamLine]:
    """Those that have goals, in the order of the tree; goals of no team last."""
    goals: dict[UUID | None, list[Goal]] = defaultdict(list)
    for goal in material.facts.live:
        goals[goal.team_id].append(goal)
    known = [team for team in material.teams if team in goals]
    others = sorted(goals.keys() - set(known) - {None}, key=str)
    order = [*known, *others, *([None] if None in goals else [])]
    return [_team(material, goals[team]) for team in order]


def _team(material: Material, goals: Sequence[Goal]) -> TeamLine:
    said = [one.confidence for goal in goals for one in goal.key_results]
    confidences = [one for one in said if one is not None]
    return TeamLine(
        name=goals[0].team or NO_TEAM,
        bar=_bar(material, goals),
        statuses=dict(Counter(goal.progress.status for goal in goals)),
        key_results=sum(len(goal.key_results) for goal in goals),
        confidence=sum(confidences) / len(confidences) if confidences else None,
        checked_in=checked_in(material, goals),
        aligned=_aligned(goals),
        graded=_graded(goals),
        goals=[line_of(goal) for goal in goals],
    )


def _bar(material: Material, goals: Sequence[Goal]) -> Bar:
    """What a team's goals come to; many goals together have no status."""
    found = combine(
        [
            Driver(
                material.weights.get(goal.id, Decimal(1)),
                goal.progress.value,
                goal.progress.expected,
            )
            for goal in goals
        ]
    )
    return Bar(ratio(found.progress), ratio(found.expected), status=None)


def _aligned(goals: Sequence[Goal]) -> Share:
    classes = [goal.sight.alignment_class for goal in goals if goal.sight is not None]
    judged = [one for one in classes if one is not AlignmentClass.EXEMPT]
    return Share(sum(one is AlignmentClass.ALIGNED for one in judged), len(judged))


def _graded(goals: Sequence[Goal]) -> Share | None:
    """None before there is anything to grade."""
    scored = sum(goal.grade.score is not None for goal in goals)
    is_time = any(goal.cycle_state in {CycleState.GRADING, CycleState.CLOSED} for goal in goals)
    return Share(scored, len(goals)) if scored or is_time else None
