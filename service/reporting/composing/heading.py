"""What a report is of, and the figures at its head."""

from datetime import date
from decimal import Decimal

from service.audit.findings import Severity
from service.audit.formats.scorecard import ROWS, most_to_gain, whole
from service.audit.formats.scorecard import counted as counted_part
from service.audit.metrics import SCORE_WEIGHTS, Metric
from service.narrative.facts import CycleFacts
from service.objectives.rules import Lifecycle
from service.progress.rules import Status
from service.reporting.composing.material import Material
from service.reporting.composing.standing import change
from service.reporting.composing.under_way import checked_in, confidence_of
from service.reporting.history import Numbers
from service.reporting.model import Alignment, Figure, Heading, ScorePart
from service.reporting.wording import counted, day, hundredths, percent, tenths

_WEEK = 7


def heading_of(facts: CycleFacts) -> Heading:
    return Heading(
        organization=facts.organization,
        cycle=facts.name,
        team=facts.team or None,
        state=facts.state.value.lower(),
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        as_of=facts.as_of,
        stage=stage(facts.starts_on, facts.ends_on, facts.as_of),
    )


def stage(starts_on: date | None, ends_on: date | None, as_of: date) -> str:
    """How far through the cycle the day is."""
    if starts_on is not None and as_of < starts_on:
        return f"begins in {counted((starts_on - as_of).days, 'day')}"
    if ends_on is not None and as_of > ends_on:
        return f"ended {counted((as_of - ends_on).days, 'day')} ago"
    if starts_on is None or ends_on is None or ends_on < starts_on:
        return ""
    week = (as_of - starts_on).days // _WEEK + 1
    # A quarter has thirteen, though it is a day or two longer.
    return f"week {week} of {max(week, round(((ends_on - starts_on).days + 1) / _WEEK))}"


def figures_of(material: Material) -> list[Figure]:
    return [
        _objectives(material),
        _progress(material),
        _confidence(material),
        _checked_in(material),
        _alignment(material),
        _decisions(material),
    ]


def _objectives(material: Material) -> Figure:
    live = material.facts.live
    parts = sum(len(goal.key_results) for goal in live)
    drafts = sum(goal.lifecycle is Lifecycle.DRAFT for goal in live)
    meaning = f"with {counted(parts, 'key result')}"
    if drafts:
        meaning += f"; {counted(drafts, 'draft')} among them"
    return Figure("Objectives", f"{len(live):,}", meaning)


def _progress(material: Material) -> Figure:
    now, before = material.together(material.now), material.together(material.before)
    known = sum(goal.progress.value is not None for goal in material.leading)
    expected = "" if now.expected is None else f"{percent(now.expected)} expected; "
    whose = f"the {counted(len(material.leading), material.whose.removesuffix('s'))}"
    of = f"mean of {whose}"
    if not known:
        of = f"none of {whose} has a number" if material.leading else ""
    elif known < len(material.leading):
        of = f"mean of {known:,} with numbers, of {whose.removeprefix('the ')}"
    meaning = expected + of
    moved = None
    if now.progress is not None and before.progress is not None:
        moved = now.progress - before.progress
    value = None if now.progress is None else percent(now.progress)
    told = change(before.progress, now.progress, material.since)
    return Figure("Progress", value, meaning, told, None if not moved else moved > 0)


def _confidence(material: Material) -> Figure:
    now, before = (_mean(material, numbers) for numbers in (material.now, material.before))
    told, moved = "", Decimal(0)
    if now is not None and before is not None and material.since is not None:
        moved = Decimal(tenths(now)) - Decimal(tenths(before))
        sign = "+" if moved > 0 else "−"  # noqa: RUF001  a minus, not a hyphen
        told = f"{sign}{abs(moved)} since {day(material.since)}" if moved else ""
        told = told or f"unmoved since {day(material.since)}"
    count = sum(_says(material))
    meaning = f"of 10, the mean of {counted(count, 'key result')}" if count else ""
    value = None if now is None else tenths(now)
    return Figure("Confidence", value, meaning, told, None if not moved else moved > 0)


def _says(material: Material) -> list[bool]:
    return [
        confidence_of(material.now, goal, one.id) is not None
        for goal in material.facts.live
        for one in goal.key_results
    ]


def _mean(material: Material, numbers: Numbers) -> Decimal | None:
    said = [
        confidence
        for goal in material.facts.live
        for one in goal.key_results
        if (confidence := confidence_of(numbers, goal, one.id)) is not None
    ]
    return Decimal(sum(said)) / len(said) if said else None


def _checked_in(material: Material) -> Figure:
    told = checked_in(material, material.facts.live)
    if not told.of:
        return Figure("Checked in", None, "no key result is under way")
    meaning = (
        f"{told.count:,} of {counted(told.of, 'key result')} under way,"
        f" in {counted(material.cadence_days, 'day')}"
    )
    return Figure("Checked in", f"{hundredths(told.count / told.of)}%", meaning)


def _alignment(material: Material) -> Figure:
    score = material.audit.score
    errors, warnings = len(material.found(Severity.ERROR)), len(material.found(Severity.WARNING))
    found = f"{counted(errors, 'error')} and {counted(warnings, 'warning')} of the audit"
    value = None if score is None else str(whole(score))
    return Figure("Alignment score", value, found if score is None else f"of 100; {found}")


def _decisions(material: Material) -> Figure:
    waiting = material.waiting
    meaning = "none waits"
    if waiting:
        meaning = f"the longest since {day(waiting[0].since)}"
    return Figure("Decisions waiting", f"{len(waiting):,}", meaning)


def alignment_of(material: Material) -> Alignment:
    metrics = material.audit.metrics
    parts = []
    for name, weight in SCORE_WEIGHTS.items():
        metric: Metric = getattr(metrics, name)
        title, meaning = ROWS[name]
        parts.append(ScorePart(title, metric.value, counted_part(metric, meaning), weight))
    score = None if material.audit.score is None else str(whole(material.audit.score))
    return Alignment(score, parts, most_to_gain(material.audit))


def statuses_of(material: Material) -> dict[Status, int]:
    counts = dict.fromkeys(Status, 0)
    for goal in material.facts.live:
        counts[goal.progress.status] += 1
    return {status: count for status, count in counts.items() if count}
