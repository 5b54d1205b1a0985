"""How an objective stands: its progress, and how each of its key results goes."""

from collections import Counter
from collections.abc import Sequence

from service.cycles.rules import CycleState
from service.narrative.facts import Goal, KeyResult
from service.narrative.measures import PACE_WORDS, how_far, where_it_stands
from service.narrative.numbers import NEEDS_ATTENTION, Pace, Progress
from service.narrative.stories import Part, Sentence, Title
from service.narrative.words import counted, day, every, listed, percent, spoken, verb
from service.objectives.rules import Lifecycle
from service.progress.rules import NoProgress

_MOST_NAMED = 3

_WHY_NONE = {
    NoProgress.NO_DRIVERS: None,  # that nothing measures it has been said
    NoProgress.NO_DATA: "It has no number yet.",
    NoProgress.ZERO_WEIGHT: "Nothing that measures it has any weight, so it has no progress.",
    NoProgress.CYCLE: "It is part of a circle of goals, so its progress cannot be told.",
}


def standing_of(goal: Goal) -> list[Sentence]:
    """How far it has come, how its key results go, and which of them nobody has looked at."""
    if _is_unmeasured(goal):
        return [["Neither it nor its key results have a number yet."], *_stale(goal.key_results)]
    return [*_progress(goal), *_key_results(goal.key_results), *_stale(goal.key_results)]


def by_pace(paces: Sequence[Pace]) -> list[Part]:
    """`12 are ahead, ten on track and three without a number`."""
    number = Counter(paces)
    told: list[Sentence] = []
    for pace in Pace:
        if number[pace]:
            are = "" if told else f"{verb(number[pace])} "
            told.append(f"{counted(number[pace])} {are}{PACE_WORDS[pace]}")
    return listed(told)


def _is_unmeasured(goal: Goal) -> bool:
    paces = {one.progress.pace for one in goal.key_results}
    return goal.progress.why_none is NoProgress.NO_DATA and paces == {Pace.NO_DATA}


def _progress(goal: Goal) -> list[Sentence]:
    progress = goal.progress
    if progress.value is None:
        why = _WHY_NONE[progress.why_none] if progress.why_none else None
        return [[why]] if why else []
    return [[f"{_as_it_is(goal, progress)}."]]


def _as_it_is(goal: Goal, progress: Progress) -> str:
    on = f" by {day(goal.numbers_on)}" if goal.numbers_on else ""
    value = percent(progress.value) if progress.value is not None else ""
    is_over = goal.lifecycle is Lifecycle.CLOSED or goal.cycle_state is CycleState.CLOSED
    match progress.pace:
        case Pace.NO_DATA:
            return f"It stands at {value}, with no expectation to hold that against"
        case Pace.MISSED if not is_over and goal.ends_on:
            return f"It has been overdue since {day(goal.ends_on)}, at {value}"
        case Pace.MISSED:
            return f"It was missed, at {value}"
        case pace:
            return f"It {'was' if is_over else 'is'} {PACE_WORDS[pace]}: {how_far(progress)}{on}"


def _key_results(key_results: Sequence[KeyResult]) -> list[Sentence]:
    if not key_results:
        return []
    paces = [one.progress.pace for one in key_results]
    behind = [one for one in key_results if one.progress.pace in NEEDS_ATTENTION]
    sentences: list[Sentence] = [[f"{_how_many(paces)}."]]
    for one in sorted(behind, key=_worst_first)[:_MOST_NAMED]:
        word = PACE_WORDS[one.progress.pace]
        verb_ = "was" if one.progress.pace is Pace.MISSED else "is"
        sentences.append([Title(one.title), f" {verb_} {word}", *where_it_stands(one), "."])
    return sentences


def _worst_first(one: KeyResult) -> int:
    return NEEDS_ATTENTION.index(one.progress.pace)


def _how_many(paces: Sequence[Pace]) -> str:
    """`Two of three key results are ahead, and one is off track`."""
    number = [(pace, paces.count(pace)) for pace in Pace if pace in paces]
    if len(number) == 1:
        return f"{every(len(paces), 'key result')} {verb(len(paces))} {PACE_WORDS[paces[0]]}"
    told = [f"{counted(count)} {verb(count)} {PACE_WORDS[pace]}" for pace, count in number]
    first, rest = told[0].split(" ", 1)
    told[0] = f"{first} of {counted(len(paces))} key results {rest}"
    return spoken(told)


def _stale(key_results: Sequence[KeyResult]) -> list[Sentence]:
    stale = [one for one in key_results if one.progress.stale]
    if not stale:
        return []
    names: list[Sentence] = []
    for one in stale[:_MOST_NAMED]:
        if one.checked_in_on is None:
            names.append([Title(one.title), " (never)"])
        else:
            names.append([Title(one.title), f" (last on {day(one.checked_in_on)})"])
    if more := len(stale) - len(names):
        names.append([f"{counted(more)} more"])
    return [["A check-in is overdue of ", *listed(names), "."]]
