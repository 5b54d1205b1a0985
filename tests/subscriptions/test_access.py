"""Every subscription, tried by each role and by a stranger."""

import pytest

from schema.identifiers import global_id
from schema.root import core_schema
from schema.streams.sources import SOURCES
from service.access import Action
from service.actor import Actor, Role
from service.database import Database
from tests.company import Company
from tests.events.log import Log
from tests.serving import Served, admin_token
from tests.subscriptions.conftest import Joined
from tests.subscriptions.talking import talking
from tests.tokens import TokenMaker

QUESTIONS = {
    "events": "events(types: [OBJECTIVE_UPDATED]) { subject { id } }",
    "objectiveChanged": "objectiveChanged { id }",
    "alignmentAuditChanged": "alignmentAuditChanged { findings { nodes { subject { id } } } }",
}
UPDATE = """mutation ($input: ObjectiveUpdateInput!) {
  objectiveUpdate(input: $input) { userErrors { code } } }"""


def test_every_subscription_has_a_row_and_somebody_who_may() -> None:
    fields = set(core_schema.subscription_type.fields)
    assert set(QUESTIONS) == set(SOURCES) == fields
    assert {one.least for one in Action if one.api_name in fields} == {Role.VIEWER}


@pytest.mark.parametrize("name", sorted(QUESTIONS))
@pytest.mark.parametrize("role", Role)
async def test_everybody_of_ours_is_told_and_a_stranger_is_not(  # noqa: PLR0913, PLR0917 - fixtures
    name: str,
    role: Role,
    served: Served,
    log: Log,
    company: Company,
    new_token: TokenMaker,
    joined: Joined,
    database: Database,
    stranger: Actor,
) -> None:
    objective = global_id("Objective", await company.objective("Answer", level="TEAM"))
    text, strange = await new_token(company.actor, role), await admin_token(database, stranger)
    question = f"subscription {{ {QUESTIONS[name]} }}"
    async with (
        talking(served.address, text) as ours,
        talking(served.address, strange) as theirs,
        talking(served.address, served.token) as writing,
    ):
        await ours.subscribe(question)
        await theirs.subscribe(question)
        await joined(1)
        await writing.subscribe(UPDATE, input={"id": objective, "title": "Answer fast"})
        await writing.data()
        await log.number()
        assert objective in str(await ours.data())
        await theirs.say("ping")
        assert await theirs.hear() == {"type": "pong"}
