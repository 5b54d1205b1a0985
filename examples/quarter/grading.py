"""The goals are graded: progress suggests a score, whoever owns the goal decides."""

from collections import Counter
from decimal import Decimal

from sightline_client import (
    CycleCloseInput,
    CycleGradeInput,
    CycleState,
    KeyResultScoreInput,
    ObjectiveScoreInput,
    UserErrorCode,
)

from company import ARJUN, INGRID, NOOR, RAFAEL, SIOBHAN, Play, done, expect, refused, say, there
from goals import COMPANY, PLATFORM, ROUTES, SENSORS, SUPPLY
from publishing import tell_statistics


def grade(play: Play) -> None:
    """The quarter is over: it is to be graded."""
    cycle = there(done(play.admin.grade_cycle(CycleGradeInput(id=play.cycle_id)).cycle_grade).cycle)
    expect("the state", cycle.state, CycleState.GRADING)
    say(f"The cycle is {cycle.state.value}.")
    answer = play.admin.close_cycle(CycleCloseInput(id=play.cycle_id)).cycle_close
    say(f"It cannot be closed yet: {refused(answer, UserErrorCode.INVALID)}.")
    tell_findings(play)


def score(play: Play) -> None:
    """Everybody scores their goal."""
    railway = KeyResultScoreInput(
        id=play.ids["railway"],
        score=Decimal("0.7"),
        note="All of Sweden and Denmark is served; only the weights of the stages hide it.",
    )
    note = "Promised in full. Norway has to wait for a bridge, and is first on the next list."
    _score(
        play,
        SIOBHAN,
        ObjectiveScoreInput(
            id=play.ids[SUPPLY],
            note=note,
            key_results=[*_as_suggested(play, "air", "punctual"), railway],
        ),
    )
    _score(
        play,
        ARJUN,
        ObjectiveScoreInput(
            id=play.ids[PLATFORM], key_results=_as_suggested(play, "energy", "night", "old-rack")
        ),
    )
    generous = KeyResultScoreInput(id=play.ids["parts"], score=Decimal("0.7"))
    _score(
        play,
        RAFAEL,
        ObjectiveScoreInput(
            id=play.ids[SENSORS], key_results=[*_as_suggested(play, "footprint"), generous]
        ),
    )
    _score(
        play,
        NOOR,
        ObjectiveScoreInput(id=play.ids[ROUTES], key_results=_as_suggested(play, "trains")),
    )
    _score(
        play,
        INGRID,
        ObjectiveScoreInput(
            id=play.ids[COMPANY],
            score=Decimal("0.7"),
            note="The KPI was lucky with a mild autumn.",
            key_results=_as_suggested(play, "emissions"),
        ),
    )
    tell_statistics(play)
    tell_findings(play)


def _as_suggested(play: Play, *names: str) -> list[KeyResultScoreInput]:
    return [KeyResultScoreInput(id=play.ids[name]) for name in names]


def _score(play: Play, person: str, given: ObjectiveScoreInput) -> None:
    scorer = play.people[person]
    goal = there(done(scorer.client.score(given).objective_score).objective)
    suggested = "" if goal.score == goal.suggested_score else f", not {goal.suggested_score},"
    verdict = "a success" if goal.is_success else "no success"
    band = there(goal.score_band).value.lower()
    say(f"{scorer.name} gives {goal.score}{suggested} ({band}, {verdict}): {goal.title}")


def tell_findings(play: Play) -> None:
    """What the audit says of the cycle, by rule."""
    audit = there(play.admin.audit(play.cycle_id).alignment_audit)
    counted = Counter(finding.rule for finding in audit.findings.nodes)
    say("The audit finds: " + ", ".join(f"{rule} ({counted[rule]})" for rule in sorted(counted)))
