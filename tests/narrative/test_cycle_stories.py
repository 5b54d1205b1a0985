"""The story of a cycle, case by case: facts in, sentences out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.alignment.rules import AlignmentClass, Reach
from service.cycles.rules import CycleState
from service.narrative.cycle_stories import told_of
from service.narrative.facts import CycleFacts, DependencyAtRisk, Goal, KeyResult, Owner, Sight
from service.narrative.facts import Review as Said
from service.narrative.numbers import Grade, Progress
from service.narrative.stories import Topic
from service.objectives.rules import CloseOutcome, Level, Lifecycle
from service.progress.rules import Commitment, Status
from service.reviews.rules import ReviewKind

CYCLE = UUID(int=1)
FACTS = CycleFacts(
    id=CYCLE,
    name="Q4",
    organization="Acme",
    state=CycleState.ACTIVE,
    as_of=date(2026, 11, 22),
    starts_on=date(2026, 10, 1),
    ends_on=date(2026, 12, 31),
)
ADA = Owner(name="Ada")


def goal(title: str = "Win", **values: Any) -> Goal:
    values = {"cycle_id": CYCLE, "owner": ADA, "key_results": [KeyResult(uuid4(), "KR")], **values}
    return Goal(id=uuid4(), title=title, **values)


def stands(value: str, expected: str, status: Status = Status.ON_TRACK) -> Progress:
    return Progress(Decimal(value), Decimal(expected), status)


def told(topic: Topic, *goals: Goal, **values: Any) -> str | None:
    story = told_of(replace(FACTS, goals=goals, **values))
    return next((one.text for one in story.paragraphs if one.topic is topic), None)


@pytest.mark.parametrize(
    ("teams", "text"),
    [
        ([], "Acme has set one objective with one key result for “Q4”"),
        (["Ops"], "Ops has set one objective with one key result for “Q4”"),
        (["Ops", "Sales"], "Ops and Sales have set one objective with one key result for “Q4”"),
    ],
)
def test_who_has_set_it_is_named(teams: list[str], text: str) -> None:
    assert str(told(Topic.SET, goal(), teams=teams)).startswith(text)
    assert str(told(Topic.SET, teams=teams)).startswith(text.partition("one")[0] + "nothing for ")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "22 November 2026 is day 53 of 92."),
        ({"as_of": date(2026, 10, 1)}, "1 October 2026 is day 1 of 92."),
        ({"as_of": date(2026, 9, 30)}, "It starts on 1 October 2026."),
        ({"as_of": date(2027, 1, 1)}, "It ended on 31 December 2026 and has not been graded."),
        ({"state": CycleState.PLANNING}, "The cycle is still being planned."),
        ({"state": CycleState.GRADING}, "The cycle is being graded."),
        ({"state": CycleState.CLOSED}, "The cycle is closed."),
    ],
)
def test_where_it_is(values: dict[str, Any], text: str) -> None:
    what = "Acme has set one objective with one key result for “Q4”"

    assert told(Topic.SET, goal(), **values) == f"{what} (1 October to 31 December 2026). {text}"


@pytest.mark.parametrize(
    ("goals", "values", "text"),
    [
        ([], {}, "Acme has set nothing for “Q4”."),
        ([], {"teams": ["Ops"]}, "Ops has set nothing for “Q4”."),
        (
            [goal(lifecycle=Lifecycle.CANCELLED)] * 2,
            {},
            "Of what Acme has set for “Q4” nothing is left: two objectives were cancelled.",
        ),
        (
            [goal(lifecycle=Lifecycle.DRAFT)] * 2,
            {},
            "Acme has set two objectives with two key results for “Q4”. All are still drafts.",
        ),
        (
            [goal(team_id=uuid4()), goal(team_id=uuid4(), cycle_id=uuid4(), key_results=())],
            {},
            (
                "Acme has set two objectives with one key result in two teams for “Q4” and the"
                " cycles inside it."
            ),
        ),
    ],
)
def test_what_was_set(goals: list[Goal], values: dict[str, Any], text: str) -> None:
    assert told(Topic.SET, *goals, starts_on=None, ends_on=None, **values) == text


AHEAD, BEHIND = stands("0.6", "0.5"), stands("0.2", "0.5", Status.OFF_TRACK)
DONE, RISKY = stands("1", "0.5", Status.ACHIEVED), stands("0.35", "0.5", Status.AT_RISK)


@pytest.mark.parametrize(
    ("goals", "values", "text"),
    [
        ([goal(lifecycle=Lifecycle.DRAFT)], {}, None),
        ([goal()], {}, "Its one objective under way has no number yet."),
        ([goal()] * 3, {}, "None of three objectives under way has a number yet."),
        ([goal(progress=AHEAD)], {}, "Its one objective under way is ahead."),
        ([goal(progress=AHEAD)] * 2, {}, "Both objectives under way are ahead."),
        (
            [goal(progress=AHEAD)] * 3,
            {"state": CycleState.CLOSED},
            "All three objectives are ahead.",
        ),
        (
            [goal("A", progress=AHEAD, level=Level.COMPANY), goal(progress=BEHIND), goal()],
            {},
            (
                "Of three objectives under way, one is ahead, one off track and one without a"
                " number. At the level of the company: “A” (ahead, 60% where 50% was expected)."
            ),
        ),
        (
            [goal("A", progress=AHEAD, level=Level.COMPANY), goal(progress=BEHIND)],
            {"teams": ["Ops"]},
            "Of two objectives under way, one is ahead and one off track.",
        ),
        (
            [goal(str(place), level=Level.COMPANY) for place in range(7)],
            {},
            (
                "None of seven objectives under way has a number yet. At the level of the company:"
                " “0”, “1”, “2”, “3”, “4” and two more."
            ),
        ),
    ],
)
def test_how_it_stands(goals: list[Goal], values: dict[str, Any], text: str | None) -> None:
    assert told(Topic.STANDING, *goals, **values) == text


def test_the_best_and_the_worst_are_named() -> None:
    goals = [
        goal("Bit", progress=stands("0.51", "0.5")),
        goal("Done", progress=DONE, team="Ops"),
        goal("Far", progress=stands("0.8", "0.5")),
        goal("Near", progress=stands("0.6", "0.5")),
        goal("Risk", progress=RISKY),
        goal("Off", progress=BEHIND),
        goal("Worse", progress=stands("0.1", "0.5", Status.OFF_TRACK)),
        goal("Late", progress=stands("0.9", "1", Status.MISSED), team="Ops"),
    ]

    assert told(Topic.GOING_WELL, *goals) == (
        "Furthest ahead: “Done” (Ops: achieved, 100%), “Far” (ahead, 80% where 50% was expected)"
        " and “Near” (ahead, 60% where 50% was expected)."
    )
    assert told(Topic.ATTENTION, *goals) == (
        "Furthest behind: “Late” (Ops: missed, 90% where 100% was expected), “Worse” (off track,"
        " 10% where 50% was expected) and “Off” (off track, 20% where 50% was expected)."
    )


def test_what_goals_lack() -> None:
    late = KeyResult(uuid4(), "Late", progress=Progress(stale=True))
    risk = DependencyAtRisk(uuid4(), "Other", "Ops", date(2026, 12, 4))
    poor = goal("Poor", key_results=(), owner=Owner(name="Bo", active=False), at_risk=[risk] * 4)

    assert told(Topic.ATTENTION, poor, goal(key_results=[late] * 2), goal()) == (
        "Two of three key results are overdue for a check-in. One objective has no key result. One"
        " objective has nobody who is accountable. Four dependencies are at risk: “Poor” waits for"
        " “Other” (Ops, needed by 4 December 2026), “Poor” waits for “Other” (Ops, needed by"
        " 4 December 2026), “Poor” waits for “Other” (Ops, needed by 4 December 2026) and one more."
    )
    assert told(Topic.ATTENTION, goal(key_results=(), owner=Owner())) == (
        "No objective has a key result. No objective has anybody who is accountable."
    )


FULL = Sight(Reach.FULL, AlignmentClass.ALIGNED)
PARTIAL = Sight(Reach.PARTIAL, AlignmentClass.ALIGNED)
ALONE = Sight(Reach.NONE, AlignmentClass.EXEMPT)
NONE = Sight(Reach.NONE, AlignmentClass.UNALIGNED, since=date(2026, 3, 4))


@pytest.mark.parametrize(
    ("sights", "text"),
    [
        ([None], None),
        ([FULL], "Its one objective has a line of sight to the strategy."),
        ([FULL] * 2, "Both objectives have a line of sight to the strategy."),
        ([PARTIAL] * 3, "All three objectives reach a company objective."),
        (
            [FULL, PARTIAL, ALONE, NONE, None],
            (
                "Of four objectives, one has a line of sight to the strategy, one reaches a company"
                " objective, one stands alone on purpose and one has no line of sight. Without a"
                " line of sight: “3” (since 4 March 2026)."
            ),
        ),
        (
            [NONE] * 5,
            (
                "All five objectives have no line of sight. Without a line of sight: “0” (since"
                " 4 March 2026), “1” (since 4 March 2026), “2” (since 4 March 2026) and two more."
            ),
        ),
    ],
)
def test_lines_of_sight(sights: list[Sight | None], text: str | None) -> None:
    goals = [goal(str(place), sight=one) for place, one in enumerate(sights)]

    assert told(Topic.ALIGNMENT, *goals) == text


def graded(score: str | None, success: bool | None = None, **more: Any) -> Grade:  # noqa: FBT001  as it is
    return Grade(None if score is None else Decimal(score), is_success=success, **more)


@pytest.mark.parametrize(
    ("goals", "text"),
    [
        ([goal()], "No objective has a score yet."),
        (
            [goal(grade=graded("0.7", outcome=CloseOutcome.ACHIEVED))],
            "Its one objective is scored green and ended achieved.",
        ),
        (
            [goal(grade=graded("0.7")), goal(grade=graded("0.4")), goal()],
            "Two of three objectives are scored: one green and one yellow.",
        ),
        (
            [
                goal(grade=graded("1", success=True), commitment=Commitment.COMMITTED),
                goal(grade=graded("0.9", success=False), commitment=Commitment.COMMITTED),
                goal(grade=graded("0.1", success=True), commitment=Commitment.LEARNING),
            ],
            (
                "All three objectives are scored: two green and one red. Successes by what they"
                " were set as: one of two committed and one of one learning."
            ),
        ),
    ],
)
def test_grades_are_told_when_it_is_over(goals: list[Goal], text: str) -> None:
    assert told(Topic.GRADES, *goals, state=CycleState.GRADING) == text
    assert told(Topic.GRADES, *goals) is None


def review(day: int, **values: Any) -> Said:
    return Said(uuid4(), ReviewKind.WEEKLY, date(2026, 11, day), learned=f"On {day}", **values)


def test_the_latest_reviews_are_told_those_of_the_cycle_first() -> None:
    own = [review(2, team="Ops")]
    goals = [goal(reviews=[review(9, objective="Win"), review(4)]), goal(reviews=[review(8)])]

    assert told(Topic.LEARNED, *goals, reviews=own) == (
        "The weekly review of 2 November 2026 of team Ops says what was learned: “On 2”. The weekly"
        " review of 9 November 2026 of “Win” says what was learned: “On 9”. The weekly review of"
        " 8 November 2026 says what was learned: “On 8”. One more review is recorded."
    )
