"""The story of one objective: what it is for, how it stands, what it hangs on, how it ended."""

from service.cycles.rules import CycleState
from service.narrative.connections import connected, waiting
from service.narrative.facts import Goal
from service.narrative.grades import graded
from service.narrative.measures import measured_by
from service.narrative.reviewing import said_in
from service.narrative.standings import standing_of
from service.narrative.stories import Name, Paragraph, Part, Sentence, Story, Title, Topic
from service.narrative.words import counted, day, listed
from service.objectives.rules import Lifecycle

_MOST_NAMED = 5


def goal_story(goal: Goal) -> Story:
    """What a chief of staff would say of it."""
    runs = goal.lifecycle in (Lifecycle.ACTIVE, Lifecycle.CLOSED)
    aim = [_aim(goal), *_state(goal), [*_accountable(goal), *_due(goal), "."], *_origin(goal)]
    paragraphs = [
        Paragraph(Topic.GOAL, aim),
        Paragraph(Topic.STANDING, standing_of(goal) if runs else []),
        Paragraph(Topic.ALIGNMENT, connected(goal)),
        Paragraph(Topic.DECISIONS, waiting(goal.decisions, of=goal)),
        Paragraph(Topic.GRADES, graded(goal) if runs else []),
        Paragraph(Topic.LEARNED, [said_in(one, of_itself=True) for one in goal.reviews[:1]]),
    ]
    return Story([one for one in paragraphs if one.sentences])


def _aim(goal: Goal) -> Sentence:
    lies_ahead = _lies_ahead(goal)
    begins: list[Part] = ["We will " if lies_ahead else "We set out to ", Title(goal.title)]
    if not goal.key_results:
        return [*begins, f"; no key result {'measures' if lies_ahead else 'measured'} it."]
    shown = goal.key_results[:_MOST_NAMED]
    names: list[Sentence] = [measured_by(one, goal) for one in shown]
    if more := len(goal.key_results) - len(shown):
        names.append([counted(more, "more key result")])
    return [*begins, " as measured by ", *listed(names), "."]


def _lies_ahead(goal: Goal) -> bool:
    is_open = goal.lifecycle in (Lifecycle.DRAFT, Lifecycle.ACTIVE)
    return is_open and goal.cycle_state is not CycleState.CLOSED


def _state(goal: Goal) -> list[Sentence]:
    match goal.lifecycle:
        case Lifecycle.DRAFT:
            return [["It is a draft."]]
        case Lifecycle.CANCELLED:
            return [["It was cancelled."]]
        case _:
            return []


def _accountable(goal: Goal) -> Sentence:
    owner = goal.owner
    team: list[Part] = [" (", Name(goal.team), ")"] if goal.team else []
    if owner.name and owner.active:
        return [Name(owner.name), *team, " is accountable"]
    if owner.name:
        return [Name(owner.name), *team, " is accountable, but no longer active"]
    if owner.role:
        return ["No person is named as accountable, only a role: ", Name(owner.role), *team]
    if goal.team:
        return ["Team ", Name(goal.team), " has it, and no person is named as accountable"]
    return ["Nobody is accountable for it"]


def _due(goal: Goal) -> Sentence:
    parts: list[Part] = []
    if goal.cycle:
        parts += ["; it is set for ", Name(goal.cycle)]
    if goal.ends_on:
        parts += [" and" if parts else "; it is", f" due on {day(goal.ends_on)}"]
    return parts


def _origin(goal: Goal) -> list[Sentence]:
    if goal.origin is None:
        return []
    of: list[Part] = [" of ", Name(goal.origin.cycle)] if goal.origin.cycle else []
    if goal.origin.title == goal.title:
        return [["It continues the goal of the same name", *of, "."]]
    return [["It continues ", Title(goal.origin.title), *of, "."]]
