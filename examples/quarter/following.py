"""What goes on goes on into the next quarter, from where it is."""

from datetime import timedelta
from decimal import Decimal

from sightline_client import CycleCloneInput, CycleState, KeyResultUpdateInput

from company import NOOR, WEEKS, Play, done, expect, say, there
from goals import COMPANY, ROUTES, SENSORS, SUPPLY

# The platform is done; what is held or known for good need not go on either.
OBJECTIVES = (COMPANY, SUPPLY, SENSORS, ROUTES)
KEY_RESULTS = ("emissions", "air", "railway", "parts", "trains")

# Where each key result starts, and where it is to end: its last value, and its old target. Noor
# has reached hers and needs another one; milestones know no values.
CARRIED: dict[str, tuple[Decimal | None, Decimal | None]] = {
    "emissions": (Decimal(388), Decimal(380)),
    "air": (Decimal(13), Decimal(10)),
    "railway": (None, None),
    "parts": (Decimal(24), Decimal(60)),
    "trains": (Decimal(22), None),
}


def clone(play: Play) -> None:
    """What is not done goes on into the next quarter."""
    starts_on = play.ends_on + timedelta(days=1)
    given = CycleCloneInput(
        id=play.cycle_id,
        external_id=play.external_id("next"),
        name=f"Quarter from {starts_on}",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=7 * WEEKS - 1),
        objective_ids=[play.ids[name] for name in OBJECTIVES],
        key_result_ids=[play.ids[name] for name in KEY_RESULTS],
    )
    made = done(play.admin.clone_cycle(given).cycle_clone)
    cycle, counts = there(made.cycle), there(made.counts)
    play.ids["next"] = cycle.id
    expect("the state", cycle.state, CycleState.PLANNING)
    say(
        f"{cycle.name} is {cycle.state.value}, with {counts.objectives} goals as drafts,"
        f" {counts.key_results} key results, {counts.alignments} alignments,"
        f" {counts.initiatives} initiatives."
    )
    _look_at_key_results(play)


def _look_at_key_results(play: Play) -> None:
    goals = play.admin.carried(play.ids["next"]).objectives.nodes
    found = {}
    for one in (one for goal in goals for one in goal.key_results.nodes):
        name = play.name(there(one.carried_from).external_id)
        found[name] = (one.start, one.target)
        play.ids[f"{name}-next"] = one.id
        if one.milestones.nodes:
            say(f"{name} goes on: {one.milestones.nodes[0].title}.")
        elif one.target is None:
            say(f"{name} has reached its target, goes on from {one.start}, and needs another one.")
        else:
            say(f"{name} goes on from {one.start} to {one.target}.")
    expect("where key results start and end", found, CARRIED)


def aim_higher(play: Play) -> None:
    """Who has reached a target sets another one."""
    given = KeyResultUpdateInput(
        id=play.ids["trains-next"],
        title="Routes that I have planned by rail from 22 to 40",
        target=Decimal(40),
    )
    changed = done(play.asks_as(NOOR).update_key_result(given).key_result_update)
    say(f"Noor: {there(changed.key_result).title}.")
