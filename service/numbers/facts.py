"""All that the numbers of objectives and their key results are computed from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from service.database import Session
from service.errors import Invalid
from service.numbers.derived import KeyResultNumbers, ObjectiveNumbers
from service.numbers.statements import FACTS
from service.progress.measuring import Measure, Stage
from service.progress.settings import ProgressSettings, progress_settings

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Child:
    """A live child that contributes to an objective or a key result.

    Attributes:
        valid: the first and the last day of its edge; None is open.
        shared: the same of all that it contributes to, this edge among them; empty where it has
            an allocation.
        progress, expected: its own, as they are stored.
    """

    id: UUID
    weight: Decimal
    allocation: Decimal | None
    valid: Days
    shared: tuple[Days, ...]
    progress: Decimal | None
    expected: Decimal | None


@dataclass(frozen=True, slots=True)
class Said:
    """What effective check-ins say: each the latest one that says it; None where none does."""

    value: Decimal | None
    confidence: int | None
    status: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyResultFacts:
    """One live key result.

    Attributes:
        measure: with the value that is stored, whoever said it.
        reading: the latest one of its KPI, where it follows one.
        children: those that it follows.
        stored: its numbers as they are.
        taken_back: the columns among these that a check-in said which is corrected now.
    """

    id: UUID
    created_at: datetime
    due_on: date | None
    weight: Decimal
    follows: str
    measure: Measure
    checkpoints: tuple[tuple[date, Decimal], ...]
    said: Said
    reading: Decimal | None
    children: tuple[Child, ...]
    stored: KeyResultNumbers
    taken_back: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class ObjectiveFacts:
    """One objective with its live key results and the live children that contribute to it.

    Attributes:
        starts_on, ends_on: its own, else its cycle's.
        stored: its numbers as they are.
    """

    id: UUID
    archived: bool
    lifecycle: str
    progress_driver: str | None
    starts_on: date | None
    ends_on: date | None
    cycle_state: str | None
    key_results: tuple[KeyResultFacts, ...]
    children: tuple[Child, ...]
    stored: ObjectiveNumbers
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Some objectives of one organization, by id, and what it has settled about numbers."""

    timezone: str
    settings: ProgressSettings
    objectives: Mapping[UUID, ObjectiveFacts]


async def facts_of(
    session: Session, organization_id: UUID, objective_ids: Collection[UUID]
) -> Facts:
    """The facts of these objectives as they are stored now; what is not there is left out."""
    scope = {"organization": organization_id, "ids": sorted(set(objective_ids))}
    rows = list(await session.execute(FACTS, scope))
    if not rows:
        return Facts("UTC", ProgressSettings(), {})
    return Facts(
        rows[0].timezone,
        _settings(rows[0].settings),
        {row.id: _objective(row) for row in rows},
    )


@lru_cache(maxsize=256)
def _settings(text: str) -> ProgressSettings:
    try:
        return progress_settings(orjson.loads(text))
    except Invalid:
        # What an import left there stops no write: the defaults hold until it is mended.
        return ProgressSettings()


def _objective(row: Any) -> ObjectiveFacts:  # noqa: ANN401  # a row of either kind of session
    return ObjectiveFacts(
        id=row.id,
        archived=row.archived,
        lifecycle=row.lifecycle,
        progress_driver=row.progress_driver,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        cycle_state=row.cycle_state,
        key_results=tuple(map(_key_result, orjson.loads(row.key_results or "[]"))),
        children=_children(orjson.loads(row.children or "[]")),
        stored=ObjectiveNumbers(
            progress=row.progress,
            data_coverage=row.data_coverage,
            expected=row.expected,
            status=row.status,
            status_rule=row.status_rule,
            stale=row.stale,
            no_progress_reason=row.no_progress_reason,
            numbers_on=row.numbers_on,
        ),
        created_at=row.created_at,
    )


def _key_result(sent: Sequence[Any]) -> KeyResultFacts:
    id_, created_at, due_on, weight, follows, metric_type, *rest = sent
    measured, stored, said, parts = rest[:4], rest[4:15], rest[15:19], rest[19:]
    reading, checkpoints, stages, children = parts
    start, target, lower, upper = map(_number, measured)
    numbers = _numbers(stored)
    return KeyResultFacts(
        id=UUID(id_),
        created_at=datetime.fromisoformat(created_at),
        due_on=_day(due_on),
        weight=Decimal(weight),
        follows=follows,
        measure=Measure(
            metric_type=metric_type,
            start=start,
            target=target,
            current=numbers.current,
            lower=lower,
            upper=upper,
            stages=tuple(Stage(Decimal(w), _day(due), _day(done)) for w, due, done in stages or ()),
        ),
        checkpoints=tuple((date.fromisoformat(d), Decimal(v)) for d, v in checkpoints or ()),
        said=Said(_number(said[0]), said[1], said[2], _moment(said[3])),
        reading=_number(reading),
        children=_children(children or ()),
        stored=numbers,
    )


def _numbers(sent: Sequence[Any]) -> KeyResultNumbers:
    current, confidence, reported, raw, progress, expected, *rest = sent
    derived_status, status, rule, stale, checked_in_at = rest
    return KeyResultNumbers(
        current=_number(current),
        confidence=confidence,
        reported_status=reported,
        progress_raw=_number(raw),
        progress=_number(progress),
        expected=_number(expected),
        derived_status=derived_status,
        status=status,
        status_rule=rule,
        stale=stale,
        checked_in_at=_moment(checked_in_at),
    )


def _children(sent: Sequence[Sequence[Any]]) -> tuple[Child, ...]:
    return tuple(
        Child(
            id=UUID(id_),
            weight=Decimal(weight),
            allocation=_number(allocation),
            valid=(_day(begins), _day(ends)),
            shared=tuple((_day(first), _day(last)) for first, last in shared or ()),
            progress=_number(progress),
            expected=_number(expected),
        )
        for id_, weight, allocation, begins, ends, shared, progress, expected in sent
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# PostgreSQL's dates may be endless; the driver has these for them, too.
_ENDLESS = {"infinity": date.max, "-infinity": date.min}


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    return _ENDLESS.get(text) or date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
