from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from service.cycles.models import Cycle
from service.decimals import decimal_text
from service.interchange.formats import to_json, to_yaml
from service.interchange.json_strict import parse_json
from service.interchange.yaml_core import parse_yaml
from tests.interchange.documents import COMPANY, MEASURED, RITUALS
from tests.real_data import NAMES, real_file

ODD = """
organization: {name: "012", timezone: Asia/Tokyo, settings: {z: 1, a: {b: [1, 2.5, true, "1e3"]}}}
source: ["0x1F", 3, null]
strategy: [{id: null-ish, kind: mission, title: "null", archived: true}]
people: [{id: p, name: "🎯 Ünï\\u2028\\tcode\\x07"}]
objectives:
  - {id: 012, title: No, weight: 0, score: 1234567890123456789012.10, parents: [null-ish, b]}
  - {id: b, title: "line one\\nline two: # not a comment", status: cancelled}
  - {id: c, title: "- 'quoted' \\"twice\\"", parents: [b]}
key_results: [{id: 1.10, objective: b, title: 1e3, target: -0.00000001, deadline: 2024-02-29}]
check_ins:
  - {key_result: 1.10, at: "2024-01-01T00:00:00.123456+09:00", value: 100}
  - {id: 7, key_result: 1.10, at: 2024-01-01}
alignments:
  - {child: c, parent: null-ish, state: proposed, proposed_at: 2024-01-01, is_primary: true,
     proposed_by: p}
  - {child: "012", parent: null-ish, is_primary: false}
  - {child: 1.10, parent: 012, state: declined, kind: supports, decision_note: "no\\nnever"}
dependencies: [{from: b, to: 1.10, requested_at: 2024-05-01}]
"""


@pytest.mark.parametrize(
    "text", [COMPANY, ODD, MEASURED, RITUALS], ids=["company", "odd", "measured", "rituals"]
)
@pytest.mark.parametrize("form", [to_json, to_yaml])
async def test_what_was_exported_comes_back_the_same(desk, other_desk, write, text, form):
    assert (await desk.bring(text)).problems == ()
    exported = form(await desk.export())
    path = write(exported, f"out.{form.__name__[3:]}")
    assert (await other_desk.bring_file(path)).problems == ()
    assert form(await other_desk.export()) == exported


@pytest.mark.parametrize("name", NAMES)
async def test_real_okrs_come_back_the_same(desk, other_desk, write, name):
    await desk.bring_file(real_file(name))
    exported = to_json(await desk.export())
    await other_desk.bring_file(write(exported, "out.json"))
    assert to_json(await other_desk.export()) == exported


@pytest.mark.parametrize(
    "text", [COMPANY, MEASURED, RITUALS], ids=["company", "measured", "rituals"]
)
async def test_importing_its_own_export_changes_nothing(desk, write, text):
    await desk.bring(text)
    before = len(await desk.events())
    result = await desk.bring_file(write(to_yaml(await desk.export()), "out.yaml"))
    assert result.problems == ()
    assert len(await desk.events()) == before


async def test_rows_made_here_keep_their_uuid_as_their_id(desk, company, other_desk, write):
    chain = await company.cascade()
    exported = to_json(await desk.export())
    await other_desk.bring_file(write(exported, "out.json"))
    document = await other_desk.export()
    assert document["key_results"][0]["id"] == str(chain[-1])
    assert to_json(document) == exported


async def test_check_ins_of_one_moment_are_told_apart(desk, company, other_desk, write):
    key_result = await company.key_result(await company.objective())
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    ids = [await company.check_in(key_result, value, occurred_at=moment) for value in (1, 2)]
    exported = await desk.export()
    assert [row["id"] for row in exported["check_ins"]] == [str(own) for own in ids]
    await other_desk.bring_file(write(to_json(exported), "out.json"))
    assert len((await other_desk.export())["check_ins"]) == 2


async def test_a_cycle_is_exported_with_all_above_it(desk, other_desk, write):
    await desk.bring(COMPANY + "  \n")
    await desk.bring(
        "cycles: [{id: other, name: Other}]\n"
        "objectives: [{id: away, title: Away, cycle: other}, {id: far, title: Far, cycle: other}]\n"
        "key_results: [{id: akr, objective: away, title: K}]\n"
        "alignments: [{child: c, parent: akr}]\n"
        "initiatives: [{id: j, title: J, serves: [far]}]\n"
        "dependencies: [{from: far, to: o}]"
    )
    async with desk.database.reading() as session:
        mine = select(Cycle.id).where(col(Cycle.organization_id) == desk.actor.organization_id)
        cycle = (await session.scalars(mine.where(col(Cycle.external_id) == "y"))).one()
    document = await desk.export((cycle,))
    assert [row["id"] for row in document["objectives"]] == ["o", "c", "away"]
    assert [row["id"] for row in document["key_results"]] == ["k", "akr"]
    assert [row["id"] for row in document["initiatives"]] == ["i"]
    assert [row["from"] for row in document["dependencies"]] == ["k"]
    assert (await other_desk.bring_file(write(to_yaml(document)))).problems == ()


async def test_an_empty_organization_exports_its_name(desk):
    assert await desk.export() == {
        "format": "sightline/1",
        "organization": {"name": "Test organization", "timezone": "UTC"},
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.10", "1.1"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("-0.000", "0"),
        ("0.000000000000000000000000000001", "0.000000000000000000000000000001"),
        ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
    ],
)
def test_decimals_are_written_without_exponent_or_trailing_zeros(value, text):
    assert decimal_text(Decimal(value)) == text


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_survives_both_formats(text):
    document = {"format": "sightline/1", "rows": [{"title": text, text or "k": Decimal("1.50")}]}
    for parsed in (parse_json(to_json(document)), parse_yaml(to_yaml(document))):
        (row,) = parsed.root["rows"]
        if text != "title":
            assert row["title"] == text
            assert row[text or "k"] == "1.5"
