"""The quarter is planned: from the top a goal, from the teams drafts of their own."""

from datetime import timedelta
from decimal import Decimal

from sightline_client import (
    AlignmentCreateInput,
    Audience,
    Cadence,
    CycleCreateInput,
    CycleState,
    InitiativeCreateInput,
    InitiativeStatus,
    KeyResultBulkCreateInput,
    KpiCreateInput,
    PlanningStepInput,
)

from company import INGRID, PILLAR, Play, done, expect, say, there
from goals import COMPANY, OBJECTIVES, OWNERS, PLATFORM, ROUTES, SUPPLY, key_results, objectives

# What is done about it; the key results say what changes by it.
INITIATIVES = {
    SUPPLY: "Talks with three railways",
    PLATFORM: "A scheduler that knows where the wind blows",
    ROUTES: "A week at the freight yard",
}


def plan(play: Play) -> None:
    """A cycle with its planning calendar, and everybody's drafts."""
    _cycle(play)
    _kpi(play)
    for place, given in enumerate(objectives(play)):
        name = OBJECTIVES[place]
        client = play.asks_as(OWNERS[name])
        made = there(done(client.create_objective(given).objective_create).objective)
        play.ids[name] = made.id
        _key_results(play, name)
        say(f"{play.people[OWNERS[name]].name} drafts: {made.title}")
    for name, title in INITIATIVES.items():
        _initiative(play, name, title)
    _top(play)


def _cycle(play: Play) -> None:
    """Leadership first, then the teams, then everybody: three weeks before it begins."""
    made = done(
        play.admin.create_cycle(
            CycleCreateInput(
                external_id=play.key,
                name=f"Quarter until {play.ends_on}",
                cadence=Cadence.QUARTERLY,
                starts_on=play.starts_on,
                ends_on=play.ends_on,
                # It would be ACTIVE else: its first day is in the past.
                state=CycleState.PLANNING,
                planning=[
                    _week(play, Audience.COMPANY, weeks_before=3),
                    _week(play, Audience.TEAMS, weeks_before=2),
                    _week(play, Audience.INDIVIDUALS, weeks_before=1),
                ],
            )
        ).cycle_create
    )
    cycle = there(made.cycle)
    play.ids["cycle"] = cycle.id
    expect("the state", cycle.state, CycleState.PLANNING)
    say(f"{cycle.name} is {cycle.state.value}, from {play.starts_on} to {play.ends_on}.")
    for step in cycle.planning.nodes:
        say(f"{step.starts_on} to {step.ends_on}: {step.audience.value.lower()}")


def _week(play: Play, audience: Audience, weeks_before: int) -> PlanningStepInput:
    first = play.starts_on - timedelta(weeks=weeks_before)
    return PlanningStepInput(audience=audience, starts_on=first, ends_on=first + timedelta(days=6))


def _kpi(play: Play) -> None:
    given = KpiCreateInput(
        external_id=play.external_id("kpi"),
        name="Emissions per customer site",
        unit="kg",
        upper=Decimal(400),
    )
    play.ids["kpi"] = there(done(play.admin.create_kpi(given).kpi_create).kpi).id


def _key_results(play: Play, objective: str) -> None:
    rows = key_results(play, objective)
    client = play.asks_as(OWNERS[objective])
    made = done(
        client.create_key_results(KeyResultBulkCreateInput(rows=rows)).key_result_bulk_create
    )
    for one in map(there, made.key_results):
        name = play.name(one.external_id)
        play.ids[name] = one.id
        for number, milestone in enumerate(one.milestones.nodes, start=1):
            play.ids[f"{name}-stage-{number}"] = milestone.id


def _initiative(play: Play, objective: str, title: str) -> None:
    given = InitiativeCreateInput(
        title=title,
        status=InitiativeStatus.PLANNED,
        owner_id=play.people[OWNERS[objective]].id,
        serves=[play.ids[objective]],
    )
    done(play.asks_as(OWNERS[objective]).create_initiative(given).initiative_create)


def _top(play: Play) -> None:
    """The top needs nobody's consent."""
    given = AlignmentCreateInput(child_id=play.ids[COMPANY], parent_id=play.ids[PILLAR])
    done(play.asks_as(INGRID).align(given).alignment_create)
    say("The company's goal stands under the pillar; those of the teams stand alone so far.")
