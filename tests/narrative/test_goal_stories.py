"""The story of an objective, case by case: facts in, sentences out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.alignment.rules import AlignmentClass, BreakReason, Reach
from service.cycles.rules import CycleState
from service.narrative.facts import (
    Break,
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
from service.narrative.goal_stories import goal_story
from service.narrative.numbers import Grade, Measure, Progress
from service.objectives.rules import CloseOutcome, Lifecycle, UnitKind
from service.progress.rules import Commitment, MetricType, NoProgress, Status
from service.reviews.rules import ReviewKind

OWN = UUID(int=1)
GOAL = Goal(id=OWN, title="Win", owner=Owner(name="Ada"), numbers_on=date(2026, 11, 22))
AIM = "We will “Win”; no key result measures it. Ada is accountable."


def told(**values: Any) -> str:
    return goal_story(replace(GOAL, **values)).text


def key_result(title: str = "Part", **values: Any) -> KeyResult:
    return KeyResult(id=uuid4(), title=title, **values)


def progress(value: str | None, expected: str | None, status: Status, **more: Any) -> Progress:
    numbers = (None if one is None else Decimal(one) for one in (value, expected))
    return Progress(*numbers, status, **more)


AHEAD = progress("0.62", "0.55", Status.ON_TRACK)
ON_TRACK = progress("0.5", "0.55", Status.ON_TRACK)
OFF_TRACK = progress("0.1", "0.55", Status.OFF_TRACK)
MISSED = progress("0.84", "1", Status.MISSED)


def measured(metric_type: MetricType | None = None, **values: Any) -> Measure:
    numbers = {"start", "target", "current", "lower", "upper"}
    return Measure(
        metric_type,
        **{name: Decimal(one) if name in numbers else one for name, one in values.items()},
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, AIM),
        (
            {"lifecycle": Lifecycle.DRAFT},
            "We will “Win”; no key result measures it. It is a draft. Ada is accountable.",
        ),
        (
            {"lifecycle": Lifecycle.CANCELLED},
            "We set out to “Win”; no key result measured it. It was cancelled. Ada is accountable.",
        ),
        (
            {"cycle_state": CycleState.CLOSED, "grade": Grade(score=Decimal(1))},
            (
                "We set out to “Win”; no key result measured it. Ada is accountable.\n\n"
                "It was scored 1.0 (green)."
            ),
        ),
        ({"owner": Owner()}, AIM.replace("Ada is accountable", "Nobody is accountable for it")),
        (
            {"owner": Owner(), "team": "Platform"},
            AIM.replace(
                "Ada is accountable",
                "Team Platform has it, and no person is named as accountable",
            ),
        ),
        (
            {"owner": Owner(role="CTO")},
            AIM.replace(
                "Ada is accountable", "No person is named as accountable, only a role: CTO"
            ),
        ),
        (
            {"owner": Owner(name="Ada", active=False), "team": "Platform"},
            AIM.replace("Ada is", "Ada (Platform) is").replace(
                "accountable.", "accountable, but no longer active."
            ),
        ),
        (
            {"cycle": "2026 Q4", "ends_on": date(2026, 12, 31)},
            AIM.replace(
                "accountable.", "accountable; it is set for 2026 Q4 and due on 31 December 2026."
            ),
        ),
        (
            {"ends_on": date(2026, 3, 4)},
            AIM.replace("accountable.", "accountable; it is due on 4 March 2026."),
        ),
        ({"origin": Origin("Try", "2026 Q3")}, f"{AIM} It continues “Try” of 2026 Q3."),
        ({"origin": Origin("Win")}, f"{AIM} It continues the goal of the same name."),
        (
            {"title": "word " * 100},
            AIM.replace("Win", " ".join(["word"] * 32) + "…"),
        ),
    ],
)
def test_what_it_is_for_and_who_has_it(values: dict[str, Any], text: str) -> None:
    assert told(**values) == text


@pytest.mark.parametrize(
    ("title", "measure", "aim"),
    [
        ("Sales", measured(), "“Sales”"),
        (
            "Sales",
            measured(MetricType.INCREASE, start="10", target="90"),
            "“Sales” (from 10 to 90)",
        ),
        ("Sales", measured(MetricType.INCREASE, target="90"), "“Sales” (to 90)"),
        ("Sales", measured(MetricType.INCREASE, start="10"), "“Sales”"),
        (
            "Sales from 10 to 90%",
            measured(MetricType.INCREASE, start="10", target="90"),
            "“Sales from 10 to 90%”",
        ),
        (
            "Margin from -9% to 2,000",
            measured(MetricType.INCREASE, start="-9", target="2000"),
            "“Margin from -9% to 2,000”",
        ),
        (
            "Sales of 10",
            measured(MetricType.INCREASE, start="10", target="90"),
            "“Sales of 10” (from 10 to 90)",
        ),
        (
            "Cost",
            measured(
                MetricType.DECREASE,
                start="1200000",
                target="900000.5",
                unit="€",
                unit_kind=UnitKind.CURRENCY,
            ),
            "“Cost” (from €1,200,000 to €900,000.5)",
        ),
        (
            "Loss",
            measured(None, start="-20000", target="0", unit="$", unit_kind=UnitKind.CURRENCY),
            "“Loss” (from -$20,000 to $0)",
        ),
        (
            "Cost",
            measured(MetricType.DECREASE, target="900", unit="EUR", unit_kind=UnitKind.CURRENCY),
            "“Cost” (to 900 EUR)",
        ),
        (
            "Share",
            measured(MetricType.INCREASE, target="81.50", unit_kind=UnitKind.PERCENT),
            "“Share” (to 81.5%)",
        ),
        ("Time", measured(MetricType.DECREASE, target="9", unit="days"), "“Time” (to 9 days)"),
        (
            "Uptime",
            measured(MetricType.MAINTAIN_ABOVE, lower="99.5", unit="%"),
            "“Uptime” (kept at or above 99.5%)",
        ),
        ("Uptime over 99.5%", measured(MetricType.MAINTAIN_ABOVE, lower="99.5"), None),
        (
            "Churn",
            measured(MetricType.MAINTAIN_BELOW, target="3", unit="%"),
            "“Churn” (kept at or below 3%)",
        ),
        (
            "Stock",
            measured(MetricType.MAINTAIN_RANGE, lower="6", upper="10", unit="weeks"),
            "“Stock” (kept between 6 weeks and 10 weeks)",
        ),
        ("Stock", measured(MetricType.MAINTAIN_RANGE), "“Stock”"),
        ("Ship it", measured(MetricType.BINARY, target="1"), "“Ship it” (done or not)"),
        ("NPS", measured(MetricType.BASELINE), "“NPS” (a first number to establish)"),
        (
            "Move",
            measured(MetricType.MILESTONE, stages=4, stages_done=1),
            "“Move” (four milestones)",
        ),
        ("Move", measured(MetricType.MILESTONE), "“Move”"),
    ],
)
def test_how_it_is_measured(title: str, measure: Measure, aim: str | None) -> None:
    found = told(key_results=[key_result(title, measure=measure)])

    assert found.startswith(f"We will “Win” as measured by {aim or f'“{title}”'}. Ada")


def test_days_of_their_own_and_many_key_results() -> None:
    parts = [key_result(f"P{place}") for place in range(8)]
    late = key_result("Late", due_on=date(2026, 11, 15))
    same = key_result("Same", due_on=date(2026, 12, 31))

    assert "“P0”, “P1”, “P2”, “P3”, “P4” and three more key results. Ada" in told(key_results=parts)
    assert "“P0”, “P1”, “P2”, “P3”, “P4” and one more key result. Ada" in told(
        key_results=parts[:6]
    )
    assert "by “Late” (by 15 November 2026) and “Same”. Ada" in told(
        ends_on=date(2026, 12, 31), key_results=[late, same]
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"progress": AHEAD}, "It is ahead: 62% where 55% was expected by 22 November 2026."),
        (
            {"progress": ON_TRACK, "numbers_on": None},
            "It is on track: 50% where 55% was expected.",
        ),
        ({"progress": progress("1", "0.5", Status.ACHIEVED)}, "It is achieved: 100% by"),
        (
            {"progress": progress("0.998", "0.5", Status.ON_TRACK)},
            "It is ahead: 99.8% where 50% was",
        ),
        (
            {"progress": progress("0.0004", "0.5", Status.OFF_TRACK)},
            "It is off track: 0.04% where 50%",
        ),
        (
            {"progress": progress("0.5671", "0.5672", Status.ON_TRACK)},
            "It is on track: 56.71% where 56.72%",
        ),
        (
            {"progress": progress("0.5", None, Status.NO_DATA)},
            "It stands at 50%, with no expectation to hold that against.",
        ),
        (
            {"progress": MISSED, "ends_on": date(2026, 9, 30)},
            "It has been overdue since 30 September 2026, at 84%.",
        ),
        ({"progress": MISSED, "lifecycle": Lifecycle.CLOSED}, "It was missed, at 84%."),
        (
            {"progress": AHEAD, "lifecycle": Lifecycle.CLOSED},
            "It was ahead: 62% where 55% was expected",
        ),
        (
            {"progress": Progress(why_none=NoProgress.NO_DATA)},
            "It has no number yet.",
        ),
        (
            {"progress": Progress(why_none=NoProgress.CYCLE)},
            "It is part of a circle of goals, so its progress cannot be told.",
        ),
        (
            {"progress": Progress(why_none=NoProgress.ZERO_WEIGHT)},
            "Nothing that measures it has any weight, so it has no progress.",
        ),
    ],
)
def test_how_it_stands(values: dict[str, Any], text: str) -> None:
    assert told(**values).split("\n\n")[1].startswith(text)


@pytest.mark.parametrize(
    ("paces", "text"),
    [
        ([AHEAD], "Its one key result is ahead."),
        ([AHEAD, AHEAD], "Both key results are ahead."),
        ([AHEAD] * 3, "All three key results are ahead."),
        ([AHEAD] * 11, "All 11 key results are ahead."),
        ([AHEAD, OFF_TRACK, AHEAD], "Two of three key results are ahead and one is off track."),
        (
            [AHEAD, ON_TRACK, OFF_TRACK, Progress()],
            (
                "One of four key results is ahead, one is on track, one is off track and one is"
                " without a number."
            ),
        ),
    ],
)
def test_how_its_key_results_go(paces: list[Progress], text: str) -> None:
    found = told(key_results=[key_result(progress=one) for one in paces], progress=AHEAD)

    assert f"by 22 November 2026. {text}" in found


def test_what_nobody_has_measured_is_said_once() -> None:
    found = told(key_results=[key_result()], progress=Progress(why_none=NoProgress.NO_DATA))

    assert found.endswith("\n\nNeither it nor its key results have a number yet.")


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        (measured(), "“Part” is off track."),
        (measured(current="3"), "“Part” is off track at 3."),
        (
            measured(MetricType.INCREASE, current="84", target="98", unit="%"),
            "“Part” is off track at 84%; the target is 98%.",
        ),
        (
            measured(MetricType.DECREASE, current="3", target="1", unit="visits"),
            "“Part” is off track at 3 visits; the target is 1.",
        ),
        (
            measured(MetricType.MAINTAIN_ABOVE, current="98", lower="99", unit="%"),
            "“Part” is off track at 98%, to be kept at or above 99%.",
        ),
        (measured(MetricType.MAINTAIN_ABOVE, current="98"), "“Part” is off track at 98."),
        (
            measured(MetricType.MILESTONE, stages=3, stages_done=1),
            "“Part” is off track, with one of three milestones done.",
        ),
        (
            measured(MetricType.MILESTONE, stages=3),
            "“Part” is off track, with none of three milestones done.",
        ),
        (measured(MetricType.BINARY, current="0", target="1"), "“Part” is off track."),
    ],
)
def test_what_a_key_result_has_come_to(measure: Measure, text: str) -> None:
    found = told(key_results=[key_result(measure=measure, progress=OFF_TRACK)], progress=AHEAD)

    assert found.endswith(f"Its one key result is off track. {text}")


def test_the_worst_three_are_told_first() -> None:
    paces = {
        "Risk": progress("0.4", "0.55", Status.AT_RISK),
        "Off": OFF_TRACK,
        "Off, too": OFF_TRACK,
        "Missed": MISSED,
    }
    found = told(key_results=[key_result(title, progress=one) for title, one in paces.items()])

    assert found.endswith("“Missed” was missed. “Off” is off track. “Off, too” is off track.")


def test_check_ins_that_are_overdue() -> None:
    stale = Progress(stale=True)
    days = (date(2026, 11, 3), None, date(2026, 10, 1), date(2026, 10, 2))
    late = [
        key_result(f"P{place}", progress=stale, checked_in_on=day) for place, day in enumerate(days)
    ]

    assert told(key_results=late).endswith(
        "A check-in is overdue of “P0” (last on 3 November 2026), “P1” (never), “P2” (last on"
        " 1 October 2026) and one more."
    )


def sight(reach: Reach, alignment_class: AlignmentClass, *breaks: Break, **more: Any) -> Sight:
    return Sight(reach, alignment_class, breaks, **more)


MISSING = (Reach.NONE, AlignmentClass.UNALIGNED)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"parents": ["Up"]}, "It is aligned to “Up”."),
        (
            {"parents": ["Up"], "sight": sight(Reach.FULL, AlignmentClass.ALIGNED)},
            "It is aligned to “Up”, and its line of sight reaches the strategy.",
        ),
        (
            {"parents": ["A", "B"], "sight": sight(Reach.PARTIAL, AlignmentClass.ALIGNED)},
            "It is aligned to “A” and “B”, and its line of sight reaches a company objective.",
        ),
        (
            {"parents": list("ABCDE")},
            "It is aligned to “A”, “B”, “C” and two more.",
        ),
        (
            {"sight": sight(Reach.PARTIAL, AlignmentClass.UNANCHORED)},
            "Nothing of the strategy stands above it.",
        ),
        (
            {"sight": sight(Reach.NONE, AlignmentClass.EXEMPT), "standalone_reason": "The law"},
            "It stands alone on purpose: “The law”.",
        ),
        ({"sight": sight(*MISSING)}, "It has no line of sight."),
        (
            {"sight": sight(*MISSING, since=date(2026, 3, 4))},
            "It has had no line of sight since 4 March 2026.",
        ),
        (
            {"sight": sight(*MISSING, Break(OWN, "Win", BreakReason.PROPOSED_ONLY))},
            "It has no line of sight: its alignment is only proposed.",
        ),
        (
            {
                "sight": sight(
                    *MISSING,
                    Break(uuid4(), "A", BreakReason.NO_PARENT),
                    Break(uuid4(), "B", BreakReason.NO_PARENT),
                )
            },
            "It has no line of sight: the ways up end at “A” and “B”.",
        ),
        (
            {"at_risk": [DependencyAtRisk(uuid4(), "Other", needed_by=date(2026, 12, 4))]},
            "It waits for “Other” (needed by 4 December 2026), which is at risk.",
        ),
    ],
)
def test_what_it_hangs_on(values: dict[str, Any], text: str) -> None:
    assert told(**values) == f"{AIM}\n\n{text}"


def asked(kind: DecisionKind = DecisionKind.PROPOSAL, asks: str = "Win") -> Decision:
    return Decision(uuid4(), kind, asks, "Up", date(2026, 3, 4))


@pytest.mark.parametrize(
    ("decisions", "text"),
    [
        (
            [asked()],
            "A request to align it to “Up” has waited for a decision since 4 March 2026.",
        ),
        (
            [asked(), asked(DecisionKind.DEPENDENCY, "Part")],
            (
                "Two requests wait for a decision, the longest since 4 March 2026: to align it to"
                " “Up” and to let “Part” depend on “Up”."
            ),
        ),
        (
            [asked()] * 5,
            (
                "Five requests wait for a decision, the longest since 4 March 2026: to align it to"
                " “Up”, to align it to “Up”, to align it to “Up” and two more."
            ),
        ),
    ],
)
def test_what_waits_for_a_decision(decisions: list[Decision], text: str) -> None:
    assert told(decisions=decisions) == f"{AIM}\n\n{text}"


def scored(score: str, success: bool | None = None, **more: Any) -> Grade:  # noqa: FBT001  as it is
    return Grade(Decimal(score), is_success=success, **more)


@pytest.mark.parametrize(
    ("commitment", "grade", "text"),
    [
        (None, scored("0.35"), "It was scored 0.35 (yellow)."),
        (None, scored("15"), "It was scored 15.0 (green)."),
        (Commitment.COMMITTED, scored("1", success=True), "It was scored 1.0 (green), which is"),
        (
            Commitment.COMMITTED,
            scored("0.9", success=False),
            "It was scored 0.9 (green), less than was committed to.",
        ),
        (
            Commitment.ASPIRATIONAL,
            scored("0.6", success=True),
            "It was scored 0.6 (yellow), a success for an aspiration.",
        ),
        (
            Commitment.ASPIRATIONAL,
            scored("0.3", success=False),
            "It was scored 0.3 (red), too little even for an aspiration.",
        ),
        (
            Commitment.LEARNING,
            scored("0", success=False),
            "It was scored 0.0 (red), no success, since nothing that was learned is written down.",
        ),
        (
            None,
            scored("0.5", outcome=CloseOutcome.CARRIED_OVER, note="We ran out of time."),
            (
                "It was scored 0.5 (yellow). It ended carried over. The note beside the score says:"
                " “We ran out of time.”"
            ),
        ),
        (None, Grade(), "It has no score yet."),
    ],
)
def test_how_it_was_graded(commitment: Commitment | None, grade: Grade, text: str) -> None:
    found = told(lifecycle=Lifecycle.CLOSED, commitment=commitment, grade=grade)

    assert found.split("\n\n")[1].startswith(text)


def test_the_latest_review_alone_is_told() -> None:
    review = Review(
        uuid4(),
        ReviewKind.CLOSING,
        date(2027, 1, 5),
        author="Ada",
        objective="Win",
        went_well="Sales.",
        went_badly="Support",
        learned="Ask\nfirst",
        carries_over="All",
        recognition="Bo",
    )
    older = replace(review, learned="Never told")

    assert told(reviews=[review, older]) == (
        f"{AIM}\n\nThe closing review of 5 January 2027 (Ada) says what went well: “Sales.”; what"
        " did not: “Support”; what was learned: “Ask first”; what carries over: “All”; who is to be"
        " thanked: “Bo”."
    )
