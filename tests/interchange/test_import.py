import pytest

from service.actor import Actor, Role
from service.errors import Conflict, Forbidden
from service.interchange.bulk import update_rows
from service.interchange.items import Noun
from service.interchange.stores import table_by_noun
from tests.interchange.desk import changed, told
from tests.interchange.documents import COMPANY


async def test_every_row_is_stored_with_its_links(desk):
    result = await desk.bring(COMPANY)
    assert result.problems == ()
    assert result.written
    assert changed(result) == {
        "organization": {"updated": 1},
        "strategy_element": {"created": 1},
        "team": {"created": 2},
        "person": {"created": 2},
        "membership": {"created": 1},
        "cycle": {"created": 2},
        "objective": {"created": 2},
        "key_result": {"created": 1},
        "initiative": {"created": 1},
        "kpi": {"created": 1},
        "check_in": {"created": 1},
        "alignment": {"created": 3},
        "dependency": {"created": 1},
    }
    document = await desk.export()
    assert document["organization"] == {"name": "Acme", "timezone": "UTC"}
    assert document["cycles"][0]["state"] == "ACTIVE"
    assert document["cycles"][1]["state"] == "PLANNING"
    assert document["people"][1] == {"id": "bob", "name": "Bob", "active": False}
    assert document["objectives"][1] == {
        "id": "c",
        "title": "Child",
        "team": "t",
        "cycle": "q",
        "owner_role": "VP",
        "status": "ACTIVE",
        "standalone_reason": "so",
        "parents": ["k", "o"],
    }
    assert document["initiatives"][0]["serves"] == ["k", "c"]
    assert document["alignments"] == [
        {
            "child": "c",
            "parent": "o",
            "weight": pytest.approx(0.5),
            "allocation": pytest.approx(0.25),
            "rationale": "because",
        }
    ]


async def test_importing_again_changes_nothing_and_tells_nothing(desk):
    await desk.bring(COMPANY)
    before = await desk.events()
    again = await desk.bring(COMPANY)
    assert {outcome for counts in changed(again).values() for outcome in counts} == {"unchanged"}
    assert len(await desk.events()) == len(before) == 19


async def test_a_creation_is_told_with_all_it_holds(desk):
    await desk.bring(COMPANY)
    events = await desk.events()
    (told_of,) = [event for event in events if event.type == "key_result.created"]
    changes = dict(told_of.changes)
    assert changes.pop("objective_id")[0] is None
    assert changes.pop("kpi_id")[0] is None
    assert changes == {
        "title": [None, "Grow"],
        "metric_type": [None, "INCREASE"],
        "start": [None, "1"],
        "target": [None, "3"],
        "current": [None, "2.5"],
        "confidence": [None, 7],
        "weight": [None, "2"],
        "follows": [None, "CHECK_INS"],
        "external_id": [None, "k"],
    }
    assert sorted({event.type for event in events}) == [
        "alignment.created",
        "check_in.recorded",
        "cycle.created",
        "dependency.created",
        "initiative.created",
        "key_result.created",
        "kpi.created",
        "membership.created",
        "objective.created",
        "organization.updated",
        "person.created",
        "strategy_element.created",
        "team.created",
    ]


async def test_a_change_is_told_with_the_value_before_and_after(desk):
    await desk.bring("objectives: [{id: o, title: Old, status: draft, score: 0.10}]")
    result = await desk.bring("objectives: [{id: o, title: New, score: 0.1}]")
    assert changed(result) == {"objective": {"updated": 1}}
    last = (await desk.events())[-1]
    assert (last.type, last.changes) == ("objective.updated", {"title": ["Old", "New"]})


async def test_what_a_row_leaves_out_stays_and_null_clears(desk):
    await desk.bring("objectives: [{id: o, title: O, score: 1.5, owner_role: VP, weight: 3}]")
    await desk.bring("objectives: [{id: o, title: O, owner_role: ~, weight: ~}]")
    (objective,) = (await desk.export())["objectives"]
    assert objective == {"id": "o", "title": "O", "status": "ACTIVE", "score": 1.5}


