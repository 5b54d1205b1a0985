"""Fifty people who change the same thing at once: nobody is overtaken, and each change is told."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from service.events.models import Event
from tests.company import Company
from tests.schema.conftest import Ask, gid
from tests.schema.writer import Writer, document_of

NOUNS = [
    ("Objective", "title"),
    ("KeyResult", "title"),
    ("Initiative", "title"),
    ("Kpi", "name"),
]
PEOPLE = 50


async def stored(company: Company, noun: str) -> UUID:
    match noun:
        case "Objective":
            return await company.objective("0")
        case "KeyResult":
            return await company.key_result(await company.objective(), "0")
        case "Initiative":
            return await company.initiative("0")
        case _:
            return await company.kpi("0")


async def all_at_once(ask: Ask, noun: str, field: str, given: dict[str, Any]) -> list[list[str]]:
    """The codes that each of them was refused with."""
    own = f"{noun[0].lower()}{noun[1:]}"
    document = document_of(f"{own}Update", f"{own} {{ {field} version }}")
    inputs = [{**given, field: str(place)} for place in range(1, PEOPLE + 1)]
    answers = await asyncio.gather(*(ask(document, input=one) for one in inputs))
    assert all(answer.errors == [] for answer in answers)
    payloads = [answer.data[f"{own}Update"] for answer in answers]
    return [[error["code"] for error in payload["userErrors"]] for payload in payloads]


@pytest.mark.parametrize(("noun", "field"), NOUNS)
async def test_without_an_expected_version_every_change_is_made(
    ask: Ask, company: Company, writer: Writer, noun: str, field: str
) -> None:
    row_id = await stored(company, noun)
    refused = await all_at_once(ask, noun, field, {"id": gid(noun, row_id)})
    assert refused == [[]] * PEOPLE

    after_by_before = dict(change_of(event, field) for event in await writer.events())
    way = ["0"]
    while way[-1] in after_by_before:
        way.append(after_by_before[way[-1]])
    # One after the other: each changed what the one before had written.
    assert len(way) == PEOPLE + 1
    own = f"{noun[0].lower()}{noun[1:]}"
    answer = await ask(
        f"query ($id: ID!) {{ {own}(by: {{id: $id}}) {{ {field} version }} }}",
        id=gid(noun, row_id),
    )
    assert answer.data[own] == {field: way[-1], "version": PEOPLE + 1}


@pytest.mark.parametrize(("noun", "field"), NOUNS)
async def test_with_an_expected_version_one_change_is_made(
    ask: Ask, company: Company, writer: Writer, noun: str, field: str
) -> None:
    given = {"id": gid(noun, await stored(company, noun)), "expectedVersion": 1}
    refused = await all_at_once(ask, noun, field, given)
    assert sorted(refused) == [[]] + [["CONFLICT"]] * (PEOPLE - 1)
    (event,) = await writer.events()
    assert change_of(event, field) == ("0", str(refused.index([]) + 1))


def change_of(event: Event, field: str) -> tuple[str, str]:
    before, after = event.changes[field]
    return before, after
