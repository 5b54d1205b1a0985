"""The story of a cycle, of the whole company or of one team: set, moved, learned, graded."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from service.alignment.rules import Reach
from service.cycles.rules import CycleState
from service.narrative.connections import risky, waiting
from service.narrative.facts import CycleFacts, Decision, Goal
from service.narrative.grades import OVER, grades_of
from service.narrative.measures import PACE_WORDS, how_far, is_owned
from service.narrative.numbers import GOES_WELL, NEEDS_ATTENTION
from service.narrative.reviewing import said_in
from service.narrative.standings import by_pace
from service.narrative.stories import Name, Paragraph, Part, Sentence, Story, Title, Topic
from service.narrative.words import capitalized, counted, day, listed, span, spoken, verb
from service.objectives.rules import Level, Lifecycle

_MOST_NAMED = 3
_MOST_COMPANY = 5

_STATES = {
    CycleState.PLANNING: "It is still being planned.",
    CycleState.GRADING: "It is being graded.",
    CycleState.CLOSED: "It is closed.",
}


def told_of(facts: CycleFacts) -> Story:
    """What a chief of staff would say of it."""
    live = facts.live
    under_way = [goal for goal in live if goal.lifecycle is not Lifecycle.DRAFT]
    paragraphs = [
        Paragraph(Topic.SET, [*_set(facts, live), *_when(facts)]),
        Paragraph(Topic.STANDING, _standing(facts, under_way)),
        Paragraph(Topic.GOING_WELL, _best(under_way)),
        Paragraph(
            Topic.ATTENTION, [*_worst(under_way), *_lacking(live, under_way), *_at_risk(live)]
        ),
        Paragraph(Topic.ALIGNMENT, _alignment(live)),
        Paragraph(Topic.DECISIONS, waiting(_decisions(live))),
        Paragraph(Topic.GRADES, grades_of(under_way) if facts.state in OVER else []),
        Paragraph(Topic.LEARNED, _learned(facts)),
    ]
    return Story([one for one in paragraphs if one.sentences])


def _set(facts: CycleFacts, live: Sequence[Goal]) -> list[Sentence]:
    who: Part = Name(facts.team or facts.organization)
    cycle: list[Part] = [Title(facts.name)]
    if (when := span(facts.starts_on, facts.ends_on)) is not None:
        cycle.append(f" ({when})")
    if not facts.goals:
        return [[who, " has set nothing for ", *cycle, "."]]
    teams = {goal.team_id for goal in live} - {None}
    key_results = sum(len(goal.key_results) for goal in live)
    what = f"{counted(len(live), 'objective')} with {counted(key_results, 'key result')}"
    of = f" of {counted(len(teams), 'team')}" if len(teams) > 1 else ""
    return [[who, f" has set {what}{of} for ", *cycle, "."], *_not_under_way(facts, live)]


def _not_under_way(facts: CycleFacts, live: Sequence[Goal]) -> list[Sentence]:
    drafts = sum(goal.lifecycle is Lifecycle.DRAFT for goal in live)
    cancelled = len(facts.goals) - len(live)
    told: list[str] = []
    if drafts:
        told.append(f"{counted(drafts)} {verb(drafts)} still {verb(drafts, 'a draft', 'drafts')}")
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
    return [[f"{day(today)} is its day {_days(starts_on, today)} of {_days(starts_on, ends_on)}."]]


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _standing(facts: CycleFacts, under_way: Sequence[Goal]) -> list[Sentence]:
    if not under_way:
        return []
    paces = [goal.progress.pace for goal in under_way]
    sentences: list[Sentence] = []
    if len(paces) == 1:
        sentences.append([f"Its one objective under way is {PACE_WORDS[paces[0]]}."])
    else:
        sentences.append(
            [f"Of {counted(len(paces), 'objective')} under way, ", *by_pace(paces), "."]
        )
    company = [goal for goal in under_way if goal.level is Level.COMPANY]
    if facts.team is None and company:
        sentences.append(["The company: ", *_named(company, _stands, _MOST_COMPANY), "."])
    return sentences


def _best(under_way: Sequence[Goal]) -> list[Sentence]:
    found = [goal for goal in under_way if goal.progress.pace in GOES_WELL]
    found.sort(key=lambda goal: _gap(goal, otherwise=Decimal(1)))
    return (
        [["Going best: ", *_named(found, _stands, _MOST_NAMED, rest=False), "."]] if found else []
    )


def _worst(under_way: Sequence[Goal]) -> list[Sentence]:
    found = [goal for goal in under_way if goal.progress.pace in NEEDS_ATTENTION]
    found.sort(
        key=lambda goal: (
            NEEDS_ATTENTION.index(goal.progress.pace),
            -_gap(goal, otherwise=Decimal(-1)),
        )
    )
    if not found:
        return []
    return [["Furthest behind: ", *_named(found, _stands, _MOST_NAMED, rest=False), "."]]


def _lacking(live: Sequence[Goal], under_way: Sequence[Goal]) -> list[Sentence]:
    measured = [one for goal in under_way for one in goal.key_results]
    stale = sum(one.progress.stale for one in measured)
    unmeasured = sum(not goal.key_results for goal in live)
    unowned = sum(not is_owned(goal.owner) for goal in live)
    sentences: list[Sentence] = []
    if stale:
        what = counted(len(measured), "key result")
        sentences.append([f"A check-in is overdue of {counted(stale)} of {what}."])
    if unmeasured:
        what = counted(unmeasured, "objective")
        sentences.append([f"{capitalized(what)} {verb(unmeasured, 'has', 'have')} no key result."])
    if unowned:
        what = counted(unowned, "objective")
        whom = "nobody who is accountable by name or role"
        sentences.append([f"{capitalized(what)} {verb(unowned, 'has', 'have')} {whom}."])
    return sentences


def _at_risk(live: Sequence[Goal]) -> list[Sentence]:
    found = [(goal, one) for goal in live for one in goal.at_risk]
    if not found:
        return []
    shown: list[Sentence] = [
        [Title(goal.title), " waits for ", *risky(one)] for goal, one in found[:_MOST_NAMED]
    ]
    if more := len(found) - len(shown):
        shown.append(f"{counted(more)} more")
    number = capitalized(counted(len(found), "dependency", "dependencies"))
    return [[f"{number} {verb(len(found))} at risk: ", *listed(shown), "."]]


def _alignment(live: Sequence[Goal]) -> list[Sentence]:
    sights = [goal.sight for goal in live if goal.sight is not None]
    if not sights:
        return []
    missing = [goal for goal in live if goal.sight is not None and goal.sight.is_missing]
    full = sum(one.reach is Reach.FULL for one in sights)
    partial = sum(one.reach is Reach.PARTIAL for one in sights)
    alone = len(sights) - full - partial - len(missing)
    told: list[Sentence] = [
        f"{counted(number)} {verb(number, one, more)}"
        for number, one, more in (
            (full, "has a line of sight to the strategy", "have a line of sight to the strategy"),
            (partial, "reaches a company objective", "reach a company objective"),
            (alone, "stands alone on purpose", "stand alone on purpose"),
            (len(missing), "has no line of sight", "have no line of sight"),
        )
        if number
    ]
    sentences: list[Sentence] = [[f"Of {counted(len(sights), 'objective')}, ", *listed(told), "."]]
    if missing:
        names = _named(missing, _unsighted, _MOST_NAMED)
        sentences.append(["Without a line of sight: ", *names, "."])
    return sentences


def _decisions(live: Sequence[Goal]) -> list[Decision]:
    found = [one for goal in live for one in goal.decisions]
    return sorted(found, key=lambda one: (one.since, one.id))


def _learned(facts: CycleFacts) -> list[Sentence]:
    """The latest reviews, those of the cycle before those of its objectives."""
    of_goals = [one for goal in facts.live for one in goal.reviews]
    of_goals.sort(key=lambda one: (one.held_on, one.id), reverse=True)
    reviews = [*facts.reviews, *of_goals]
    sentences = [said_in(one) for one in reviews[:_MOST_NAMED]]
    if more := len(reviews) - len(sentences):
        what = counted(more, "more review")
        sentences.append([f"{capitalized(what)} {verb(more)} recorded."])
    return sentences


def _named(
    goals: Sequence[Goal], told: Callable[[Goal], Sentence], most: int, *, rest: bool = True
) -> list[Part]:
    """The first of them, each as it is told; and how many more there are."""
    names: list[Sentence] = [
        [Title(goal.title), *parts] for goal in goals[:most] for parts in [told(goal)]
    ]
    more = len(goals) - len(names)
    if more and rest:
        names.append(f"{counted(more)} more")
    return listed(names)


def _stands(goal: Goal) -> Sentence:
    """` (Sensors: ahead, 62% where 40% was expected)`."""
    team: list[Part] = [Name(goal.team), ": "] if goal.team else []
    far = how_far(goal.progress)
    return [" (", *team, PACE_WORDS[goal.progress.pace], *([f", {far}"] if far else []), ")"]


def _unsighted(goal: Goal) -> Sentence:
    since = goal.sight.since if goal.sight else None
    return [f" (since {day(since)})"] if since else []


def _gap(goal: Goal, *, otherwise: Decimal) -> Decimal:
    gap = goal.progress.gap
    return otherwise if gap is None else gap
