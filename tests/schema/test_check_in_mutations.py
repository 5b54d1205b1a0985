"""Check-ins over GraphQL."""

from uuid import UUID

import pytest

from service.tables import new_id
from tests.company import QUARTER, Company
from tests.schema.conftest import gid
from tests.schema.writer import NOBODY, Writer

MONDAY = "2026-10-05T09:00:00+00:00"
TUESDAY = "2026-10-06T09:00:00+00:00"
CURRENT = "keyResult { current confidence reportedStatus }"


@pytest.fixture
async def key_result(company: Company) -> UUID:
    """From 0 to 10 over the quarter."""
    cycle = await company.cycle(state="ACTIVE", **QUARTER)
    objective = await company.objective(cycle_id=cycle)
    return await company.key_result(objective, metric_type="INCREASE", start=0, target=10)


async def test_a_check_in_is_answered_with_what_it_moved(
    writer: Writer, company: Company, key_result: UUID
) -> None:
    own_id, ada = new_id(), await company.person("Ada")
    told = {
        "externalId": "C-1",
        "value": "2.5",
        "confidence": 7,
        "status": "AT_RISK",
        "note": "Slow start",
        "wins": "A first customer",
        "blockers": "No staff",
        "occurredAt": MONDAY,
    }

    payload = await writer.write(
        "checkInCreate",
        {
            "id": str(own_id),
            "keyResultId": gid("KeyResult", key_result),
            "authorId": gid("Person", ada),
            **told,
        },
        f"checkIn {{ id {' '.join(told)} author {{ name }} {CURRENT} }}",
    )

    assert payload["checkIn"] == {
        "id": gid("CheckIn", own_id),
        **told,
        "author": {"name": "Ada"},
        "keyResult": {"current": "2.5", "confidence": 7, "reportedStatus": "AT_RISK"},
    }
    assert await writer.told() == [("check_in.recorded", own_id)]


async def test_what_is_last_in_time_counts_and_a_correction_takes_it_back(
    writer: Writer, key_result: UUID
) -> None:
    goal = {"keyResultId": gid("KeyResult", key_result)}
    selection = f"checkIn {{ id occurredAt {CURRENT} }}"

    first = await writer.write(
        "checkInCreate", {**goal, "value": "90", "confidence": 8, "occurredAt": TUESDAY}, selection
    )
    late = await writer.write(
        "checkInCreate", {**goal, "value": "1", "occurredAt": MONDAY}, selection
    )
    wrong = {"correctsId": first["checkIn"]["id"]}
    correction = await writer.write("checkInCreate", {**goal, **wrong}, selection)
    again = await writer.refused("checkInCreate", {**goal, **wrong, "value": "9"})

    assert [one["checkIn"]["keyResult"] for one in (first, late, correction)] == [
        {"current": "90", "confidence": 8, "reportedStatus": None},
        {"current": "90", "confidence": 8, "reportedStatus": None},
        {"current": "1", "confidence": None, "reportedStatus": None},
    ]
    assert correction["checkIn"]["occurredAt"] == TUESDAY
    assert again == [("CONFLICT", ["input", "correctsId"])]


async def test_many_at_once_are_answered_in_their_order(
    writer: Writer, company: Company, key_result: UUID
) -> None:
    other = await company.key_result(await company.objective(), "Other")
    ids = [gid("KeyResult", one) for one in (key_result, other, key_result)]
    rows = [
        {"keyResultId": ids[0], "value": "1"},
        {"keyResultId": ids[1], "value": "2"},
        {"keyResultId": ids[2]},
        {"keyResultId": "nonsense", "value": "3"},
    ]
    selection = f"checkIns {{ value {CURRENT} }}"

    refused = await writer.send("checkInBulkCreate", {"rows": rows}, selection)
    kept = await writer.send(
        "checkInBulkCreate", {"rows": rows, "errorPolicy": "REJECT_FAILED_ROWS"}, selection
    )

    errors = [
        ("REQUIRED", ["input", "rows", "2", "value"]),
        ("NOT_FOUND", ["input", "rows", "3", "keyResultId"]),
    ]
    assert refused["checkIns"] == [None] * 4
    for payload in (refused, kept):
        assert [(one["code"], one["path"]) for one in payload["userErrors"]] == errors
    said = {"confidence": None, "reportedStatus": None}
    assert kept["checkIns"] == [
        {"value": "1", "keyResult": {"current": "1", **said}},
        {"value": "2", "keyResult": {"current": "2", **said}},
        None,
        None,
    ]
    assert len(await writer.told()) == 2


async def test_more_than_a_hundred_are_refused(writer: Writer, key_result: UUID) -> None:
    row = {"keyResultId": gid("KeyResult", key_result), "value": "1"}
    assert await writer.refused("checkInBulkCreate", {"rows": [row] * 101}) == [
        ("LIMIT", ["input", "rows"])
    ]


async def test_what_cannot_be_is_refused_where_it_was_said(
    writer: Writer, company: Company, key_result: UUID
) -> None:
    goal = {"keyResultId": gid("KeyResult", key_result)}
    closed = await company.objective(cycle_id=await company.cycle(state="CLOSED"))
    over = {"keyResultId": gid("KeyResult", await company.key_result(closed))}
    elsewhere = await company.check_in(await company.key_result(await company.objective()))
    cases = [
        (goal, "REQUIRED", "value"),
        ({**goal, "value": "1e30"}, "INVALID", "value"),
        ({**goal, "confidence": 11}, "INVALID", "confidence"),
        ({**goal, "value": "1", "occurredAt": "2999-01-01T00:00:00Z"}, "INVALID", "occurredAt"),
        ({**goal, "value": "1", "id": "nonsense"}, "INVALID", "id"),
        ({**goal, "value": "1", "id": str(elsewhere)}, "TAKEN", "id"),
        ({**goal, "value": "1", "authorId": gid("Person", NOBODY)}, "NOT_FOUND", "authorId"),
        ({**goal, "correctsId": gid("CheckIn", NOBODY)}, "NOT_FOUND", "correctsId"),
        ({**goal, "correctsId": gid("CheckIn", elsewhere)}, "INVALID", "correctsId"),
        ({**over, "value": "1"}, "READ_ONLY", "keyResultId"),
    ]
    for given, code, field in cases:
        assert await writer.refused("checkInCreate", given) == [(code, ["input", field])], given
    assert await writer.told() == []
