"""The story of a cycle, of the whole company or of one team: set, moved, learned, graded."""

from collections.abc import Sequence
from datetime import date

from service.cycles.rules import CycleState
from service.narrative.connections import waiting
from service.narrative.cycle_connections import aligned, at_risk
from service.narrative.cycle_standings import best, lacking, standing, worst
from service.narrative.facts import CycleFacts, Decision, Goal
from service.narrative.grades import OVER, grades_of
from service.narrative.reviewing import said_in
from service.narrative.stories import Name, Paragraph, Part, Sentence, Story, Title, Topic
from service.narrative.words import capitalized, counted, day, listed, span, spoken, verb
from service.objectives.rules import Lifecycle

_MOST_REVIEWS = 3

_STATES = {
    CycleState.PLANNING: "The cycle is still being planned.",
    CycleState.GRADING: "The cycle is being graded.",
    CycleState.CLOSED: "The cycle is closed.",
}


def told_of(facts: CycleFacts) -> Story:
    """What a chief of staff would say of it."""
    live = facts.live
    begun = [goal for goal in live if goal.lifecycle is not Lifecycle.DRAFT]
    is_over = facts.state in OVER
    needs = [*worst(begun, is_over=is_over), *lacking(live, begun), *at_risk(live)]
    paragraphs = [
        Paragraph(Topic.SET, [*_set(facts, live), *_when(facts)]),
        Paragraph(Topic.STANDING, standing(facts, begun, is_over=is_over)),
        Paragraph(Topic.GRADES, grades_of(begun) if is_over else []),
        Paragraph(Topic.GOING_WELL, best(begun, is_over=is_over)),
        Paragraph(Topic.ATTENTION, needs),
        Paragraph(Topic.ALIGNMENT, aligned(live)),
        Paragraph(Topic.DECISIONS, waiting(_decisions(live))),
        Paragraph(Topic.LEARNED, _learned(facts)),
    ]
    return Story([one for one in paragraphs if one.sentences])


def _set(facts: CycleFacts, live: Sequence[Goal]) -> list[Sentence]:
    names: list[Sentence] = [[Name(one)] for one in facts.teams or [facts.organization]]
    who = [*listed(names), f" {verb(len(names), 'has', 'have')} set "]
    cycle: list[Part] = [Title(facts.name)]
    if (when := span(facts.starts_on, facts.ends_on)) is not None:
        cycle.append(f" ({when})")
    if not facts.goals:
        return [[*who, "nothing for ", *cycle, "."]]
    if not live:
        gone = f"{verb(len(facts.goals), 'was', 'were')} cancelled"
        what = f"{counted(len(facts.goals), 'objective')} {gone}"
        return [["Of what ", *who, "for ", *cycle, f" nothing is left: {what}."]]
    if any(goal.cycle_id != facts.id for goal in facts.goals):
        cycle.append(" and the cycles inside it")
    teams = {goal.team_id for goal in live} - {None}
    key_results = sum(len(goal.key_results) for goal in live)
    what = f"{counted(len(live), 'objective')} with {counted(key_results, 'key result')}"
    by = f" in {counted(len(teams), 'team')}" if len(teams) > 1 else ""
    return [[*who, f"{what}{by} for ", *cycle, "."], *_not_begun(facts, live)]


def _not_begun(facts: CycleFacts, live: Sequence[Goal]) -> list[Sentence]:
    drafts = sum(goal.lifecycle is Lifecycle.DRAFT for goal in live)
    cancelled = len(facts.goals) - len(live)
    told: list[str] = []
    if drafts:
        number = "all" if drafts == len(live) > 1 else counted(drafts)
        told.append(f"{number} {verb(drafts, 'is still a draft', 'are still drafts')}")
    if cancelled:
        more = " more" if told else ""
        told.append(f"{counted(cancelled)}{more} {verb(cancelled, 'was', 'were')} cancelled")
    return [[spoken(told), "."]] if told else []


def _when(facts: CycleFacts) -> list[Sentence]:
    starts_on, ends_on, today = facts.starts_on, facts.ends_on, facts.as_of
    if facts.state is not CycleState.ACTIVE:
        return [[_STATES[facts.state]]]
    if starts_on is not None and today < starts_on:
        return [[f"It starts on {day(starts_on)}."]]
    if ends_on is not None and today > ends_on:
        return [[f"It ended on {day(ends_on)} and has not been graded."]]
    if starts_on is None or ends_on is None:
        return []
    return [[f"{day(today)} is day {_days(starts_on, today)} of {_days(starts_on, ends_on)}."]]


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _decisions(live: Sequence[Goal]) -> list[Decision]:
    found = [one for goal in live for one in goal.decisions]
    return sorted(found, key=lambda one: (one.since, one.id))


def _learned(facts: CycleFacts) -> list[Sentence]:
    """The latest reviews, those of the cycle before those of its objectives."""
    of_goals = [one for goal in facts.live for one in goal.reviews]
    of_goals.sort(key=lambda one: (one.held_on, one.id), reverse=True)
    reviews = [*facts.reviews, *of_goals]
    sentences = [said_in(one) for one in reviews[:_MOST_REVIEWS]]
    if more := len(reviews) - len(sentences):
        what = counted(more, "more review")
        sentences.append([f"{capitalized(what)} {verb(more)} recorded."])
    return sentences
