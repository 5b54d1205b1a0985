"""Key results over GraphQL: added, changed, put away, brought back."""

from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer


async def test_a_new_key_result_is_answered_with_all_that_it_became(
    writer: Writer, company: Company
) -> None:
    own_id = new_id()
    objective = await company.objective("Delight")
    owner, kpi = await company.person(), await company.kpi()
    told = {
        "externalId": "K-1",
        "title": "Raise NPS",
        "description": "More",
        "ownerRole": "Head of delight",
        "position": 1,
        "metricType": "INCREASE",
        "unitKind": "CUSTOM",
        "unit": "points",
        "precision": 1,
        "start": "10.5",
        "target": "40",
        "current": "12",
        "lower": "0",
        "upper": "100",
        "dueOn": "2026-12-31",
        "weight": "2",
        "indicator": "LAGGING",
        "measures": "OUTCOME",
        "confidence": 7,
        "reportedStatus": "ON_TRACK",
    }

    payload = await writer.write(
        "keyResultCreate",
        {
            "id": str(own_id),
            "objectiveId": gid("Objective", objective),
            "ownerId": gid("Person", owner),
            "kpiId": gid("Kpi", kpi),
            **told,
        },
        f"""keyResult {{ id {" ".join(told)} version owner {{ id }} kpi {{ name }}
          objective {{ title keyResults {{ nodes {{ title }} }} }} }}""",
    )

    assert payload["keyResult"] == {
        **told,
        "id": gid("KeyResult", own_id),
        "version": 1,
        "owner": {"id": gid("Person", owner)},
        "kpi": {"name": "Uptime"},
        "objective": {"title": "Delight", "keyResults": {"nodes": [{"title": "Raise NPS"}]}},
    }
    assert await writer.told() == [("key_result.created", own_id)]


async def test_what_a_change_leaves_out_stays_and_null_clears(
    writer: Writer, company: Company
) -> None:
    kpi = await company.kpi()
    key_result = await company.key_result(
        await company.objective(), "Old", unit="points", target=40, confidence=7, kpi_id=kpi
    )
    for value in (1, 2):
        await company.check_in(key_result, value)

    payload = await writer.write(
        "keyResultUpdate",
        {"id": gid("KeyResult", key_result), "target": "41.50", "confidence": None, "kpiId": None},
        """keyResult { title unit target confidence version kpi { id }
          checkIns(first: 1) { totalCount nodes { value } } }""",
    )

    assert payload["keyResult"] == {
        "title": "Old",
        "unit": "points",
        "target": "41.5",
        "confidence": None,
        "version": 2,
        "kpi": None,
        "checkIns": {"totalCount": 2, "nodes": [{"value": "2"}]},
    }
    (event,) = await writer.events()
    assert (event.type, event.subject_id) == ("key_result.updated", key_result)
    assert event.changes == {
        "target": ["40", "41.5"],
        "confidence": [7, None],
        "kpi_id": [str(kpi), None],
    }


async def test_what_a_key_result_cannot_be_is_refused_where_it_was_said(
    writer: Writer, company: Company
) -> None:
    objective = await company.objective()
    key_result = await company.key_result(objective, external_id="K-1", start=0, target=10)
    away = gid("Objective", await company.objective("Away"))
    await writer.write("objectiveArchive", {"id": away}, "__typename")
    old, new = (
        {"id": gid("KeyResult", key_result)},
        {"objectiveId": gid("Objective", objective), "title": "T"},
    )
    before = await writer.told()
    no_kpi, no_person = gid("Kpi", NOBODY), gid("Person", NOBODY)
    cases = [
        ("keyResultCreate", {**new, "title": ""}, "REQUIRED", "title"),
        ("keyResultCreate", {**new, "unit": "x" * 2_001}, "TOO_LONG", "unit"),
        ("keyResultCreate", {**new, "confidence": 11}, "INVALID", "confidence"),
        ("keyResultCreate", {**new, "precision": -1}, "INVALID", "precision"),
        ("keyResultCreate", {**new, "target": "1e31"}, "INVALID", "target"),
        ("keyResultCreate", {**new, "lower": "2", "upper": "1"}, "INVALID", "upper"),
        ("keyResultCreate", {**new, "objectiveId": away}, "NOT_FOUND", "objectiveId"),
        ("keyResultCreate", {**new, "objectiveId": old["id"]}, "NOT_FOUND", "objectiveId"),
        ("keyResultCreate", {**new, "kpiId": no_kpi}, "NOT_FOUND", "kpiId"),
        ("keyResultCreate", {**new, "id": str(objective)}, "TAKEN", "id"),
        ("keyResultCreate", {**new, "externalId": "K-1"}, "TAKEN", "externalId"),
        ("keyResultUpdate", {**old, "title": None}, "REQUIRED", "title"),
        ("keyResultUpdate", {**old, "weight": None}, "REQUIRED", "weight"),
        ("keyResultUpdate", {**old, "ownerId": no_person}, "NOT_FOUND", "ownerId"),
        (
            "keyResultUpdate",
            {**old, "metricType": "DECREASE"},
            "INVALID",
            "target",
        ),
    ]
    for mutation, given, code, field in cases:
        assert await writer.refused(mutation, given) == [(code, ["input", field])], given
    assert await writer.told() == before


