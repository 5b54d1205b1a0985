"""Inputs that are put together in the document, a variable for each field."""

from typing import Any

import pytest

from tests.company import Company
from tests.schema.conftest import Ask, gid

UPDATE = """mutation ($id: ID!, $title: String, $description: String) {
  objectiveUpdate(input: {id: $id, title: $title, description: $description}) {
    objective { title description } userErrors { code path } } }"""

CREATE = """mutation ($title: String!) { objectiveCreate(input: {title: $title}) {
  objective { title lifecycle weight } userErrors { code } } }"""


@pytest.mark.parametrize(
    ("variables", "objective"),
    [
        ({"title": "New", "description": "Why"}, {"title": "New", "description": "Why"}),
        ({"title": "New"}, {"title": "New", "description": "Because"}),
        ({"title": "New", "description": None}, {"title": "New", "description": None}),
        ({}, {"title": "Old", "description": "Because"}),
    ],
    ids=["all", "one left out", "one cleared", "all left out"],
)
async def test_what_is_left_out_stays_and_null_clears(
    ask: Ask, company: Company, variables: dict[str, Any], objective: dict[str, Any]
) -> None:
    stored = await company.objective("Old", description="Because")
    answer = await ask(UPDATE, id=gid("Objective", stored), **variables)
    assert answer.data["objectiveUpdate"] == {"objective": objective, "userErrors": []}


async def test_null_is_refused_where_there_must_be_a_value(ask: Ask, company: Company) -> None:
    stored = await company.objective("Old")
    answer = await ask(UPDATE, id=gid("Objective", stored), title=None)
    refused = [{"code": "REQUIRED", "path": ["input", "title"]}]
    assert answer.data["objectiveUpdate"] == {"objective": None, "userErrors": refused}


async def test_what_the_document_does_not_name_has_its_default(ask: Ask) -> None:
    answer = await ask(CREATE, title="New")
    assert answer.data["objectiveCreate"] == {
        "objective": {"title": "New", "lifecycle": "ACTIVE", "weight": "1"},
        "userErrors": [],
    }
