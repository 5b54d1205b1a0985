"""Every query and mutation, tried by nobody, a viewer, a member, an admin and a stranger.

What somebody may not do changes nothing in any table; what they may do works.
"""

import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from schema.root import core_schema
from service.access import Action
from service.actor import Role
from service.tables import metadata
from tests.company import Company
from tests.http.access_matrix import (
    GENERAL,
    INPUT_BY_MUTATION,
    QUESTION_BY_QUERY,
    planted,
    with_ids,
)
from tests.http.callers import Caller, Come

ACTION_BY_NAME = {action.api_name: action for action in Action}
# What is an admin's alone is done by one in the test of all.
MEMBERS = sorted(name for name in INPUT_BY_MUTATION if ACTION_BY_NAME[name].least is not Role.ADMIN)

# Every row of an organization, but when its tokens were used.
CHECKSUM = "SELECT md5(string_agg(value::text, ' ' ORDER BY value::text)) FROM ({}) rows".format(
    " UNION ALL ".join(
        f"SELECT to_jsonb(t) - 'last_used_at' AS value FROM {table.name} t WHERE t.{key} = :own"
        for table in metadata.sorted_tables
        for key in ["id" if table.name == "organization" else "organization_id"]
    )
)


@dataclass(frozen=True, slots=True)
class Land:
    """One organization with something of everything in it."""

    company: Company
    ids: dict[str, str]
    admin: Caller
    caller_by_role: dict[Role, Caller]

    async def checksum(self) -> str:
        async with self.company.database.reading() as session:
            own = {"own": self.company.actor.organization_id}
            return str(await session.scalar(text(CHECKSUM), own))

    def question(self, name: str) -> str:
        asked = re.sub(r"@(\w+)", lambda one: self.ids[one[1]], QUESTION_BY_QUERY[name])
        return f"{{ answer: {asked} }}"

    def is_told(self, answer: object) -> bool:
        """Whether the answer tells of anything here."""
        return any(own_id in str(answer) for own_id in self.ids.values())

    async def mutate(self, caller: Caller, name: str) -> list[str]:
        """Why it was refused."""
        payload = (await caller.data(document(name), self.given(name)))["answer"]
        return [error["code"] for error in payload["userErrors"]]

    def given(self, name: str) -> dict[str, Any]:
        return {"input": with_ids(INPUT_BY_MUTATION[name], self.ids)}


def document(mutation: str) -> str:
    type_ = f"{mutation[0].upper()}{mutation[1:]}Input!"
    return f"""mutation ($input: {type_}) {{
      answer: {mutation}(input: $input) {{ userErrors {{ code }} }} }}"""


def refers(mutation: str) -> bool:
    """Whether its input names something."""
    return "@" in str(INPUT_BY_MUTATION[mutation])


async def land(company: Company, come: Come) -> Land:
    callers = {role: await come(company.actor, role) for role in Role}
    return Land(company, await planted(company), callers[Role.ADMIN], callers)


@pytest.fixture
async def ours(company: Company, come: Come) -> Land:
    return await land(company, come)


@pytest.fixture
async def theirs(strange_company: Company, come: Come) -> Land:
    return await land(strange_company, come)


def test_every_query_and_mutation_has_a_row() -> None:
    assert set(QUESTION_BY_QUERY) == set(core_schema.query_type.fields)
    assert set(INPUT_BY_MUTATION) == set(core_schema.mutation_type.fields)


async def test_nobody_is_told_anything(http: httpx.AsyncClient, ours: Land) -> None:
    nobody, before = Caller(http, "slt_nobody"), await ours.checksum()
    questions = [(ours.question(name), {}) for name in QUESTION_BY_QUERY]
    mutations = [(document(name), ours.given(name)) for name in INPUT_BY_MUTATION]

    answers = [await nobody.post(*asked) for asked in (*questions, *mutations)]

    assert {(answer.status_code, tuple(answer.json())) for answer in answers} == {
        (401, ("errors",))
    }
    assert await ours.checksum() == before


@pytest.mark.parametrize("name", sorted(QUESTION_BY_QUERY))
async def test_a_query_tells_of_ours_who_may_read_and_nobody_else(
    ours: Land, theirs: Land, name: str
) -> None:
    before = await ours.checksum()

    told = {
        role: ours.is_told((await caller.post(ours.question(name))).json())
        for role, caller in ours.caller_by_role.items()
    }
    answer = await theirs.admin.post(ours.question(name))

    least = ACTION_BY_NAME[name].least
    assert told == {role: role.rank >= least.rank and name not in GENERAL for role in Role}
    assert answer.status_code == 200
    assert not ours.is_told(answer.json())
    assert await ours.checksum() == before


@pytest.mark.parametrize("name", sorted(INPUT_BY_MUTATION))
async def test_a_mutation_is_done_by_who_may_and_changes_nothing_for_others(
    ours: Land, theirs: Land, name: str
) -> None:
    if name.endswith("Restore"):
        assert await ours.mutate(ours.admin, name.replace("Restore", "Archive")) == []
    before, strange_before = await ours.checksum(), await theirs.checksum()
    least = ACTION_BY_NAME[name].least
    below = [role for role in Role if role.rank < least.rank]

    refused = [await ours.mutate(ours.caller_by_role[role], name) for role in below]
    strange = await ours.mutate(theirs.admin, name)

    assert refused == [["FORBIDDEN"]] * len(below)
    assert strange == (["NOT_FOUND"] if refers(name) else [])
    assert await ours.checksum() == before
    assert (await theirs.checksum() == strange_before) == refers(name)
    assert await ours.mutate(ours.caller_by_role[least], name) == []
    assert await ours.checksum() != before


@pytest.mark.parametrize("name", MEMBERS)
async def test_an_admin_may_do_what_a_member_may(ours: Land, name: str) -> None:
    if name.endswith("Restore"):
        await ours.mutate(ours.admin, name.replace("Restore", "Archive"))
    before = await ours.checksum()

    assert await ours.mutate(ours.admin, name) == []
    assert await ours.checksum() != before
