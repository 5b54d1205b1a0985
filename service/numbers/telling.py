"""Why the numbers of goals are what they are, from the facts that they were computed from: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from service.identity.rules import day_in
from service.numbers.computing import (
    Computed,
    computed,
    drivers,
    follows_children,
    known_cyclic,
    measured,
    reported_status,
    shares_of,
    window_of,
)
from service.numbers.facts import Facts, KeyResultFacts, ObjectiveFacts
from service.progress.combining import Share
from service.progress.explaining import (
    Driver,
    Explanation,
    explain_combined,
    explain_progress,
    explain_status,
)
from service.progress.forecasting import Forecast, forecast
from service.progress.measuring import keeps
from service.progress.rules import NoProgress, ReportedStatus
from service.progress.status_sentences import Grounds


@dataclass(frozen=True, slots=True)
class Told:
    """One objective that is in use, with its numbers.

    Attributes:
        day: the organization's that the stored numbers are for.
        today: the organization's.
        now: the moment of it.
    """

    facts: Facts
    objective: ObjectiveFacts
    computed: Computed
    day: date
    today: date
    now: datetime

    def key_result(self, id: UUID) -> KeyResultFacts | None:
        """One of its key results in use."""
        return next((one for one in self.objective.key_results if one.id == id), None)


@dataclass(frozen=True, slots=True)
class Foretold:
    """Where a key result will be on the day that it is due."""

    on: date
    forecast: Forecast


def told(facts: Facts, objective: ObjectiveFacts, now: datetime) -> Told:
    today = day_in(facts.timezone, now)
    day = objective.stored.numbers_on or today
    numbers = computed(facts, objective, day, known_cyclic(objective))
    return Told(facts, objective, numbers, day, today, now)


def progress_of_objective(of: Told) -> Explanation:
    shares = drivers(of.objective, of.computed.key_results, of.day)
    is_cyclic = of.computed.objective.no_progress_reason == NoProgress.CYCLE
    return explain_combined(_named(shares), NoProgress.CYCLE if is_cyclic else None)


def status_of_objective(of: Told) -> Explanation:
    numbers = of.computed.objective
    grounds = Grounds(
        progress=numbers.progress,
        expected=numbers.expected,
        due_on=of.objective.ends_on,
        day=of.day,
    )
    return explain_status(grounds, of.facts.settings.lines)


def progress_of_key_result(of: Told, one: KeyResultFacts) -> Explanation:
    if not follows_children(one):
        return explain_progress(measured(one), of.day)
    is_cyclic = one.id in known_cyclic(of.objective)
    shares = shares_of(one.children, of.day)
    return explain_combined(_named(shares), NoProgress.CYCLE if is_cyclic else None)


def status_of_key_result(of: Told, one: KeyResultFacts) -> Explanation:
    numbers, reported = of.computed.key_results[one.id], reported_status(one)
    grounds = Grounds(
        progress=numbers.progress,
        expected=numbers.expected,
        due_on=window_of(of.objective, one).due_on,
        day=of.day,
        keeps=keeps(one.measure.metric_type) and not follows_children(one),
        reported=ReportedStatus(reported) if reported else None,
    )
    return explain_status(grounds, of.facts.settings.lines)


def forecast_of_key_result(
    of: Told, one: KeyResultFacts, points: Sequence[tuple[datetime, Decimal]]
) -> Foretold | None:
    """As of today; what follows its children goes by no values of its own."""
    window = window_of(of.objective, one)
    if window.due_on is None or follows_children(one):
        return None
    found = forecast(measured(one), points, window, of.today, of.now)
    return None if found is None else Foretold(window.due_on, found)


def _named(shares: Sequence[tuple[UUID, Share]]) -> list[Driver]:
    return [
        Driver(id=str(key), weight=one.weight, progress=one.progress, expected=one.expected)
        for key, one in shares
    ]
