"""The quarter begins, and is counted."""

from sightline_client import CycleActivateInput, CycleState, StatisticsNodeCycle

from company import Play, done, expect, say, there


def publish(play: Play) -> None:
    """The drafts are published."""
    given = CycleActivateInput(id=play.cycle_id, publish_drafts=True)
    cycle = there(done(play.admin.activate_cycle(given).cycle_activate).cycle)
    expect("the state", cycle.state, CycleState.ACTIVE)
    goals = play.admin.standing(play.cycle_id).objectives.nodes
    expect("the goals' stages", {goal.lifecycle.value for goal in goals}, {"ACTIVE"})
    say(f"The cycle is {cycle.state.value}, and so are its {len(goals)} goals.")
    tell_statistics(play)


def tell_statistics(play: Play) -> None:
    found = play.admin.statistics(play.cycle_id).node
    if isinstance(found, StatisticsNodeCycle):
        total = there(found.statistics).total
        say(
            f"Of {total.objectives} goals {total.aligned} are aligned,"
            f" {total.checked_in} checked in lately, {total.graded} graded."
        )
