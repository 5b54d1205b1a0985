"""Documents that shape what is sent: judged when they are written, answered for each delivery."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from schema.prepared.operations import Operations
from schema.root import answers, core_schema
from schema.webhook_shaping import Shaper, shaper
from schema.webhooks.documents import check_document
from service.auditing.auditor import Auditor
from service.database import Database
from service.errors import Invalid
from service.events.feed import LogEntry, public_payload
from service.tables import new_id
from tests.company import Company
from tests.webhooks.desk import Desk, gid

OBJECTIVE = """query Shape($subject: ID!) { node(id: $subject) { ... on Objective {
  title team { name } keyResults { nodes { title } } } } }"""
BY_FRAGMENT = """query ($subject: ID!) { organization { name } ...Parts }
  fragment Parts on Query { nodes(ids: [$subject]) { id } }"""


@pytest.mark.parametrize(
    "document",
    [
        OBJECTIVE,
        "{ organization { name } }",
        "query ($event: ID!) { node(id: $event) { id } }",
        "query ($type: String!) { people(filter: {name: {eq: $type}}) { totalCount } }",
        BY_FRAGMENT,
    ],
)
def test_a_query_that_a_viewer_may_ask_of_an_event_passes(document: str) -> None:
    check_document(Operations(core_schema), document)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "Syntax Error"),
        ("{", "Syntax Error"),
        ("{ nonsense }", "nonsense"),
        ("query ($subject: ID!) { organization { name } }", "subject"),
        ("query ($other: ID!) { node(id: $other) { id } }", "no variable $other: ID!"),
        ("query ($subject: [ID!]!) { nodes(ids: $subject) { id } }", "no variable $subject"),
        ("query A { organization { id } } query B { organization { id } }", "several operations"),
        (
            'mutation { teamArchive(input: {id: "x"}) { userErrors { code } } }',
            "not a query",
        ),
        ("{ webhooks { nodes { url } } }", "needs the role ADMIN"),
        ("{ ... { hooks: webhooks { nodes { url } } } }", "needs the role ADMIN"),
        ("{ ...A } fragment A on Query { tokens { nodes { id } } }", "needs the role ADMIN"),
        ("{ alignmentAudit { score } }", "1,000 are allowed"),
        (
            "{ objectives(first: 100) { nodes { keyResults(first: 100) { nodes { id } } } } }",
            "cost",
        ),
        ("{ " + "organization { name } " * 2_000 + "}", ""),
        ("{ a" + " { a" * 60 + " }" * 60 + " }", ""),
    ],
)
def test_whatever_else_is_refused_in_words(document: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_document(Operations(core_schema), document)
    assert refused.value.path == ("document",)
    assert words in refused.value.message


def entry_of(organization_id: UUID, kind: str, subject_id: UUID, type_: str) -> LogEntry:
    return LogEntry(
        organization_id=organization_id,
        id=new_id(),
        sequence=7,
        type=type_,
        subject_kind=kind,
        subject_id=subject_id,
        actor_token_id=None,
        actor_person_id=None,
        occurred_at=datetime(2026, 11, 22, tzinfo=UTC),
        changes={"title": ["Old", "Grow"]},
        details=None,
        cause_id=None,
        hash="",
    )


async def shaped(
    company: Company, document: str, kind: str, subject_id: UUID, shape: Shaper | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The event's own data, and what the worker sends."""
    organization_id = company.actor.organization_id
    entry = entry_of(organization_id, kind, subject_id, f"{kind}.updated")
    payload = public_payload(entry, "acme")
    shape = shape or shaper(company.database)
    return payload["data"], await shape(organization_id, document, payload)


async def test_a_delivery_carries_the_answer_beside_what_every_event_has(
    company: Company,
) -> None:
    team = await company.team("Sales")
    objective = await company.objective("Grow", team_id=team)
    await company.key_result(objective, "Sell 100")

    own, sent = await shaped(company, OBJECTIVE, "objective", objective)

    told = {
        "title": "Grow",
        "team": {"name": "Sales"},
        "keyResults": {"nodes": [{"title": "Sell 100"}]},
    }
    assert sent.pop("result") == {"data": {"node": told}}
    assert sent == own


async def test_the_type_and_the_ids_are_variables(company: Company) -> None:
    team = await company.team("team.updated")
    document = """query ($type: String!, $subject: ID!, $event: ID!) {
      byName: teams(filter: {name: {eq: $type}}) { nodes { id } }
      bySubject: node(id: $subject) { id } byEvent: nodes(ids: [$event]) { id } }"""
    _, sent = await shaped(company, document, "team", team)
    id_ = gid("Team", team)
    assert sent["result"]["data"] == {
        "byName": {"nodes": [{"id": id_}]},
        "bySubject": {"id": id_},
        "byEvent": [None],
    }


async def test_a_viewer_reads_and_only_of_the_organization(
    company: Company, strange_company: Company
) -> None:
    theirs = await strange_company.objective("Secret")
    webhook = await company.webhook()
    foreign = (await shaped(company, OBJECTIVE, "objective", theirs))[1]
    hidden = (await shaped(company, OBJECTIVE, "webhook", webhook))[1]
    assert foreign["result"] == hidden["result"] == {"data": {"node": None}}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        # A subject of a kind that the API has no type for has no id.
        (OBJECTIVE, "subject"),
        # What was written before the schema lost the field.
        ("{ nonsense }", "nonsense"),
        ("{ webhooks { nodes { url } } }", "needs the role ADMIN"),
    ],
)
async def test_what_goes_wrong_with_a_document_is_told_in_what_is_sent(
    company: Company, document: str, message: str
) -> None:
    own, sent = await shaped(company, document, "thing", new_id())
    result = sent.pop("result")
    assert sent == own
    assert result["data"] is None
    assert message in result["errors"][0]["message"]


async def test_what_nobody_expected_is_told_in_general(
    company: Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the insides")

    replies = answers()
    monkeypatch.setattr(replies, "answer", broken)
    shape = Shaper(replies, Auditor(database))
    _, sent = await shaped(company, OBJECTIVE, "objective", new_id(), shape)
    assert sent["result"]["data"] is None
    assert "insides" not in str(sent)


async def test_a_document_is_judged_on_create_and_on_update(admin: Desk) -> None:
    wrong = {"document": "{ webhooks { nodes { id } } }"}
    webhook = await admin.made(document=OBJECTIVE)
    refused = await admin.refused("webhookUpdate", {"id": webhook, **wrong})
    assert refused == [("INVALID", ["document"])]
    assert await admin.asked(webhook, "document") == {"document": OBJECTIVE}
