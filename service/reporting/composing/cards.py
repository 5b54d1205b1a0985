"""Objectives told in full."""

from collections.abc import Sequence
from dataclasses import replace

from service.narrative.facts import Goal, KeyResult
from service.narrative.grades import OUTCOMES
from service.narrative.numbers import Grade
from service.objectives.rules import Level
from service.reporting.composing.material import Material
from service.reporting.composing.standing import (
    bar_of,
    change_of_goal,
    reason_of_goal,
    reason_of_key_result,
)
from service.reporting.model import Card, Confidence, GoalLine, KeyResultLine, Note
from service.reporting.wording import LEVELS, ago, measured, owned_by, short, tenths

_MOST_CARDS = 12
_MOST_POINTS = 12
_MOST_BELOW = 6


def top_of(material: Material) -> tuple[str, list[Card], int]:
    """What they are called, the objectives at the top, and how many more there are."""
    heading, goals = _chosen(material)
    told = [card_of(material, goal) for goal in goals[:_MOST_CARDS]]
    return heading, told, max(0, len(goals) - _MOST_CARDS)


def _chosen(material: Material) -> tuple[str, Sequence[Goal]]:
    live = material.facts.live
    if material.facts.team:
        return f"Objectives of {material.facts.team}", live
    company = [goal for goal in live if goal.level is Level.COMPANY]
    if company or material.above:
        return "Company objectives", [*material.above, *company]
    # They come with the highest level first, and those of no level last.
    level = live[0].level if live else None
    if level is None:
        return "Objectives", live
    return f"{LEVELS[level].title()} objectives", [goal for goal in live if goal.level is level]


def card_of(material: Material, goal: Goal) -> Card:
    is_here = goal.cycle_id == material.facts.id
    return Card(
        title=goal.title,
        bar=bar_of(goal.progress),
        reason=reason_of_goal(material, goal),
        owner=owned_by(goal.owner),
        team=goal.team or "",
        cycle="" if is_here else goal.cycle or "",
        serves=[short(title) for title in goal.parents],
        change=change_of_goal(material, goal),
        supported_by=len(material.supporters.get(goal.id, ())),
        below=_below(material, goal),
        out_of_sight=goal.sight is not None and goal.sight.is_missing,
        key_results=[_key_result(material, goal, one) for one in goal.key_results],
        score=score_of(goal.grade),
        band=goal.grade.band,
        outcome="" if goal.grade.outcome is None else OUTCOMES[goal.grade.outcome],
    )


def line_of(goal: Goal) -> GoalLine:
    return GoalLine(
        title=goal.title,
        bar=bar_of(goal.progress),
        owner=owned_by(goal.owner),
        key_results=len(goal.key_results),
        level="" if goal.level is None else LEVELS[goal.level],
        out_of_sight=goal.sight is not None and goal.sight.is_missing,
        score=score_of(goal.grade),
        band=goal.grade.band,
    )


def _below(material: Material, goal: Goal) -> list[GoalLine]:
    """Those of the cycle that carry it, in the order of the cycle."""
    ids = set(material.supporters.get(goal.id, ()))
    found = [one for one in material.facts.live if one.id in ids]
    return [replace(line_of(one), title=short(one.title)) for one in found[:_MOST_BELOW]]


def score_of(grade: Grade) -> str | None:
    return None if grade.score is None else tenths(grade.score)


def _key_result(material: Material, goal: Goal, one: KeyResult) -> KeyResultLine:
    return KeyResultLine(
        title=one.title,
        bar=bar_of(one.progress),
        reason=reason_of_key_result(material, goal, one),
        owner=owned_by(one.owner) or owned_by(goal.owner),
        measure=measured(one.measure),
        confidence=one.confidence,
        confidences=_confidences(material, one),
        checked_in=last_word(material, one) if one.progress.stale else "",
        note=_note(material, one),
        score=score_of(one.grade),
        band=one.grade.band,
    )


def last_word(material: Material, one: KeyResult) -> str:
    """When it was checked in last."""
    if one.checked_in_on is None:
        return "never checked in"
    return f"last check-in {ago((material.as_of - one.checked_in_on).days)}"


def _confidences(material: Material, one: KeyResult) -> list[Confidence]:
    said = [
        Confidence(check_in.day, check_in.confidence)
        for check_in in material.history.check_ins.get(one.id, ())
        if check_in.day <= material.as_of and check_in.confidence is not None
    ]
    return said[-_MOST_POINTS:]


def _note(material: Material, one: KeyResult) -> Note | None:
    """The last that somebody wrote."""
    for check_in in reversed(material.history.check_ins.get(one.id, ())):
        if check_in.day <= material.as_of and check_in.note and check_in.note.strip():
            return Note(check_in.note.strip(), check_in.day, check_in.author)
    return None
