"""One key result by itself, from its raw facts: what domain.md §4 says, in Fractions.

None of it knows the service: where they differ, one of them is wrong.
"""

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.reckoning.facts import Aim, Goal, World

PLACES = 10**12
KEEPING = ("MAINTAIN_ABOVE", "MAINTAIN_BELOW", "MAINTAIN_RANGE")


def kept(ratio: Fraction | None) -> Fraction | None:
    """As it is stored: 12 places, half up (away from zero)."""
    if ratio is None:
        return None
    units = (abs(ratio) * PLACES * 2 + 1) // 2
    return Fraction(units if ratio >= 0 else -units, PLACES)


def within(raw: Fraction | None) -> Fraction | None:
    return None if raw is None else max(Fraction(0), min(Fraction(1), raw))


def latest(goal: Goal, name: str) -> object:
    """What its check-ins say last, in time and not in arrival; of the corrected ones, nothing."""
    corrected = {word.corrects for word in goal.words}
    said = [
        (word.at, word.id, getattr(word, name))
        for word in goal.words
        if word.id not in corrected and getattr(word, name) is not None
    ]
    return max(said)[2] if said else None


def value_of(goal: Goal) -> Fraction | None:
    if goal.follows == "KPI" and goal.readings:
        return max(goal.readings)[1]
    said = latest(goal, "value")
    return said if isinstance(said, Fraction) else goal.set_value


def checked_in_at(goal: Goal) -> datetime | None:
    found = latest(goal, "at")
    return found if isinstance(found, datetime) else None


def raw_of(goal: Goal, day: date) -> Fraction | None:
    """Raw progress of what its own numbers measure."""
    value, kind = value_of(goal), goal.metric_type
    if kind == "MILESTONE":
        if not goal.stages:
            return value if value is not None and 0 <= value <= 1 else None
        whole = sum(weight for weight, _, _ in goal.stages)
        done = sum(weight for weight, _, done in goal.stages if done is not None and done <= day)
        return Fraction(done, whole) if whole else None
    if value is None:
        return None
    if kind == "BASELINE":
        return Fraction(1)
    if kind == "BINARY":
        line = goal.target if goal.target is not None and goal.target > 0 else 1
        return Fraction(int(value >= line))
    if kind in KEEPING:
        return held(goal, value)
    return way(goal, value)


def way(goal: Goal, value: Fraction) -> Fraction | None:
    if goal.start is None or goal.target is None or goal.start == goal.target:
        return None
    return (value - goal.start) / (goal.target - goal.start)


def held(goal: Goal, value: Fraction) -> Fraction | None:
    lower, upper = goal.lower, goal.upper
    if goal.metric_type == "MAINTAIN_ABOVE":
        lower, upper = goal.target if lower is None else lower, None
    if goal.metric_type == "MAINTAIN_BELOW":
        lower, upper = None, goal.target if upper is None else upper
    if lower is None and upper is None:
        return None
    return Fraction(int((lower is None or value >= lower) and (upper is None or value <= upper)))


def due_of(goal: Goal, aim: Aim) -> date | None:
    return aim.ends_on if goal.due_on is None else goal.due_on


def expected_of(goal: Goal, aim: Aim, day: date) -> Fraction | None:
    start, due, kind = aim.starts_on, due_of(goal, aim), goal.metric_type
    if due is None:
        return None
    if kind in ("BINARY", "BASELINE"):
        return Fraction(int(day >= due))
    if kind in KEEPING:
        return None if start is not None and day < start else Fraction(1)
    if kind == "MILESTONE" and goal.stages:
        whole = sum(weight for weight, _, _ in goal.stages)
        asked = sum(weight for weight, on, _ in goal.stages if min(on or due, due) <= day)
        return Fraction(asked, whole) if whole else None
    return on_the_line(goal, start, due, day)


def on_the_line(goal: Goal, start: date | None, due: date, day: date) -> Fraction | None:
    """Straight from point to point; a checkpoint counts between start and due day only."""
    if day >= due:
        return Fraction(1)
    if start is not None and day <= start:
        return Fraction(0)
    points = {due: Fraction(1)}
    for on, value in goal.checkpoints:
        share = within(kept(way(goal, value)))
        if share is not None and on < due and (start is None or start < on):
            points[on] = share
    if start is not None:
        points[start] = Fraction(0)
    before = [on for on in points if on <= day]
    if not before:
        return None
    first, last = max(before), min(on for on in points if on > day)
    share = Fraction((day - first).days, (last - first).days)
    return points[first] + share * (points[last] - points[first])


def is_stale(world: World, goal: Goal, aim: Aim, status: str, day: date) -> bool:
    due = due_of(goal, aim)
    if aim.lifecycle != "ACTIVE" or aim.cycle_state in ("PLANNING", "CLOSED"):
        return False
    if status == "ACHIEVED":
        return False
    if (aim.starts_on is not None and day < aim.starts_on) or (due is not None and day > due):
        return False
    moment = checked_in_at(goal)
    if moment is not None:
        since = moment.astimezone(ZoneInfo(world.timezone)).date()
    else:
        since = max(aim.starts_on or date.min, goal.created_on)
    return (day - since).days > world.patience_days
