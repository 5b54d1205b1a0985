"""What a report is composed of, all of it as of one day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from service.audit.findings import FindingState, Severity
from service.audit.packed_findings import Findings
from service.audit.report import AuditReport
from service.narrative.facts import CycleFacts, DecisionKind, Goal, KeyResult
from service.narrative.numbers import Progress
from service.narrative.stories import Story
from service.numbers.computing import Computed
from service.numbers.derived import KeyResultNumbers, ObjectiveNumbers
from service.objectives.rules import Level
from service.progress.combining import Combined, Share, combine
from service.progress.rules import NoProgress, Status
from service.reporting.history import History, Numbers


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal or request that nobody has answered.

    Attributes:
        deciders: names of who decides; of a team's goal that nobody owns, of its leads.
    """

    kind: DecisionKind
    asks: str
    asked: str
    since: date
    deciders: Sequence[str]
    why: str | None = None
    needed_by: date | None = None


@dataclass(frozen=True)
class Material:
    """Everything there is to tell of a cycle.

    Attributes:
        facts: the cycle and its goals, with the numbers of the day.
        above: the company objectives of the longer cycles that it lies in, the same.
        weights: of objectives, by id; 1 where none stands here.
        teams: ids in the order of the organization's tree.
        now: the numbers of the day.
        supporters: the goals that are aligned to an objective or its key results, by its id.
        waiting: what waits for a decision, the longest first.
        cadence_days: how often a key result is to be checked in.
    """

    facts: CycleFacts
    above: Sequence[Goal]
    story: Story
    history: History
    now: Numbers
    audit: AuditReport
    weights: Mapping[UUID, Decimal]
    teams: Sequence[UUID]
    supporters: Mapping[UUID, Sequence[UUID]]
    waiting: Sequence[Waiting]
    cadence_days: int

    @property
    def as_of(self) -> date:
        return self.facts.as_of

    @cached_property
    def since(self) -> date | None:
        """A cadence before the day; None where nothing was under way then, or now."""
        starts, ends = self.facts.starts_on, self.facts.ends_on
        is_over = ends is not None and self.as_of > ends
        if is_over or not self.is_told or self.as_of.toordinal() <= self.cadence_days:
            return None
        since = self.as_of - timedelta(self.cadence_days)
        return None if starts is not None and since < starts else since

    @cached_property
    def before(self) -> Numbers:
        return {} if self.since is None else self.history.on(self.since)

    @cached_property
    def is_told(self) -> bool:
        """Whether anybody said anything in the cycle, by then."""
        first = self.facts.starts_on or date.min
        days = self.history.days_told(goal.id for goal in self.facts.live)
        return any(first <= day <= self.as_of for day in days)

    @cached_property
    def leading(self) -> Sequence[Goal]:
        """The goals whose progress is the cycle's: the company's own, where there are any."""
        live = self.facts.live
        company = [goal for goal in live if goal.level is Level.COMPANY]
        return company if company and not self.facts.team else live

    def found(self, *severities: Severity) -> Findings:
        """What the audit found of these severities, and nobody has waived."""
        return self.audit.findings.among(severities=severities, states=[FindingState.OPEN])

    @property
    def whose(self) -> str:
        """What `leading` are called."""
        of_company = not self.facts.team and any(
            goal.level is Level.COMPANY for goal in self.leading
        )
        return "company objectives" if of_company else "objectives"

    def together(self, numbers: Numbers) -> Combined:
        """What the leading goals come to, each by its weight."""
        return combine(
            [
                Share(self.weights.get(goal.id, Decimal(1)), own.progress, own.expected)
                for goal in self.leading
                if (own := objective_numbers(numbers, goal.id)) is not None
            ]
        )


def objective_numbers(numbers: Numbers, id_: UUID) -> ObjectiveNumbers | None:
    found = numbers.get(id_)
    return None if found is None else found.objective


def key_result_numbers(numbers: Numbers, goal: Goal, id_: UUID) -> KeyResultNumbers | None:
    found = numbers.get(goal.id)
    return None if found is None else found.key_results.get(id_)


def with_numbers(goal: Goal, numbers: Computed, history: History, day: date) -> Goal:
    """The goal as it stood on the day."""
    own = numbers.objective
    parts = [
        _key_result(one, found, history, day)
        for one in goal.key_results
        if (found := numbers.key_results.get(one.id)) is not None
    ]
    progress = _progress(own)
    why_none = own.no_progress_reason and NoProgress(own.no_progress_reason)
    return replace(
        goal,
        key_results=parts,
        numbers_on=day,
        progress=replace(progress, why_none=why_none or None),
    )


def _key_result(one: KeyResult, own: KeyResultNumbers, history: History, day: date) -> KeyResult:
    last = history.last_check_in(one.id, day)
    return replace(
        one,
        measure=replace(one.measure, current=own.current),
        progress=_progress(own),
        confidence=own.confidence,
        checked_in_on=None if last is None else last.day,
    )


def _progress(own: ObjectiveNumbers | KeyResultNumbers) -> Progress:
    return Progress(own.progress, own.expected, Status(own.status), own.stale)
