"""How the goals of a cycle stand: all counted, the best and the worst named, what they lack."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from service.narrative.facts import CycleFacts, Goal
from service.narrative.measures import PACE_WORDS, how_far, is_owned
from service.narrative.numbers import GOES_WELL, NEEDS_ATTENTION, Pace
from service.narrative.standings import by_pace
from service.narrative.stories import Name, Part, Sentence, Title
from service.narrative.words import capitalized, counted, every, listed, score_text, verb
from service.objectives.rules import Level
from service.progress.scoring import Band

_MOST_NAMED = 3
_MOST_COMPANY = 5

_LOW = (Band.RED, Band.YELLOW)
_LAST = Decimal("Infinity")


def standing(facts: CycleFacts, begun: Sequence[Goal], *, is_over: bool) -> list[Sentence]:
    """How many are ahead, and so on; and where the company's own objectives stand."""
    if not begun:
        return []
    company = [goal for goal in begun if goal.level is Level.COMPANY]
    sentences: list[Sentence] = [[*_counted(begun, "" if is_over else " under way"), "."]]
    if not facts.teams and company and len(begun) > 1:
        is_known = any(goal.progress.pace is not Pace.NO_DATA for goal in company)
        names = named(company, _stands_alone if is_known else _nothing, _MOST_COMPANY)
        sentences.append(["At the level of the company: ", *names, "."])
    return sentences


def _counted(begun: Sequence[Goal], under_way: str) -> list[Part]:
    paces = {goal.progress.pace for goal in begun}
    if paces == {Pace.NO_DATA}:
        whose = "Its one" if len(begun) == 1 else f"None of {counted(len(begun))}"
        nouns = verb(len(begun), "objective", "objectives")
        has = "has no number yet" if len(begun) == 1 else "has a number yet"
        return [f"{whose} {nouns}{under_way} {has}"]
    if len(paces) == 1:
        all_ = every(len(begun), "objective")
        return [f"{all_}{under_way} {verb(len(begun))} {PACE_WORDS[paces.pop()]}"]
    counts = by_pace([goal.progress.pace for goal in begun])
    return [f"Of {counted(len(begun), 'objective')}{under_way}, ", *counts]


def best(begun: Sequence[Goal], *, is_over: bool) -> list[Sentence]:
    """The ones furthest ahead; where scores are given, those scored highest."""
    if is_over and any(goal.grade.score is not None for goal in begun):
        green = sorted((one for one in begun if one.grade.band is Band.GREEN), key=_score)[::-1]
        names = named(green, _scored, _MOST_NAMED, rest=False)
        return [["Scored highest: ", *names, "."]] if green else []
    found = [goal for goal in begun if goal.progress.pace in GOES_WELL]
    found.sort(key=lambda goal: _gap(goal, otherwise=_LAST))
    names = named(found, _stands, _MOST_NAMED, rest=False)
    return [["Furthest ahead: ", *names, "."]] if found else []


def worst(begun: Sequence[Goal], *, is_over: bool) -> list[Sentence]:
    """The ones furthest behind; where scores are given, those scored lowest."""
    if is_over and any(goal.grade.score is not None for goal in begun):
        low = sorted((one for one in begun if one.grade.band in _LOW), key=_score)
        names = named(low, _scored, _MOST_NAMED, rest=False)
        return [["Scored lowest: ", *names, "."]] if low else []
    found = [goal for goal in begun if goal.progress.pace in NEEDS_ATTENTION]
    found.sort(key=lambda goal: -_gap(goal, otherwise=-_LAST))
    found.sort(key=lambda goal: NEEDS_ATTENTION.index(goal.progress.pace))
    names = named(found, _stands, _MOST_NAMED, rest=False)
    return [["Furthest behind: ", *names, "."]] if found else []


def lacking(live: Sequence[Goal], begun: Sequence[Goal]) -> list[Sentence]:
    """Check-ins that are overdue, objectives without key results, and without anybody."""
    measured = [one for goal in begun for one in goal.key_results]
    stale = sum(one.progress.stale for one in measured)
    unmeasured = sum(not goal.key_results for goal in live)
    unowned = sum(not is_owned(goal.owner) for goal in live)
    sentences: list[Sentence] = []
    if stale:
        of = counted(len(measured), "key result")
        late = verb(stale, "is overdue for a check-in", "are overdue for a check-in")
        sentences.append([f"{capitalized(counted(stale))} of {of} {late}."])
    if unmeasured:
        sentences.append([f"{_whose(unmeasured, live, 'a key result', 'no key result')}."])
    if unowned:
        anybody, nobody = "anybody who is accountable", "nobody who is accountable"
        sentences.append([f"{_whose(unowned, live, anybody, nobody)}."])
    return sentences


def _whose(number: int, live: Sequence[Goal], what: str, nothing: str) -> str:
    """`No objective has …` where that is so of all, else `Two objectives have no …`."""
    if number == len(live):
        return f"No objective has {what}"
    who = capitalized(counted(number, "objective"))
    return f"{who} {verb(number, 'has', 'have')} {nothing}"


def named(
    goals: Sequence[Goal], told: Callable[[Goal], Sentence], most: int, *, rest: bool = True
) -> list[Part]:
    """The first of them, each as it is told; and how many more there are."""
    names: list[Sentence] = [[Title(goal.title), *told(goal)] for goal in goals[:most]]
    more = len(goals) - len(names)
    if more and rest:
        names.append(f"{counted(more)} more")
    return listed(names)


def _stands(goal: Goal) -> Sentence:
    """` (Sensors: ahead, 62% where 40% was expected)`."""
    return [" (", *_team(goal), *_standing(goal), ")"]


def _stands_alone(goal: Goal) -> Sentence:
    """The same without its team."""
    return [" (", *_standing(goal), ")"]


def _nothing(_: Goal) -> Sentence:
    return []


def _standing(goal: Goal) -> Sentence:
    far = how_far(goal.progress)
    return [PACE_WORDS[goal.progress.pace], *([f", {far}"] if far else [])]


def _scored(goal: Goal) -> Sentence:
    """` (Sensors: 0.9)`."""
    return [" (", *_team(goal), score_text(_score(goal)), ")"]


def _team(goal: Goal) -> list[Part]:
    return [Name(goal.team), ": "] if goal.team else []


def _score(goal: Goal) -> Decimal:
    return _LAST if goal.grade.score is None else goal.grade.score


def _gap(goal: Goal, *, otherwise: Decimal) -> Decimal:
    gap = goal.progress.gap
    return otherwise if gap is None else gap
