"""The numbers of goals as they were: what was told later has not been told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.numbers.derived import KeyResultNumbers, ObjectiveNumbers
from service.numbers.facts import Child, Facts, KeyResultFacts, ObjectiveFacts, Said
from service.progress.measuring import Measure
from service.progress.rules import MetricType, NoProgress, ProgressDriver, Status
from service.progress.settings import ProgressSettings
from service.reporting.history import CheckIn, History, Reading

BEGIN, END = date(2026, 10, 1), date(2026, 12, 10)
NOTHING = Said(None, None, None, None)
NONE = ObjectiveNumbers(
    progress=None,
    data_coverage=None,
    expected=None,
    status="NO_DATA",
    status_rule=None,
    stale=False,
    no_progress_reason=None,
    numbers_on=None,
)
NO_NUMBERS = KeyResultNumbers(
    current=None,
    confidence=None,
    reported_status=None,
    progress_raw=None,
    progress=None,
    expected=None,
    derived_status="NO_DATA",
    status="NO_DATA",
    status_rule=None,
    stale=False,
    checked_in_at=None,
)


def key_result(current: int | None = None, **values: Any) -> KeyResultFacts:
    measure = Measure(
        MetricType.INCREASE, Decimal(0), Decimal(100), _number(current), None, None, ()
    )
    stored = replace(NO_NUMBERS, current=_number(current))
    given = {"follows": "CHECK_INS", "children": (), "reading": None, **values}
    return KeyResultFacts(
        id=uuid4(),
        created_at=datetime(2026, 9, 1, tzinfo=UTC),
        due_on=None,
        weight=Decimal(1),
        measure=measure,
        checkpoints=(),
        said=NOTHING,
        stored=stored,
        **given,
    )


def objective(*parts: KeyResultFacts, **values: Any) -> ObjectiveFacts:
    given = {"id": uuid4(), "progress_driver": None, "children": (), "stored": NONE, **values}
    return ObjectiveFacts(
        archived=False,
        lifecycle="ACTIVE",
        starts_on=BEGIN,
        ends_on=END,
        cycle_state="ACTIVE",
        key_results=parts,
        **given,
    )


def child(id_: UUID) -> Child:
    return Child(id_, Decimal(1), Decimal(1), (None, None), (), Decimal("0.99"), Decimal("0.99"))


def history(*objectives: ObjectiveFacts, **told: Any) -> History:
    facts = Facts("UTC", ProgressSettings(), {one.id: one for one in objectives})
    homes = {part.id: one.id for one in objectives for part in one.key_results}
    return History(facts, told.get("check_ins", {}), told.get("readings", {}), homes)


def check_in(day: date, value: int | None = None, **values: Any) -> CheckIn:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return CheckIn(at, day, _number(value), **values)


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.parametrize(
    ("day", "progress", "confidence", "status"),
    [
        (date(2026, 9, 30), None, None, Status.NO_DATA),
        (date(2026, 10, 14), None, None, Status.NO_DATA),
        (date(2026, 10, 15), Decimal("0.2"), 7, Status.ON_TRACK),
        (date(2026, 11, 4), Decimal("0.2"), 7, Status.OFF_TRACK),
        (date(2026, 11, 5), Decimal("0.5"), 7, Status.ON_TRACK),
        (date(2026, 11, 12), Decimal("0.5"), 3, Status.ON_TRACK),
        (date(2026, 12, 11), Decimal("0.5"), 3, Status.MISSED),
    ],
)
def test_a_day_knows_what_was_told_by_its_end(
    day: date, progress: Decimal | None, confidence: int | None, status: Status
):
    one = key_result(current=50)
    told = [
        check_in(date(2026, 10, 15), 20, confidence=7),
        check_in(date(2026, 11, 5), 50),
        check_in(date(2026, 11, 12), confidence=3),
    ]
    goal = objective(one)
    numbers = history(goal, check_ins={one.id: told}).on(day)[goal.id]
    found = numbers.key_results[one.id]
    assert (found.progress, found.confidence, found.status) == (progress, confidence, status)
    assert numbers.objective.progress == progress


def test_what_was_set_and_never_told_was_always_so():
    one = key_result(current=50)
    goal = objective(one)
    assert history(goal).on(BEGIN)[goal.id].objective.progress == Decimal("0.5")


def test_a_reading_is_known_from_its_day_on():
    one = key_result(current=80, follows="KPI", reading=Decimal(80))
    goal = objective(one)
    readings = [Reading(date(2026, 10, 5), Decimal(10)), Reading(date(2026, 11, 5), Decimal(80))]
    seen = history(goal, readings={one.id: readings})
    days = (date(2026, 10, 4), date(2026, 10, 5), date(2026, 11, 5))
    progress = [seen.on(day)[goal.id].objective.progress for day in days]
    assert progress == [None, Decimal("0.1"), Decimal("0.8")]


def test_what_children_drive_moves_with_them():
    part = key_result()
    below = objective(part)
    top = objective(children=(child(below.id),), progress_driver=ProgressDriver.ALIGNED_CHILDREN)
    follower = key_result(follows="ALIGNED_CHILDREN", children=(child(part.id),))
    beside = objective(follower)
    told = {part.id: [check_in(date(2026, 10, 15), 30), check_in(date(2026, 11, 15), 60)]}
    seen = history(top, beside, below, check_ins=told)
    for day, progress in ((date(2026, 11, 1), "0.3"), (date(2026, 12, 1), "0.6")):
        numbers = seen.on(day)
        assert numbers[top.id].objective.progress == Decimal(progress)
        assert numbers[beside.id].objective.progress == Decimal(progress)


def test_a_long_cascade_is_no_deep_recursion():
    part = key_result()
    goals = [objective(part)]
    for _ in range(2_000):
        driver = ProgressDriver.ALIGNED_CHILDREN
        goals.append(objective(children=(child(goals[-1].id),), progress_driver=driver))
    seen = history(*reversed(goals), check_ins={part.id: [check_in(BEGIN, 40)]})
    assert seen.on(END)[goals[-1].id].objective.progress == Decimal("0.4")


def test_members_of_a_circle_have_no_progress_and_end():
    one, other = uuid4(), uuid4()
    stored = replace(NONE, no_progress_reason=NoProgress.CYCLE)
    driver = ProgressDriver.ALIGNED_CHILDREN
    given = {"progress_driver": driver, "stored": stored}
    goals = [
        objective(id=one, children=(child(other),), **given),
        objective(id=other, children=(child(one),), **given),
    ]
    numbers = history(*goals).on(END)
    assert {id_: found.objective.no_progress_reason for id_, found in numbers.items()} == {
        one: NoProgress.CYCLE,
        other: NoProgress.CYCLE,
    }


def test_days_on_which_something_was_said_count_for_what_it_drives():
    part = key_result()
    below, other = objective(part), objective()
    top = objective(children=(child(below.id),), progress_driver=ProgressDriver.ALIGNED_CHILDREN)
    seen = history(top, below, other, check_ins={part.id: [check_in(BEGIN, 1), check_in(END, 2)]})
    assert seen.days_told([top.id]) == {BEGIN, END}
    assert seen.days_told([other.id, uuid4()]) == set()


def test_the_last_check_in_is_that_of_the_day():
    one = key_result()
    told = [check_in(BEGIN, 1), check_in(BEGIN + timedelta(7), 2)]
    seen = history(objective(one), check_ins={one.id: told})
    assert seen.last_check_in(one.id, BEGIN - timedelta(1)) is None
    assert seen.last_check_in(one.id, BEGIN + timedelta(6)) == told[0]
    assert seen.last_check_in(one.id, END) == told[1]