async def test_rows_absent_from_the_file_stay_and_may_be_referred_to(desk):
    await desk.bring(COMPANY)
    result = await desk.bring("objectives: [{id: n2, title: Next, cycle: q, parents: [k, p]}]")
    assert result.problems == ()
    document = await desk.export()
    assert [row["id"] for row in document["objectives"]] == ["o", "c", "n2"]
    assert document["objectives"][2]["parents"] == ["k", "p"]


async def test_a_row_without_an_external_id_is_found_by_its_uuid(desk, company):
    objective = await company.objective("Made here")
    result = await desk.bring(
        f"objectives: [{{id: {objective}, title: Changed}}]\n"
        f"key_results: [{{id: k, objective: {objective}, title: K}}]"
    )
    assert changed(result) == {"objective": {"updated": 1}, "key_result": {"created": 1}}
    (row,) = (await desk.export())["objectives"]
    assert (row["id"], row["title"]) == (str(objective), "Changed")


async def test_rows_of_another_organization_are_not_found(desk, strange_company):
    foreign = await strange_company.objective("Theirs", external_id="theirs")
    for name in ("theirs", foreign):
        result = await desk.bring(f"key_results: [{{id: k, objective: {name}, title: K}}]")
        assert told(result) == [
            (
                "key_results",
                1,
                "objective",
                "NOT_FOUND",
                f'there is no objective with the id "{name}"',
            )
        ]
    assert await desk.events() == []


async def test_an_id_that_is_something_else_here_is_taken(desk):
    await desk.bring("objectives: [{id: o, title: O}]")
    result = await desk.bring("initiatives: [{id: o, title: I}]")
    assert told(result) == [
        ("initiatives", 1, "id", "TAKEN", 'the organization has the objective "o"')
    ]


async def test_one_stored_row_is_not_two_rows_of_a_document(desk, company):
    team = await company.team("Team", external_id="t")
    result = await desk.bring(f"teams: [{{id: {team}, name: A}}, {{id: t, name: B}}]")
    assert told(result) == [("teams", 2, "id", "TAKEN", f'is the same row as "{team}"')]


async def test_archiving_and_restoring(desk):
    await desk.bring("teams: [{id: t, name: T}]")
    await desk.bring("teams: [{id: t, name: T, archived: true}]")
    again = await desk.bring("teams: [{id: t, name: T, archived: true}]")
    assert changed(again) == {"team": {"unchanged": 1}}
    await desk.bring("teams: [{id: t, name: T, archived: false}]")
    assert [event.type for event in await desk.events()] == [
        "team.created",
        "team.archived",
        "team.updated",
    ]


async def test_import_may_write_into_a_closed_cycle(desk):
    await desk.bring("cycles: [{id: q, name: Q, state: closed}]")
    result = await desk.bring("objectives: [{id: o, title: O, cycle: q}]")
    assert changed(result) == {"objective": {"created": 1}}


async def test_a_dry_run_counts_and_writes_nothing(desk):
    result = await desk.bring(COMPANY, dry_run=True)
    assert result.counts["objective"]["created"] == 2
    assert not result.written
    assert await desk.events() == []


async def test_progress_is_told_up_to_the_last_row(desk):
    heard: list[tuple[int, int]] = []
    await desk.bring(COMPANY, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1][0] == heard[-1][1] == 44


async def test_only_an_admin_imports(desk):
    member = Actor(desk.actor.organization_id, Role.MEMBER)
    desk.actor = member
    with pytest.raises(Forbidden):
        await desk.bring(COMPANY)


async def test_someone_elses_change_meanwhile_stops_the_import(desk, database):
    stale = {
        "organization_id": desk.actor.organization_id,
        "id": desk.actor.organization_id,
        "name": "Gone",
        "version": 2,
    }
    with pytest.raises(Conflict):
        async with database.writing(desk.actor.organization_id) as session:
            await update_rows(session, table_by_noun(Noun.TEAM), [stale])
