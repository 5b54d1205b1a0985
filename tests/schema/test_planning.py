"""Planning calendars: written as complete sets with their cycles, and read with them."""

from typing import Any
from uuid import UUID

import pytest

from schema.identifiers import uuid_of
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import Writer

COMPANY = {
    "audience": "COMPANY",
    "startsOn": "2026-11-16",
    "endsOn": "2026-11-27",
    "note": "Draft.",
}
TEAMS = {"audience": "TEAMS", "startsOn": "2026-11-30", "endsOn": "2026-12-11", "note": None}
PEOPLE = {"audience": "INDIVIDUALS", "startsOn": "2026-12-07", "endsOn": "2026-12-18", "note": None}
SHOWN = "cycle { id version planning { nodes { audience startsOn endsOn note } totalCount } }"


def told(*steps: dict[str, Any]) -> list[dict[str, Any]]:
    """Steps as facts have them."""
    return [
        {
            "audience": step["audience"],
            "starts_on": step["startsOn"],
            "ends_on": step["endsOn"],
            "note": step["note"],
        }
        for step in steps
    ]


@pytest.fixture
async def planned(writer: Writer) -> UUID:
    """A cycle with a calendar."""
    made = await writer.write("cycleCreate", {"name": "Q1", "planning": [TEAMS, COMPANY]}, SHOWN)
    own_id = uuid_of(made["cycle"]["id"], ("Cycle",))
    assert own_id is not None
    return own_id


async def test_a_calendar_comes_with_its_cycle_by_first_day(
    writer: Writer, planned: UUID, data
) -> None:
    document = """query ($id: ID!) { cycle(by: {id: $id}) { planning { nodes {
      audience startsOn endsOn note cycle { id } } } } }"""
    found = (await data(document, id=gid("Cycle", planned)))["cycle"]

    own = {"cycle": {"id": gid("Cycle", planned)}}
    assert found["planning"]["nodes"] == [{**COMPANY, **own}, {**TEAMS, **own}]
    (event,) = await writer.events()
    assert sorted(event.changes["planning"][1], key=str) == sorted(told(COMPANY, TEAMS), key=str)


async def test_a_calendar_is_replaced_as_a_whole(writer: Writer, planned: UUID) -> None:
    given = {"id": gid("Cycle", planned), "planning": [PEOPLE, COMPANY]}

    changed = (await writer.write("cycleUpdate", given, SHOWN))["cycle"]
    again = (await writer.write("cycleUpdate", given, SHOWN))["cycle"]
    renamed = await writer.write("cycleUpdate", {"id": given["id"], "name": "Q2"}, SHOWN)
    cleared = await writer.write("cycleUpdate", {"id": given["id"], "planning": None}, SHOWN)

    assert changed["planning"] == {"nodes": [COMPANY, PEOPLE], "totalCount": 2}
    assert (changed["version"], again["version"]) == (2, 2)
    assert renamed["cycle"]["planning"]["totalCount"] == 2
    assert cleared["cycle"]["planning"]["nodes"] == []
    events = await writer.events()
    assert [event.changes.get("planning") for event in events[1:]] == [
        [told(COMPANY, TEAMS), told(COMPANY, PEOPLE)],
        None,
        [told(COMPANY, PEOPLE), []],
    ]


@pytest.mark.parametrize(
    ("planning", "code", "path"),
    [
        ([COMPANY, {**TEAMS, "endsOn": "2026-11-29"}], "INVALID", ["planning", "1", "endsOn"]),
        ([{**TEAMS, "note": "x" * 2_001}], "TOO_LONG", ["planning", "0", "note"]),
        ([TEAMS] * 101, "LIMIT", ["planning"]),
    ],
    ids=["ends before it starts", "a long note", "too many"],
)
async def test_what_no_calendar_holds_is_refused(
    writer: Writer, planned: UUID, planning: list[Any], code: str, path: list[str]
) -> None:
    refused = [(code, ["input", *path])]
    before = await writer.told()

    assert await writer.refused("cycleCreate", {"name": "Q2", "planning": planning}) == refused
    given = {"id": gid("Cycle", planned), "planning": planning}
    assert await writer.refused("cycleUpdate", given) == refused
    assert await writer.told() == before


async def test_the_calendar_of_a_closed_cycle_stays(writer: Writer, company: Company) -> None:
    cycle = gid("Cycle", await company.cycle(state="CLOSED"))

    refused = await writer.refused("cycleUpdate", {"id": cycle, "planning": [COMPANY]})

    assert refused == [("READ_ONLY", ["input", "id"])]
