"""What is planned: one goal of the company, three of teams, one of a person; ten key results.

Each name is short here, stands in `Play.ids`, and becomes an external id with the play's key.
"""

from decimal import Decimal

from sightline_client import (
    CheckpointInput,
    Commitment,
    KeyResultCreateInput,
    KeyResultSource,
    Level,
    Lifecycle,
    MetricType,
    MilestoneInput,
    ObjectiveCreateInput,
    ProgressDriver,
    UnitKind,
)

from company import ARJUN, INGRID, NOOR, RAFAEL, SIOBHAN, Play

COMPANY, SUPPLY, PLATFORM, SENSORS, ROUTES = OBJECTIVES = (
    "company",
    "supply",
    "platform",
    "sensors",
    "routes",
)
OWNERS = {COMPANY: INGRID, SUPPLY: SIOBHAN, PLATFORM: ARJUN, SENSORS: RAFAEL, ROUTES: NOOR}


def objectives(play: Play) -> list[ObjectiveCreateInput]:
    """All as drafts: publishing them is a step of its own."""
    return [
        _objective(
            play,
            COMPANY,
            "Do our own work without harm to the climate, so that we live up to our strategy",
            (Level.COMPANY, "brackenfold", Commitment.ASPIRATIONAL),
            # Its own key result and what the teams contribute, in one weighted mean.
            ProgressDriver.BOTH,
        ),
        _objective(
            play,
            SUPPLY,
            "Take our deliveries off the plane, so that a sensor saves more than its way costs",
            (Level.TEAM, "supply", Commitment.COMMITTED),
        ),
        _objective(
            play,
            PLATFORM,
            "Answer every question with less energy, so that we may grow with a clear conscience",
            (Level.TEAM, "platform", Commitment.ASPIRATIONAL),
        ),
        _objective(
            play,
            SENSORS,
            "Understand what a sensor costs the climate, so that the next one costs less",
            (Level.TEAM, "sensors", Commitment.LEARNING),
        ),
        _objective(
            play,
            ROUTES,
            "Know the railways as well as the roads, so that no van is taken out of habit",
            (Level.INDIVIDUAL, "supply", Commitment.COMMITTED),
        ),
    ]


def _objective(
    play: Play,
    name: str,
    title: str,
    place: tuple[Level, str, Commitment],
    driver: ProgressDriver | None = None,
) -> ObjectiveCreateInput:
    level, team, commitment = place
    return ObjectiveCreateInput(
        external_id=play.external_id(name),
        title=title,
        level=level,
        lifecycle=Lifecycle.DRAFT,
        commitment=commitment,
        cycle_id=play.cycle_id,
        team_id=play.teams[team],
        owner_id=play.people[OWNERS[name]].id,
        progress_driver=driver,
    )


def key_results(play: Play, objective: str) -> list[KeyResultCreateInput]:
    match objective:
        case "company":
            return [_emissions(play)]
        case "supply":
            return _of_supply(play)
        case "platform":
            return _of_platform(play)
        case "sensors":
            return _of_sensors(play)
        case _:
            return [_routes(play)]


def _emissions(play: Play) -> KeyResultCreateInput:
    """Nobody checks in: its value is the latest reading of a KPI."""
    return KeyResultCreateInput(
        external_id=play.external_id("emissions"),
        objective_id=play.ids[COMPANY],
        title="Emissions per customer site from 420 kg to 380 kg",
        metric_type=MetricType.DECREASE,
        unit="kg",
        start=Decimal(420),
        target=Decimal(380),
        kpi_id=play.ids["kpi"],
        follows=KeyResultSource.KPI,
    )


def _of_supply(play: Play) -> list[KeyResultCreateInput]:
    home = play.ids[SUPPLY]
    return [
        KeyResultCreateInput(
            external_id=play.external_id("air"),
            objective_id=home,
            title="Pallets that travel by air from 40% to 10%",
            metric_type=MetricType.DECREASE,
            unit_kind=UnitKind.PERCENT,
            unit="%",
            start=Decimal(40),
            target=Decimal(10),
        ),
        KeyResultCreateInput(
            external_id=play.external_id("railway"),
            objective_id=home,
            title="Customers in Scandinavia are reached by rail",
            metric_type=MetricType.MILESTONE,
            milestones=[
                MilestoneInput(title="A railway has signed", due_on=play.day(4)),
                MilestoneInput(title="The first container has arrived", due_on=play.day(8)),
                MilestoneInput(
                    title="Every customer there is served", weight=Decimal(2), due_on=play.day(12)
                ),
            ],
        ),
        KeyResultCreateInput(
            external_id=play.external_id("punctual"),
            objective_id=home,
            title="Deliveries on their day stay at 95% or above",
            metric_type=MetricType.MAINTAIN_ABOVE,
            unit_kind=UnitKind.PERCENT,
            unit="%",
            lower=Decimal(95),
        ),
    ]


def _of_platform(play: Play) -> list[KeyResultCreateInput]:
    home = play.ids[PLATFORM]
    return [
        KeyResultCreateInput(
            external_id=play.external_id("energy"),
            objective_id=home,
            title="Energy for a million readings from 50 kWh to 30 kWh",
            metric_type=MetricType.DECREASE,
            unit="kWh",
            start=Decimal(50),
            target=Decimal(30),
            weight=Decimal(2),
        ),
        KeyResultCreateInput(
            external_id=play.external_id("night"),
            objective_id=home,
            title="Computing in hours of clean electricity from 0% to 80%",
            metric_type=MetricType.INCREASE,
            unit_kind=UnitKind.PERCENT,
            unit="%",
            start=Decimal(0),
            target=Decimal(80),
            # It begins slowly: a curve instead of a straight line.
            checkpoints=[
                CheckpointInput(day=play.day(4), value=Decimal(10)),
                CheckpointInput(day=play.day(8), value=Decimal(40)),
            ],
        ),
        KeyResultCreateInput(
            external_id=play.external_id("old-rack"),
            objective_id=home,
            title="The old data center is dark",
            metric_type=MetricType.BINARY,
        ),
    ]


def _of_sensors(play: Play) -> list[KeyResultCreateInput]:
    home = play.ids[SENSORS]
    return [
        KeyResultCreateInput(
            external_id=play.external_id("footprint"),
            objective_id=home,
            title="Emissions of one sensor from ore to scrap are known",
            metric_type=MetricType.BASELINE,
            unit="kg",
        ),
        KeyResultCreateInput(
            external_id=play.external_id("parts"),
            objective_id=home,
            title="Parts whose maker tells us their emissions from 0 to 60",
            metric_type=MetricType.INCREASE,
            unit_kind=UnitKind.NUMBER,
            start=Decimal(0),
            target=Decimal(60),
        ),
    ]


def _routes(play: Play) -> KeyResultCreateInput:
    return KeyResultCreateInput(
        external_id=play.external_id("trains"),
        objective_id=play.ids[ROUTES],
        title="Routes that I have planned by rail from 0 to 20",
        metric_type=MetricType.INCREASE,
        unit_kind=UnitKind.NUMBER,
        start=Decimal(0),
        target=Decimal(20),
    )
