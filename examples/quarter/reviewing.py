"""Looking back: every week a team, every month the company, in the end everybody."""

from sightline_client import ReviewCreateInput, ReviewKind

from company import ARJUN, INGRID, RAFAEL, SIOBHAN, Play, done, say
from goals import SENSORS

WEEKLY = {
    3: (ARJUN, "platform", "The cache was a guess. Measure first, then build."),
    5: (SIOBHAN, "supply", "Rails strike, too: know the next best way before we need it."),
    6: (
        ARJUN,
        "platform",
        "It was the replicas. An afternoon with a profiler beats a month of plans.",
    ),
    9: (SIOBHAN, "supply", "The first container came a week late and nobody minded."),
}
MONTHLY = {
    4: "A slow start; only Supply moves. Platform gets two people from Insights for a month.",
    8: "Half of the way after two thirds of the time, and the KPI is within its range.",
    12: "What is left is Scandinavia by rail. It will not happen this quarter, and that is fine.",
}


def review_week(play: Play, week: int) -> None:
    """A team's, where it has something to say."""
    if week not in WEEKLY:
        return
    person, team, learned = WEEKLY[week]
    given = ReviewCreateInput(
        kind=ReviewKind.WEEKLY,
        cycle_id=play.cycle_id,
        team_id=play.teams[team],
        held_on=play.day(week),
        learned=learned,
    )
    _write(play, person, given)
    say(f"{play.people[person].name} writes down what {team} learned: “{learned}”.")


def review_month(play: Play, week: int) -> None:
    """The company's."""
    given = ReviewCreateInput(
        kind=ReviewKind.MONTHLY,
        cycle_id=play.cycle_id,
        held_on=play.day(week),
        went_well=MONTHLY[week],
    )
    _write(play, INGRID, given)
    say(f"Ingrid's monthly review: “{MONTHLY[week]}”.")


def review_end(play: Play) -> None:
    """Everybody looks back."""
    learned = "Two thirds of what a sensor emits is its housing. Nobody had guessed that."
    of_sensors = ReviewCreateInput(
        kind=ReviewKind.CLOSING,
        objective_id=play.ids[SENSORS],
        held_on=play.ends_on,
        learned=learned,
        went_badly="Asking makers one by one does not scale.",
    )
    _write(play, RAFAEL, of_sensors)
    say(f"Rafael on sensors, a goal to learn by: “{learned}”.")
    of_supply = ReviewCreateInput(
        kind=ReviewKind.CLOSING,
        cycle_id=play.cycle_id,
        team_id=play.teams["supply"],
        held_on=play.ends_on,
        went_well="Air freight is down to a third, and nobody waited longer for it.",
        carries_over="Scandinavia by rail.",
        recognition="Noor, who knows every timetable between Aarhus and Narvik by now.",
    )
    _write(play, SIOBHAN, of_supply)
    say(f"Siobhan thanks {of_supply.recognition}")
    of_all = ReviewCreateInput(
        kind=ReviewKind.CLOSING,
        cycle_id=play.cycle_id,
        held_on=play.ends_on,
        went_well="The fourth pillar carries something for the first time.",
        went_badly="Two teams promised more than they could see.",
        learned="Measure before you promise.",
    )
    _write(play, INGRID, of_all)
    say(f"Ingrid on the whole quarter: “{of_all.learned}”.")


def _write(play: Play, person: str, given: ReviewCreateInput) -> None:
    done(play.asks_as(person).review(given).review_create)