async def test_in_a_closed_cycle_only_the_note_is_written(writer: Writer, company: Company) -> None:
    cycle = await company.cycle("Over", state="CLOSED")
    objective = await company.objective("Late", cycle_id=cycle)
    home = gid("Objective", objective)
    key_result = gid("KeyResult", await company.key_result(objective))
    own = [("READ_ONLY", ["input", "id"])]
    there = [("READ_ONLY", ["input", "objectiveId"])]
    cases = [
        ("keyResultUpdate", {"id": key_result, "current": "1"}, own),
        ("keyResultArchive", {"id": key_result}, own),
        ("keyResultCreate", {"objectiveId": home, "title": "T"}, there),
        ("keyResultMove", {"id": key_result, "objectiveId": home}, there),
        ("keyResultReorder", {"objectiveId": home, "keyResultIds": []}, there),
    ]
    for mutation, given, refusals in cases:
        assert await writer.refused(mutation, given) == refusals, mutation
    assert await writer.told() == []
    payload = await writer.write(
        "keyResultUpdate", {"id": key_result, "scoreNote": "learned"}, "keyResult { scoreNote }"
    )
    assert payload == {"keyResult": {"scoreNote": "learned"}}


async def test_a_key_result_comes_back_to_an_objective_that_is_there(
    writer: Writer, company: Company
) -> None:
    objective = await company.objective()
    key_result = await company.key_result(objective, "KR")
    home, id_ = gid("Objective", objective), gid("KeyResult", key_result)
    seen = "keyResult { version archivedAt objective { keyResults { totalCount } } }"

    archived = await writer.write("keyResultArchive", {"id": id_, "expectedVersion": 1}, seen)
    again = await writer.write("keyResultArchive", {"id": id_}, seen)
    await writer.write("objectiveArchive", {"id": home}, "__typename")
    orphan = await writer.refused("keyResultRestore", {"id": id_})
    await writer.write("objectiveRestore", {"id": home}, "__typename")
    restored = await writer.write("keyResultRestore", {"id": id_, "expectedVersion": 2}, seen)

    assert archived["keyResult"]["archivedAt"] is not None
    assert archived["keyResult"]["objective"] == {"keyResults": {"totalCount": 0}}
    assert again == archived
    assert orphan == [("INVALID", ["input", "id"])]
    assert restored["keyResult"] == {
        "version": 3,
        "archivedAt": None,
        "objective": {"keyResults": {"totalCount": 1}},
    }
    assert await writer.told() == [
        ("key_result.archived", key_result),
        ("objective.archived", objective),
        ("objective.restored", objective),
        ("key_result.restored", key_result),
    ]


async def test_a_key_result_whose_edges_would_close_a_cycle_stays_away(
    writer: Writer, company: Company
) -> None:
    top, low = [await company.objective(title) for title in ("Top", "Low")]
    key_result = await company.key_result(top, "KR")
    await company.align(low, key_result)
    await writer.write("keyResultArchive", {"id": gid("KeyResult", key_result)}, "__typename")
    await company.align(top, low)

    payload = await writer.send("keyResultRestore", {"id": gid("KeyResult", key_result)})

    (error,) = payload["userErrors"]
    assert (error["__typename"], error["path"]) == ("AlignmentCycleError", ["input", "id"])
    assert [node["title"] for node in error["cycle"]] == ["KR", "Top", "Low"]
