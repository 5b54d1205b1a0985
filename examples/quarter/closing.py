"""The quarter is closed, opened once more, and closed for good."""

from decimal import Decimal

from sightline_client import (
    AlignmentProposeInput,
    CheckInCreateInput,
    CycleCloseInput,
    CycleReopenInput,
    CycleState,
    KeyResultScoreInput,
    MissingScores,
    ObjectiveScoreInput,
    ObjectiveUpdateInput,
    UserErrorCode,
)

from company import ARJUN, NOOR, RAFAEL, SIOBHAN, Play, done, expect, refused, say, there
from goals import PLATFORM, ROUTES, SENSORS, SUPPLY
from grading import tell_findings

OUTCOMES = {
    "company": "ACHIEVED",  # ASPIRATIONAL, from 0.6 on
    "supply": "PARTIAL",  # COMMITTED, and 0.8 is not 1
    "platform": "ACHIEVED",
    "sensors": "ACHIEVED",  # LEARNING, and what was learned is written down
    "routes": "ACHIEVED",
}


def close(play: Play) -> None:
    """The quarter is closed."""
    given = CycleCloseInput(id=play.cycle_id, missing_scores=MissingScores.REFUSE)
    cycle = there(done(play.admin.close_cycle(given).cycle_close).cycle)
    expect("the state", cycle.state, CycleState.CLOSED)
    goals = play.admin.standing(play.cycle_id).objectives.nodes
    found = {play.name(goal.external_id): there(goal.close_outcome).value for goal in goals}
    expect("how the goals ended", found, OUTCOMES)
    for goal in goals:
        say(f"{there(goal.close_outcome).value}: {goal.title}")


def refuse(play: Play) -> None:
    """What is closed cannot be written any more, but for notes."""
    late = CheckInCreateInput(
        key_result_id=play.ids["trains"], value=Decimal(30), occurred_at=play.moment(12)
    )
    answer = play.asks_as(NOOR).check_in(late)
    say(f"A check-in: {refused(answer.check_in_create, UserErrorCode.READ_ONLY)}.")
    renamed = ObjectiveUpdateInput(id=play.ids[SUPPLY], title="What we did anyway")
    changed = play.asks_as(SIOBHAN).update_objective(renamed)
    say(f"Another title: {refused(changed.objective_update, UserErrorCode.READ_ONLY)}.")
    offer = AlignmentProposeInput(child_id=play.ids[ROUTES], parent_id=play.ids[PLATFORM])
    offered = play.asks_as(NOOR).propose(offer)
    say(f"An offer: {refused(offered.alignment_propose, UserErrorCode.READ_ONLY)}.")
    better = ObjectiveScoreInput(id=play.ids[PLATFORM], score=Decimal(1))
    scored = play.asks_as(ARJUN).score(better)
    say(f"Another score: {refused(scored.objective_score, UserErrorCode.READ_ONLY)}.")
    note = ObjectiveScoreInput(id=play.ids[PLATFORM], note="Half of it was one profiler.")
    done(play.asks_as(ARJUN).score(note).objective_score)
    say("Arjun's note on his score is taken.")


def reopen(play: Play) -> None:
    """One score was too kind: the quarter is opened once more."""
    reason = "The score of a key result of Sensors is not what its number says, and nobody says why"
    cycle = play.admin.reopen_cycle(CycleReopenInput(id=play.cycle_id, reason=reason)).cycle_reopen
    expect("the state", there(done(cycle).cycle).state, CycleState.GRADING)
    say(f"“{reason}.”")
    honest = KeyResultScoreInput(
        id=play.ids["parts"], score=Decimal("0.4"), note="24 of 60. The rest did not answer."
    )
    given = ObjectiveScoreInput(id=play.ids[SENSORS], key_results=[honest])
    done(play.asks_as(RAFAEL).score(given).objective_score)
    say("Rafael gives 0.4 instead of 0.7, and says why.")


def close_again(play: Play) -> None:
    """And closed for good."""
    close(play)
    tell_findings(play)
