"""What holds of every mutation of goals: foreign ids, stale versions, viewers."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from strawberry.types.base import StrawberryMaybe, StrawberryOptional

from schema.root import core_schema, graphql_schema
from service.access import Action
from service.actor import Role
from tests.company import Company
from tests.schema.conftest import Ask, gid
from tests.schema.writer import NOBODY, Writer, document_of

NOUNS = ("strategyElement", "objective", "keyResult", "initiative", "kpi")
BULK_NOUNS = ("objective", "keyResult")
VERBS = ("Update", "Archive", "Restore")
TITLES = {"kpi": "name"}
TABLES = ("node", "strategy_element", "objective", "key_result", "initiative", "kpi", "kpi_reading")


def type_of(noun: str) -> str:
    return f"{noun[0].upper()}{noun[1:]}"


async def one_of_each(company: Company) -> dict[str, UUID]:
    objective = await company.objective()
    return {
        "strategyElement": await company.pillar(),
        "objective": objective,
        "keyResult": await company.key_result(objective),
        "initiative": await company.initiative(),
        "kpi": await company.kpi(),
    }


def change_of(noun: str, verb: str, id_: str, **more: Any) -> dict[str, Any]:
    said = {TITLES.get(noun, "title"): "Changed"} if verb == "Update" else {}
    return {"id": id_, **said, **more}


async def stored(company: Company) -> dict[str, list[Any]]:
    """Every row that these mutations may write."""
    async with company.database.reading() as session:
        scope = {"organization": company.actor.organization_id}
        return {
            table: [
                tuple(row)
                for row in await session.execute(
                    text(
                        f"SELECT * FROM {table} WHERE organization_id = :organization ORDER BY id"
                    ),
                    scope,
                )
            ]
            for table in TABLES
        }


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("noun", NOUNS)
async def test_what_belongs_to_others_or_is_not_there_is_not_found(
    writer: Writer, company: Company, others: Company, noun: str, verb: str
) -> None:
    foreign, own = await one_of_each(others), await one_of_each(company)
    other = next(one for one in NOUNS if one != noun)
    type_ = type_of(noun)
    ids = [
        gid(type_, foreign[noun]),
        gid(type_, NOBODY),
        gid(type_of(other), own[other]),
        str(own[noun]),
        "nonsense",
        "",
    ]
    before = await stored(company), await stored(others)

    for id_ in ids:
        given = change_of(noun, verb, id_)
        assert await writer.refused(f"{noun}{verb}", given) == [("NOT_FOUND", ["input", "id"])]

    assert (await stored(company), await stored(others)) == before
    assert await writer.told() == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("noun", NOUNS)
async def test_a_version_that_is_no_more_is_a_conflict(
    writer: Writer, company: Company, noun: str, verb: str
) -> None:
    rows = await one_of_each(company)
    id_ = gid(type_of(noun), rows[noun])
    if verb == "Restore":
        await writer.write(f"{noun}Archive", {"id": id_}, "__typename")
    before, told = await stored(company), await writer.told()

    refusals = await writer.refused(f"{noun}{verb}", change_of(noun, verb, id_, expectedVersion=7))

    assert refusals == [("CONFLICT", ["input", "expectedVersion"])]
    assert (await stored(company), await writer.told()) == (before, told)


@pytest.mark.parametrize("noun", NOUNS)
async def test_what_is_archived_is_not_changed(writer: Writer, company: Company, noun: str) -> None:
    rows = await one_of_each(company)
    id_ = gid(type_of(noun), rows[noun])
    await writer.write(f"{noun}Archive", {"id": id_}, "__typename")

    assert await writer.refused(f"{noun}Update", change_of(noun, "Update", id_)) == [
        ("READ_ONLY", ["input", "id"])
    ]


@pytest.mark.parametrize("noun", NOUNS)
async def test_restoring_what_is_in_use_changes_nothing(
    writer: Writer, company: Company, noun: str
) -> None:
    rows = await one_of_each(company)

    payload = await writer.write(
        f"{noun}Restore", {"id": gid(type_of(noun), rows[noun])}, f"{noun} {{ version }}"
    )

    assert payload == {noun: {"version": 1}}
    assert await writer.told() == []


def inputs(rows: dict[str, UUID]) -> dict[str, dict[str, Any]]:
    """For every mutation of goals, an input that would change something."""
    ids = {noun: gid(type_of(noun), row_id) for noun, row_id in rows.items()}
    home = ids["objective"]
    given: dict[str, dict[str, Any]] = {
        "strategyElementCreate": {"title": "T", "kind": "PILLAR"},
        "objectiveCreate": {"title": "T"},
        "keyResultCreate": {"title": "T", "objectiveId": home},
        "initiativeCreate": {"title": "T", "serves": [home]},
        "kpiCreate": {"name": "N"},
        "kpiReadingCreate": {"kpiId": ids["kpi"], "value": "1"},
        "keyResultMove": {"id": ids["keyResult"], "objectiveId": home},
        "keyResultReorder": {"objectiveId": home, "keyResultIds": [ids["keyResult"]]},
    }
    for noun in NOUNS:
        for verb in VERBS:
            given[f"{noun}{verb}"] = change_of(noun, verb, ids[noun])
    for noun in BULK_NOUNS:
        for verb in ("Create", *VERBS):
            given[f"{noun}Bulk{verb}"] = {"rows": [given[f"{noun}{verb}"]]}
    return given


async def test_a_viewer_is_refused_every_one_of_them_and_changes_nothing(
    ask_as: Ask, writer: Writer, company: Company
) -> None:
    viewer = replace(company.actor, role=Role.VIEWER)
    given = inputs(await one_of_each(company))
    before = await stored(company)

    for mutation, input_ in given.items():
        answer = await ask_as(viewer, document_of(mutation), input=input_)
        assert answer.errors == []
        (error,) = answer.data[mutation]["userErrors"]
        assert (error["code"], error["path"]) == ("FORBIDDEN", ["input"]), mutation

    assert await stored(company) == before
    assert await writer.told() == []


async def test_a_member_may_do_every_one_of_them(ask_as: Ask, company: Company) -> None:
    member = replace(company.actor, role=Role.MEMBER)
    given = inputs(await one_of_each(company))

    for mutation, input_ in given.items():
        answer = await ask_as(member, document_of(mutation), input=input_)
        assert answer.errors == []
        codes = [error["code"] for error in answer.data[mutation]["userErrors"]]
        assert codes == [], mutation
    assert given.keys() <= {action.api_name for action in Action}


@pytest.mark.parametrize("field", ["kind", "weight", "isPrimary"])
async def test_what_an_alignment_always_has_is_required(
    writer: Writer, company: Company, field: str
) -> None:
    edge = await company.align(await company.objective(), await company.objective())

    refusals = await writer.refused("alignmentUpdate", {"id": gid("Alignment", edge), field: None})

    assert refusals == [("REQUIRED", ["input", field])]


def test_whatever_an_update_may_leave_out_takes_null_which_its_command_judges() -> None:
    names = [name for name in core_schema.type_map if name.endswith("UpdateInput")]
    fields = [
        (field, field.resolve_type(type_definition=definition))
        for definition in map(graphql_schema.get_type_by_name, names)
        for field in definition.fields
    ]
    optional = [(field, type_) for field, type_ in fields if isinstance(type_, StrawberryMaybe)]

    assert len(names) > len(NOUNS)
    assert len(optional) > len(names)
    assert [
        field.name for field, type_ in optional if not isinstance(type_.of_type, StrawberryOptional)
    ] == []
