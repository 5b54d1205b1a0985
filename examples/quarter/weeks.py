"""Twelve weeks: people check in, and look back once a month."""

import time
from decimal import Decimal

from sightline_client import (
    CheckInBulkCreateInput,
    CheckInCreateInput,
    DependencyState,
    KpiReadingCreateInput,
    MilestoneUpdateInput,
    ReportedStatus,
)

from bargaining import move_dependency
from company import (
    ARJUN,
    INGRID,
    NOOR,
    RAFAEL,
    SIOBHAN,
    NotAsExpected,
    Play,
    done,
    expect,
    say,
    there,
)
from goals import OBJECTIVES
from reports import (
    CONFIDENCE,
    EXPECTED,
    MILESTONES,
    NOTES,
    READINGS,
    REPORTER,
    STATUSES,
    VALUES,
)
from reviewing import review_month, review_week

NOTHING = "-"
# From then on everybody sends a week's check-ins in one request.
TOGETHER_FROM = 9
# What is above follows within a second; on a busy machine it may take longer.
PATIENCE_S = 30
LOOK_EVERY_S = 0.1


def live(play: Play, week: int) -> None:
    """One week of the quarter."""
    if week in READINGS:
        _read_kpi(play, week)
    if week in MILESTONES:
        _finish_milestone(play, week)
    for person in (SIOBHAN, ARJUN, RAFAEL, NOOR):
        _check_in(play, person, week)
    _special(play, week)
    if week in EXPECTED:
        await_numbers(play, EXPECTED[week])
        review_month(play, week)
    else:
        review_week(play, week)


def _check_in(play: Play, person: str, week: int) -> None:
    rows = [row for name in VALUES if REPORTER[name] == person for row in _row(play, name, week)]
    client = play.asks_as(person)
    if week >= TOGETHER_FROM:
        given = CheckInBulkCreateInput(rows=rows)
        sent = done(client.check_in_together(given).check_in_bulk_create)
        # Sent again, they are there once: each is known by its external id.
        again = done(client.check_in_together(given).check_in_bulk_create)
        expect("what is sent again", again.check_ins, sent.check_ins)
    else:
        for row in rows:
            made = there(done(client.check_in(row).check_in_create).check_in)
            play.ids[play.name(row.external_id)] = made.id
    if rows:
        say(f"{play.people[person].name} checks in: {_words(person, week)}")


def _row(play: Play, name: str, week: int) -> list[CheckInCreateInput]:
    """A check-in, if there is something to say."""
    value = VALUES[name][week - 1]
    confidence = CONFIDENCE[name][week - 1] if name in CONFIDENCE else None
    status = STATUSES.get((name, week))
    if value == NOTHING and confidence is None:
        return []
    return [
        CheckInCreateInput(
            external_id=play.external_id(f"{name}-week-{week}"),
            key_result_id=play.ids[name],
            value=None if value == NOTHING else Decimal(value),
            confidence=confidence,
            status=None if status is None else ReportedStatus(status),
            note=NOTES.get((name, week)),
            occurred_at=play.moment(week),
        )
    ]


def _words(person: str, week: int) -> str:
    values = {name: VALUES[name][week - 1] for name in VALUES if REPORTER[name] == person}
    said = [f"{name} {value}" for name, value in values.items() if value != NOTHING]
    notes = [f"“{text}”" for (name, at), text in NOTES.items() if at == week and name in values]
    return " ".join([", ".join(said) or "nothing measured", *notes])


def _special(play: Play, week: int) -> None:
    match week:
        case 6:
            _correct(play)
        case 7:
            _report_late(play)
            move_dependency(play, RAFAEL, DependencyState.AT_RISK)
            say("Rafael has no figures from the railways yet: the dependency is at risk.")
        case 10:
            move_dependency(play, SIOBHAN, DependencyState.RESOLVED)
            say("The figures have come: the dependency is resolved.")


def _correct(play: Play) -> None:
    """A check-in never changes: another one takes its place."""
    given = CheckInCreateInput(
        key_result_id=play.ids["air"],
        corrects_id=play.ids["air-week-6"],
        value=Decimal(30),
        note="It was 30, not 3.",
    )
    now = there(done(play.asks_as(SIOBHAN).check_in(given).check_in_create).check_in).key_result
    expect("the corrected value", now.current, Decimal(30))
    say("Siobhan has typed 3, and corrects it to 30.")


def _report_late(play: Play) -> None:
    """What happened earlier does not overwrite what is known of later."""
    given = CheckInCreateInput(
        key_result_id=play.ids["trains"],
        value=Decimal(7),
        occurred_at=play.moment(5),
        note="From the week before my leave.",
    )
    now = there(done(play.asks_as(NOOR).check_in(given).check_in_create).check_in).key_result
    expect("the latest value", now.current, Decimal(11))
    say("Noor reports 7 for week 5, two weeks late; the 11 of this week stay.")


def _read_kpi(play: Play, week: int) -> None:
    value = Decimal(READINGS[week])
    given = KpiReadingCreateInput(kpi_id=play.ids["kpi"], value=value, at=play.moment(week))
    done(play.asks_as(INGRID).read_kpi(given).kpi_reading_create)
    say(f"The KPI reads {value} kg per site; the company's key result follows it.")


def _finish_milestone(play: Play, week: int) -> None:
    given = MilestoneUpdateInput(id=play.ids[MILESTONES[week]], done_on=play.day(week))
    milestone = done(play.asks_as(SIOBHAN).finish_milestone(given).milestone_update).milestone
    say(f"A milestone is reached: {there(milestone).title}.")


def await_numbers(play: Play, expected: dict[str, str]) -> None:
    """Look at how far the goals have come, until what is above has followed what is below."""
    until = time.monotonic() + PATIENCE_S
    found = _numbers(play)
    while found != expected and time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
        found = _numbers(play)
    if found != expected:
        raise NotAsExpected(f"the goals should stand at {expected}, and stand at {found}")
    say("So far: " + ", ".join(f"{name} {Decimal(found[name]):.1%}" for name in OBJECTIVES))


def _numbers(play: Play) -> dict[str, str]:
    goals = play.admin.standing(play.cycle_id).objectives.nodes
    return {play.name(goal.external_id): str(goal.progress) for goal in goals}
