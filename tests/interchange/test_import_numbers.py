"""Imports and numbers: all that a document touches is computed by the worker, and nothing else."""

from datetime import date

import pytest

from service.rollup.draining import drain
from tests.company import events_of
from tests.interchange.desk import Desk, changed
from tests.numbers.ledger import NOW, Ledger

GOALS = """
    cycles: [{id: q, name: Q4, start: 2026-10-01, end: 2026-12-31}]
    kpis: [{id: n, name: NPS, readings: [{at: 2026-10-05, value: 3}]}]
    strategy: [{id: p, kind: pillar, title: Trust}]
    objectives:
      - {id: top, title: Top, parents: [p]}
      - {id: other, title: Other}
      - {id: child, title: Child, cycle: q, parents: [top, other]}
      - {id: alone, title: Alone}
    key_results:
      - {id: k, objective: child, title: Grow, metric: increase, start: 0, target: 10}
      - {id: follows, objective: alone, title: Follow, kpi: n, follows: kpi}
"""


@pytest.fixture
def ledger(desk: Desk) -> Ledger:
    return Ledger(desk.database, desk.actor)


async def asked(desk: Desk, ledger: Ledger, text: str, **options: bool) -> dict[str, bool]:
    """By title of an objective that the import asks the worker for, whether to compute it first."""
    already = len(await ledger.requests())
    await desk.bring(text, **options)
    requests = (await ledger.requests())[already:]
    return {(await ledger.objective(goal, "title"))[0]: first for goal, first in requests}


async def test_all_that_is_new_is_computed(desk: Desk, ledger: Ledger) -> None:
    everything = dict.fromkeys(("Top", "Other", "Child", "Alone"), True)
    assert await asked(desk, ledger, GOALS, dry_run=True) == {}
    assert await asked(desk, ledger, GOALS) == everything
    assert await asked(desk, ledger, GOALS) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("objectives: [{id: top, title: Top, end: 2026-11-30}]", {"Top": True}),
        (
            "key_results: [{id: k, objective: alone, title: Grow}]",
            {"Child": True, "Alone": True},
        ),
        ("check_ins: [{key_result: k, at: 2026-10-06, value: 4}]", {"Child": True}),
        ("cycles: [{id: q, name: Q4, end: 2026-12-30}]", {"Child": True}),
        ("cycles: [{id: q, name: Fourth quarter}]", {}),
        ("kpis: [{id: n, name: NPS, readings: [{at: 2026-10-09, value: 5}]}]", {"Alone": True}),
        (
            "alignments: [{child: child, parent: other, weight: 2}]",
            {"Top": True, "Other": True},
        ),
        (
            "objectives: [{id: child, title: Child, parents: [top]}]",
            {"Top": True, "Other": True},
        ),
        (
            "objectives: [{id: other, title: Other, archived: true}]",
            {"Other": True, "Top": True},
        ),
        (
            "strategy: [{id: p, kind: pillar, title: Trust, archived: true}]",
            {},
        ),
    ],
)
async def test_what_is_touched_is_computed(
    desk: Desk, ledger: Ledger, text: str, expected: dict[str, bool]
) -> None:
    await desk.bring(GOALS)
    assert await asked(desk, ledger, text) == expected


@pytest.mark.parametrize(
    ("head", "turned_on"),
    [
        ("organization: {name: Acme}", date(2026, 1, 1)),
        ("organization: {name: Acme, timezone: Asia/Tokyo}", None),
        ("organization: {name: Acme, settings: {progress: {at_risk_gap: 0.5}}}", None),
    ],
)
async def test_another_day_or_line_turns_all_numbers(
    desk: Desk, ledger: Ledger, head: str, turned_on: date | None
) -> None:
    await ledger.set_clock(date(2026, 1, 1))
    await desk.bring(head)
    assert await ledger.clock() == turned_on


async def test_numbers_of_an_import_are_kept_by_the_next_one(desk: Desk, ledger: Ledger) -> None:
    """What the worker has taken from check-ins and KPIs since is no difference to the document."""
    text = f"""{GOALS}
    check_ins:
      - {{key_result: k, at: 2026-10-06, value: 4, confidence: 6, status: at_risk}}
      - {{key_result: follows, at: 2026-10-06, value: 1}}
    """
    await desk.bring(text)
    goals = {goal for goal, _ in await ledger.requests()}
    await ledger.refresh(*goals, now=NOW)
    exported = {row["id"]: row for row in (await desk.export())["key_results"]}
    assert [exported["k"][field] for field in ("current", "confidence")] == [4, 6]
    assert exported["follows"]["current"] == 3
    assert {noun: set(counts) for noun, counts in changed(await desk.bring(text)).items()} == {
        noun: {"unchanged"}
        for noun in ("check_in", "cycle", "kpi", "strategy_element", "objective", "key_result")
    } | {"alignment": {"unchanged"}}


async def statuses(desk: Desk, ledger: Ledger) -> list[tuple[str, list[str]]]:
    """The events of statuses by the titles of their goals, all of them caused by the import."""
    await drain(desk.database, desk.actor.organization_id, NOW)
    told = await events_of(desk.database, desk.actor)
    kind_of = {"objective": ledger.objective, "key_result": ledger.key_result}
    found = []
    for event in told:
        if event.type == "status.changed":
            assert event.cause_id in {one.id for one in told}
            (title,) = await kind_of[event.subject_kind](event.subject_id, "title")
            found.append((title, event.changes["status"]))
    return found


async def test_what_an_import_brings_has_no_status_to_tell_of_but_what_it_moves_has(
    desk: Desk, ledger: Ledger
) -> None:
    await desk.bring(GOALS.replace("target: 10}", "target: 10, current: 8}"))
    assert await statuses(desk, ledger) == []

    await desk.bring("check_ins: [{key_result: k, at: 2026-10-06, value: 4}]")

    change = ["ON_TRACK", "AT_RISK"]
    told = await statuses(desk, ledger)
    assert told == [("Grow", change), ("Child", change), ("Top", change), ("Other", change)]
