"""How the goals of a cycle hang together: their lines of sight, and what they wait for."""

from collections.abc import Sequence

from service.alignment.rules import Reach
from service.narrative.connections import risky
from service.narrative.cycle_standings import named
from service.narrative.facts import Goal
from service.narrative.stories import Sentence, Title
from service.narrative.words import capitalized, counted, day, every, listed, verb

_MOST_NAMED = 3


def aligned(live: Sequence[Goal]) -> list[Sentence]:
    """How many reach how far, and which reach nothing."""
    known = [goal for goal in live if goal.sight is not None]
    if not known:
        return []
    missing = [goal for goal in known if goal.sight is not None and goal.sight.is_missing]
    told = _reaches(known, missing)
    if len(told) == 1:
        reaches = told[0].split(" ", 1)[1]
        sentences: list[Sentence] = [[f"{every(len(known), 'objective')} {reaches}."]]
    else:
        of = counted(len(known), "objective")
        sentences = [[f"Of {of}, ", *listed(told), "."]]
    if missing:
        names = named(missing, _since, _MOST_NAMED)
        sentences.append(["Without a line of sight: ", *names, "."])
    return sentences


def at_risk(live: Sequence[Goal]) -> list[Sentence]:
    """What goals wait for, and may not get in time."""
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


def _reaches(known: Sequence[Goal], missing: Sequence[Goal]) -> list[str]:
    reaches = [goal.sight.reach for goal in known if goal.sight is not None]
    full, partial = reaches.count(Reach.FULL), reaches.count(Reach.PARTIAL)
    alone = len(known) - full - partial - len(missing)
    return [
        f"{counted(number)} {verb(number, one, more)}"
        for number, one, more in (
            (full, "has a line of sight to the strategy", "have a line of sight to the strategy"),
            (partial, "reaches a company objective", "reach a company objective"),
            (alone, "stands alone on purpose", "stand alone on purpose"),
            (len(missing), "has no line of sight", "have no line of sight"),
        )
        if number
    ]


def _since(goal: Goal) -> Sentence:
    since = goal.sight.since if goal.sight else None
    return [f" (since {day(since)})"] if since else []
