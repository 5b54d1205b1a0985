"""What the statements send, as facts: pure, so that a thread can do it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from service.cycles.rules import CycleState
from service.narrative.facts import (
    CycleFacts,
    Decision,
    DecisionKind,
    DependencyAtRisk,
    Goal,
    KeyResult,
    Origin,
    Owner,
    Review,
    Sight,
)
from service.narrative.numbers import Grade, Measure, Progress
from service.objectives.rules import CloseOutcome, Level, Lifecycle, UnitKind
from service.progress.rules import Commitment, MetricType, NoProgress, Status
from service.progress.scoring import is_success
from service.reviews.rules import ReviewKind

# What a row belongs to, and what it tells as JSON; of a goal, its id stands between the two.
Told = Sequence[tuple[UUID, str]]
GoalRows = Sequence[tuple[UUID, UUID, str]]
_Sent = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """The rows of some goals.

    Attributes:
        goals: the root that each is told of (itself, or a cycle), its own id, and what it tells.
        decisions, at_risk, reviews: by goal.
        sights: of the goals of which it is known.
    """

    goals: GoalRows
    decisions: Told
    at_risk: Told
    reviews: Told
    sights: Mapping[UUID, Sight]


def goals_of(sent: Sent) -> dict[UUID, list[Goal]]:
    """By root, in the order that they were sent in."""
    decisions = _by_key(sent.decisions, _decision)
    at_risk = _by_key(sent.at_risk, _at_risk)
    reviews = _by_key(sent.reviews, _review)
    found: dict[UUID, list[Goal]] = defaultdict(list)
    for root, key, told in sent.goals:
        goal = _goal(
            orjson.loads(told),
            decisions=decisions.get(key, ()),
            at_risk=at_risk.get(key, ()),
            reviews=reviews.get(key, ()),
            sight=sent.sights.get(key),
        )
        found[root].append(goal)
    return found


def cycles_of(
    cycles: Told, reviews: Told, goals: Mapping[UUID, Sequence[Goal]], as_of: date
) -> dict[UUID, CycleFacts]:
    """By id."""
    said = _by_key(reviews, _review)
    return {
        key: _cycle(orjson.loads(told), goals.get(key, ()), said.get(key, ()), as_of)
        for key, told in cycles
    }


def _by_key(rows: Told, read: Any) -> dict[UUID, list[Any]]:  # noqa: ANN401  # whatever it reads
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, told in rows:
        found[key].append(read(orjson.loads(told)))
    return found


def _cycle(
    sent: _Sent, goals: Sequence[Goal], reviews: Sequence[Review], as_of: date
) -> CycleFacts:
    return CycleFacts(
        id=UUID(sent["id"]),
        name=sent["name"],
        organization=sent["organization"],
        state=CycleState(sent["state"]),
        as_of=as_of,
        starts_on=_day(sent["starts_on"]),
        ends_on=_day(sent["ends_on"]),
        teams=sent["teams"] or (),
        goals=goals,
        reviews=reviews,
    )


def _goal(
    sent: _Sent,
    *,
    decisions: Sequence[Decision],
    at_risk: Sequence[DependencyAtRisk],
    reviews: Sequence[Review],
    sight: Sight | None,
) -> Goal:
    commitment = _as(Commitment, sent["commitment"])
    return Goal(
        id=UUID(sent["id"]),
        title=sent["title"],
        lifecycle=Lifecycle(sent["lifecycle"]),
        level=_as(Level, sent["level"]),
        commitment=commitment,
        cycle_id=_id(sent["cycle_id"]),
        cycle=sent["cycle"],
        cycle_state=_as(CycleState, sent["cycle_state"]),
        team_id=_id(sent["team_id"]),
        team=sent["team"],
        owner=_owner(sent),
        starts_on=_day(sent["starts_on"]),
        ends_on=_day(sent["ends_on"]),
        numbers_on=_day(sent["numbers_on"]),
        progress=_progress(sent, _as(NoProgress, sent["why_none"])),
        grade=_grade(sent, commitment, reviews),
        standalone_reason=_said(sent["standalone_reason"]),
        origin=None if sent["origin"] is None else Origin(sent["origin"], sent["origin_cycle"]),
        key_results=[_key_result(one) for one in sent["key_results"] or ()],
        sight=sight,
        parents=sent["parents"] or (),
        decisions=decisions,
        at_risk=at_risk,
        reviews=reviews,
    )


def _grade(sent: _Sent, commitment: Commitment | None, reviews: Sequence[Review]) -> Grade:
    score, note = _number(sent["score"]), _said(sent["note"])
    has_learning = note is not None or any(one.learned for one in reviews)
    return Grade(
        score=score,
        note=note,
        is_success=is_success(commitment, score, has_learning),
        outcome=_as(CloseOutcome, sent["outcome"]),
    )


def _key_result(sent: _Sent) -> KeyResult:
    return KeyResult(
        id=UUID(sent["id"]),
        title=sent["title"],
        owner=_owner(sent),
        measure=_measure(sent),
        progress=_progress(sent),
        confidence=sent["confidence"],
        due_on=_day(sent["due_on"]),
        checked_in_on=_day(sent["checked_in_on"]),
        grade=Grade(score=_number(sent["score"]), note=_said(sent["note"])),
    )


def _measure(sent: _Sent) -> Measure:
    return Measure(
        metric_type=_as(MetricType, sent["metric_type"]),
        unit_kind=_as(UnitKind, sent["unit_kind"]),
        unit=_said(sent["unit"]),
        start=_number(sent["start"]),
        target=_number(sent["target"]),
        current=_number(sent["current"]),
        lower=_number(sent["lower"]),
        upper=_number(sent["upper"]),
        stages=sent["stages"],
        stages_done=sent["stages_done"],
    )


def _progress(sent: _Sent, why_none: NoProgress | None = None) -> Progress:
    return Progress(
        value=_number(sent["progress"]),
        expected=_number(sent["expected"]),
        status=Status(sent["status"]),
        stale=sent["stale"],
        why_none=why_none,
    )


def _owner(sent: _Sent) -> Owner:
    name, active = sent["owner"] or (None, True)
    return Owner(name=name, active=active, role=_said(sent["role"]))


def _decision(sent: _Sent) -> Decision:
    return Decision(
        id=UUID(sent["id"]),
        kind=DecisionKind(sent["kind"]),
        asks=sent["asks"],
        asked=sent["asked"],
        since=date.fromisoformat(sent["since"]),
    )


def _at_risk(sent: _Sent) -> DependencyAtRisk:
    return DependencyAtRisk(
        id=UUID(sent["id"]),
        provider=sent["provider"],
        team=sent["team"],
        needed_by=_day(sent["needed_by"]),
        risk_owner=sent["risk_owner"],
    )


def _review(sent: _Sent) -> Review:
    return Review(
        id=UUID(sent["id"]),
        kind=ReviewKind(sent["kind"]),
        held_on=date.fromisoformat(sent["held_on"]),
        author=sent["author"],
        team=sent["team"],
        objective=sent["objective"],
        went_well=_said(sent["went_well"]),
        went_badly=_said(sent["went_badly"]),
        learned=_said(sent["learned"]),
        carries_over=_said(sent["carries_over"]),
        recognition=_said(sent["recognition"]),
    )


def _as(words: Any, word: str | None) -> Any:  # noqa: ANN401  # an enumeration, and one of it
    return None if word is None else words(word)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    """PostgreSQL's endless days are none that a story could name."""
    return None if text is None or "infinity" in text else date.fromisoformat(text)


def _said(text: str | None) -> str | None:
    """A text that says something."""
    return text if text and text.strip() else None
