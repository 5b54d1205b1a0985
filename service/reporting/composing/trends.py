"""How things came about: progress from week to week, and what stands otherwise than a week ago."""

from collections.abc import Iterator
from datetime import date, timedelta

from service.progress.rules import Status
from service.reporting.composing.material import (
    Material,
    key_result_numbers,
    objective_numbers,
)
from service.reporting.composing.standing import ratio
from service.reporting.model import Change, Changes, Point, Trend
from service.reporting.wording import short

_WEEK = 7
_MOST_STEPS = 14
_MOST_CHANGES = 12
_FEWEST = 2
_PRESSING = [
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.ACHIEVED,
    Status.ON_TRACK,
    Status.NO_DATA,
]


def trend_of(material: Material) -> Trend | None:
    """None where no days are known, or nobody ever told a number."""
    starts, ends = material.facts.starts_on, material.facts.ends_on
    if starts is None or ends is None or ends <= starts or not material.is_told:
        return None
    if material.as_of < starts:
        return None
    points = [_point(material, day) for day in _days(starts, ends, material.as_of)]
    reached = [one for one in points if one.progress is not None]
    if len(reached) < _FEWEST:
        return None
    return Trend(material.whose, min(material.as_of, ends), points)


def _days(starts: date, ends: date, as_of: date) -> list[date]:
    """In steps of whole weeks, with the ends and the day itself."""
    length = (ends - starts).days
    step = _WEEK * max(1, -(-length // (_WEEK * _MOST_STEPS)))
    days = {starts + timedelta(at) for at in range(0, length, step)} | {ends}
    return sorted(days | ({as_of} if starts <= as_of <= ends else set()))


def _point(material: Material, day: date) -> Point:
    found = material.together(material.history.on(day))
    return Point(
        day,
        None if day > material.as_of else ratio(found.progress),
        ratio(found.expected),
    )


def changes_of(material: Material) -> Changes | None:
    """What changed in a cadence; None where there was nothing to change from."""
    if material.since is None:
        return None
    # What got worse comes first.
    found = sorted(_changes(material), key=lambda one: (one.is_better, _PRESSING.index(one.after)))
    return Changes(material.since, found[:_MOST_CHANGES], max(0, len(found) - _MOST_CHANGES))


def _changes(material: Material) -> Iterator[Change]:
    for goal in material.facts.live:
        before = objective_numbers(material.before, goal.id)
        after = objective_numbers(material.now, goal.id)
        if before is not None and after is not None and before.status != after.status:
            yield Change(short(goal.title), "", Status(before.status), Status(after.status))
        for one in goal.key_results:
            then = key_result_numbers(material.before, goal, one.id)
            now = key_result_numbers(material.now, goal, one.id)
            if then is not None and now is not None and then.status != now.status:
                yield Change(
                    short(one.title), short(goal.title), Status(then.status), Status(now.status)
                )
