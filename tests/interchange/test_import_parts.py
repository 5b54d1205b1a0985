"""What hangs on rows: check-ins, readings, what is served, memberships, settings; real OKRs."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from service.alignment.models import Alignment
from service.dependencies.models import Dependency
from service.errors import Invalid
from service.writing.recordset import table_of
from tests.interchange.desk import changed, told
from tests.interchange.documents import COMPANY
from tests.real_data import real_file


async def test_a_check_in_never_changes(desk):
    await desk.bring(COMPANY)
    result = await desk.bring("check_ins: [{key_result: k, at: 2024-01-02, value: 9}]")
    assert told(result) == [
        (
            "check_ins",
            1,
            None,
            "CONFLICT",
            "another value is recorded; check-ins never change",
        )
    ]


@pytest.mark.parametrize(
    ("rows", "current"),
    [
        ("{key_result: k, at: 2024-02-01, value: 9}", 9),
        ("{key_result: k, at: 2023-02-01, value: 9}", 2.5),
        ("{id: x, key_result: k, at: 2024-02-01, note: no number}", 2.5),
    ],
)
async def test_the_current_value_is_the_latest_in_time(desk, rows, current):
    await desk.bring(COMPANY)
    await desk.bring(f"check_ins: [{rows}]")
    assert (await desk.export())["key_results"][0]["current"] == current


async def test_check_ins_win_over_a_current_value_in_the_file(desk):
    document = COMPANY.replace("target: 3", "target: 3, current: 1.25")
    await desk.bring(document)
    assert (await desk.export())["key_results"][0]["current"] == 2.5
    told_again = await desk.bring("""
        objectives: [{id: o, title: O}]
        key_results: [{id: k, objective: o, title: Grow, current: 1.25}]
    """)
    assert (await desk.export())["key_results"][0]["current"] == 2.5
    assert changed(told_again)["key_result"] == {"unchanged": 1}


async def test_readings_are_added_and_corrected(desk):
    await desk.bring(COMPANY)
    result = await desk.bring(
        "kpis: [{id: n, name: NPS, readings:"
        " [{at: 2024-01-01, value: 4}, {at: 2024-02-01T08:00:00Z, value: 5}]}]"
    )
    assert changed(result) == {"kpi": {"updated": 1}}
    assert (await desk.export())["kpis"][0]["readings"] == [
        {"at": "2024-01-01T00:00:00Z", "value": 4},
        {"at": "2024-02-01T08:00:00Z", "value": 5},
    ]
    assert (await desk.events())[-1].changes == {
        "readings": [
            [{"at": "2024-01-01T00:00:00+00:00", "value": "3"}],
            [
                {"at": "2024-01-01T00:00:00+00:00", "value": "4"},
                {"at": "2024-02-01T08:00:00+00:00", "value": "5"},
            ],
        ]
    }


async def test_what_an_initiative_serves_is_replaced_as_a_whole(desk):
    await desk.bring(COMPANY)
    await desk.bring("initiatives: [{id: i, title: Do, serves: [o]}]")
    assert (await desk.export())["initiatives"][0]["serves"] == ["o"]
    result = await desk.bring("initiatives: [{id: i, title: Do}]")
    assert changed(result) == {"initiative": {"unchanged": 1}}


async def test_a_membership_and_a_dependency_change_in_place(desk):
    await desk.bring(COMPANY)
    result = await desk.bring(
        "memberships: [{person: ada, team: t, role: member}]\n"
        "dependencies: [{from: k, to: c, kind: blocks, state: confirmed}]"
    )
    assert changed(result) == {"membership": {"updated": 1}, "dependency": {"updated": 1}}


async def stored(desk, model):
    table = table_of(model)
    async with desk.database.reading() as session:
        own = table.c.organization_id == desk.actor.organization_id
        return (await session.execute(select(table).where(own))).one()


async def test_a_proposal_is_decided_by_an_import_and_opened_again(desk):
    goals = "people: [{id: ada, name: Ada}]\nobjectives: [{id: a, title: A}, {id: b, title: B}]\n"
    edge = "alignments: [{{child: a, parent: b, state: {}, proposed_by: ada}}]"
    await desk.bring(goals + edge.format("proposed"))
    first = await stored(desk, Alignment)
    assert first.proposed_by_id is not None
    assert first.decided_at is None
    await desk.bring(goals + edge.format("declined"))
    declined = await stored(desk, Alignment)
    assert (declined.state, declined.proposed_by_id) == ("DECLINED", first.proposed_by_id)
    assert declined.decided_at is not None
    await desk.bring(goals + edge.format("proposed"))
    assert (await stored(desk, Alignment)).decided_at is None


async def test_an_import_stores_any_state_of_a_dependency_and_when_it_was_answered(desk):
    goals = "objectives: [{id: a, title: A}, {id: b, title: B}]\n"
    link = "dependencies: [{{from: a, to: b, state: {}}}]"
    answered = {}
    for state in ("resolved", "at_risk", "requested", "declined"):
        await desk.bring(goals + link.format(state))
        row = await stored(desk, Dependency)
        answered[row.state] = row.decided_at is not None
    assert answered == {"RESOLVED": True, "AT_RISK": True, "REQUESTED": False, "DECLINED": True}


async def test_settings_are_merged_and_the_time_zone_is_set(desk):
    await desk.bring("organization: {timezone: Asia/Tokyo, settings: {a: 1, b: {c: 0.5}}}")
    await desk.bring("organization: {settings: {a: 2}}")
    assert (await desk.export())["organization"] == {
        "name": "Test organization",
        "timezone": "Asia/Tokyo",
        "settings": {"a": 2, "b": {"c": 0.5}},
    }


async def test_settings_that_nobody_understands_are_refused(desk):
    def refuse(settings: Mapping[str, object]) -> None:
        raise Invalid(f"no setting is called {next(iter(settings))}", ["settings", "audit"])

    result = await desk.bring("organization: {settings: {x: 1}}", check_settings=refuse)
    assert told(result) == [
        ("organization", None, "settings.audit", "INVALID", "no setting is called x")
    ]
    result = await desk.bring("organization: {settings: {cycle_policy: maybe}}")
    assert told(result) == [
        (
            "organization",
            None,
            "settings.cycle_policy",
            "INVALID",
            '"maybe" is not one of REFUSE, REPORT',
        )
    ]
    assert await desk.events() == []


@pytest.mark.parametrize(
    ("name", "counts"),
    [("sourcegraph", (31, 10, 225, 577, 88)), ("srcd", (18, 5, 204, 524, 148))],
)
async def test_real_okrs_are_stored_whole(desk, name, counts):
    path = real_file(f"{name}.json")
    result = await desk.bring_file(path)
    assert result.problems == ()
    nouns = ("team", "cycle", "objective", "key_result", "alignment")
    assert changed(result) == {
        "organization": {"updated": 1},
        **{noun: {"created": count} for noun, count in zip(nouns, counts, strict=True)},
    }
    told_of = len(await desk.events())
    again = await desk.bring_file(path)
    assert {outcome for own in changed(again).values() for outcome in own} == {"unchanged"}
    assert len(await desk.events()) == told_of
    document = await desk.export()
    parents = sum(len(row.get("parents", [])) for row in document["objectives"])
    assert (len(document["objectives"]), parents) == (counts[2], counts[4])


async def test_times_are_kept_in_utc(desk):
    await desk.bring(COMPANY)
    (check_in,) = (await desk.export())["check_ins"]
    assert check_in["at"] == "2024-01-02T00:00:00Z"
