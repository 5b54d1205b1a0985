"""The log over GraphQL: what happened, in order, to what, by whom, because of what."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from service.actor import Actor, Role
from service.database import Database
from service.events.facts import Fact
from service.events.feed import entries_after
from service.events.record import record
from service.events.sequencing import number_all
from service.identity.commands import Grant, create_token
from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import Ask, gid
from tests.schema.writer import Writer

LIST = """query ($filter: EventFilter, $orderBy: [EventOrder!], $first: Int, $after: String,
  $last: Int) {
  events(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last) {
    totalCount pageInfo { endCursor hasNextPage }
    nodes { id sequence type subjectKind subjectId occurredAt changes details hash } } }"""
ONE = """query ($which: EventRef!) { event(by: $which) {
  id sequence type subject { __typename id ... on Objective { title lineOfSight { reach } } }
  actor { person { name } token { id } tokenName } cause { sequence } } }"""


@pytest.fixture
def numbered(database: Database, actor: Actor) -> Any:
    """Has whatever happened numbered."""

    async def number() -> None:
        await number_all(database, actor.organization_id)

    return number


async def sequences(ask: Ask, **given: Any) -> list[str]:
    answer = await ask(LIST, **given)
    assert answer.errors == []
    return [node["sequence"] for node in answer.data["events"]["nodes"]]


async def tell(company: Company, *facts: Fact, by: Actor | None = None) -> None:
    async with company.database.writing(company.actor.organization_id) as session:
        await record(session, by or company.actor, *facts)


async def test_a_mutation_is_listed_once_it_has_its_number(
    writer: Writer, ask: Ask, company: Company, numbered: Any
) -> None:
    await numbered()
    objective = await company.objective("Slow")
    await writer.write("objectiveUpdate", {"id": gid("Objective", objective), "title": "Fast"}, "")
    assert await sequences(ask) == ["1"]
    await numbered()

    answer = await ask(LIST)

    created, updated = answer.data["events"]["nodes"]
    assert (created["sequence"], created["type"]) == ("1", "ORGANIZATION_CREATED")
    (_, entry) = await entries_after(company.database, company.actor.organization_id, 0, most=9)
    assert updated == {
        "id": gid("Event", entry.id),
        "sequence": "2",
        "type": "OBJECTIVE_UPDATED",
        "subjectKind": "objective",
        "subjectId": str(objective),
        "occurredAt": entry.occurred_at.isoformat(),
        "changes": {"title": ["Slow", "Fast"]},
        "details": None,
        "hash": entry.hash,
    }
    assert len(entry.hash) == 64
    assert answer.data["events"]["totalCount"] == 2


async def test_an_event_knows_what_it_is_about_by_whom_and_why(
    both: Ask, database: Database, actor: Actor, company: Company, numbered: Any
) -> None:
    objective, ada = await company.objective("Answer fast"), await company.person("Ada")
    async with database.writing(actor.organization_id) as session:
        grant = Grant("the importer", Role.MEMBER, ada)
        token, _ = await create_token(session, actor, secret_key=b"key", grant=grant, lifetime=None)
    by = replace(actor, token_id=token.id, person_id=ada)
    await tell(company, Fact("objective.updated", "objective", objective, {}), by=by)
    await numbered()
    (*_, cause) = await entries_after(database, actor.organization_id, 0, most=9)
    derived = Fact("objective.orphaned", "objective", objective, {}, {"count": 1}, cause.id)
    await tell(company, derived)
    await numbered()

    first = (await both(ONE, which={"sequence": str(cause.sequence)})).data["event"]
    second = (await both(ONE, which={"sequence": str(cause.sequence + 1)})).data["event"]

    subject = {
        "__typename": "Objective",
        "id": gid("Objective", objective),
        "title": "Answer fast",
        "lineOfSight": {"reach": "NONE"},
    }
    assert first == {
        "id": gid("Event", cause.id),
        "sequence": str(cause.sequence),
        "type": "OBJECTIVE_UPDATED",
        "subject": subject,
        "actor": {
            "person": {"name": "Ada"},
            "token": {"id": gid("Token", token.id)},
            "tokenName": "the importer",
        },
        "cause": None,
    }
    assert second["type"] == "OBJECTIVE_ORPHANED"
    assert second["subject"] == subject
    assert second["actor"] == {"person": None, "token": None, "tokenName": None}
    assert second["cause"] == {"sequence": str(cause.sequence)}
    assert (await both(ONE, which={"id": first["id"]})).data["event"] == first


@pytest.mark.parametrize(
    ("kind", "type_name"),
    [
        ("organization", "Organization"),
        ("team", "Team"),
        ("person", "Person"),
        ("cycle", "Cycle"),
        ("key_result", "KeyResult"),
        ("strategy_element", "StrategyElement"),
    ],
)
async def test_subjects_of_every_kind_are_found(
    both: Ask, company: Company, numbered: Any, kind: str, type_name: str
) -> None:
    objective = await company.objective()
    made = {
        "organization": company.actor.organization_id,
        "team": await company.team("Team"),
        "person": await company.person("Ada"),
        "cycle": await company.cycle("Q4"),
        "key_result": await company.key_result(objective),
        "strategy_element": await company.pillar(),
    }
    await tell(company, Fact(f"{kind}.updated", kind, made[kind], {}))
    await numbered()
    answer = await both("{ events(last: 1) { nodes { subject { __typename id } } } }")
    (node,) = answer.data["events"]["nodes"]
    assert node["subject"] == {"__typename": type_name, "id": gid(type_name, made[kind])}


async def test_a_subject_that_is_gone_is_null(both: Ask, company: Company, numbered: Any) -> None:
    gone = [Fact("status.changed", kind, new_id(), {}) for kind in ("objective", "nonsense")]
    await tell(company, *gone)
    await numbered()
    answer = await both("{ events(last: 2) { nodes { subject { id } } } }")
    assert answer.data["events"]["nodes"] == [{"subject": None}, {"subject": None}]


@pytest.fixture
async def told(company: Company, actor: Actor, numbered: Any) -> UUID:
    """Two to five of the log; answers the subject of two and three, by Ada."""
    ada, subject = await company.person("Ada"), await company.objective()
    by = replace(actor, person_id=ada)
    await tell(company, Fact("objective.created", "objective", subject, {}), by=by)
    await numbered()
    (*_, cause) = await entries_after(company.database, actor.organization_id, 0, most=9)
    await tell(company, Fact("status.changed", "objective", subject, {}, None, cause.id), by=by)
    await tell(company, Fact("team.created", "team", new_id(), {}))
    await tell(company, Fact("team.updated", "team", new_id(), {}))
    await numbered()
    return subject


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ({"sequence": {"gt": "3"}}, ["4", "5"]),
        ({"sequence": {"gte": "2", "lt": "4"}}, ["2", "3"]),
        ({"sequence": {"in": ["1", "5", "99"]}}, ["1", "5"]),
        ({"type": {"eq": "TEAM_CREATED"}}, ["4"]),
        ({"type": {"in": ["TEAM_UPDATED", "OBJECTIVE_CREATED"]}}, ["2", "5"]),
        ({"type": {"ne": "TEAM_CREATED"}}, ["1", "2", "3", "5"]),
        ({"subject": {"eq": "@subject"}}, ["2", "3"]),
        ({"subject": {"eq": "nothing"}}, []),
        ({"subjectKind": {"eq": "team"}}, ["4", "5"]),
        ({"actor": {"eq": "@ada"}}, ["2", "3"]),
        ({"actor": {"isNull": True}}, ["1", "4", "5"]),
        ({"cause": {"isNull": False}}, ["3"]),
        ({"occurredAt": {"lt": "2020-01-01T00:00:00Z"}}, []),
        ({"or": [{"sequence": {"eq": "1"}}, {"type": {"eq": "STATUS_CHANGED"}}]}, ["1", "3"]),
        ({"not": {"sequence": {"lte": "4"}}}, ["5"]),
    ],
    ids=str,
)
async def test_events_are_filtered(
    both: Ask, told: UUID, data: Any, filter_: dict[str, Any], found: list[str]
) -> None:
    (ada,) = (await data("{ people { nodes { id } } }"))["people"]["nodes"]
    planted = {"@subject": gid("Objective", told), "@ada": ada["id"]}
    filter_ = {
        name: {how: planted.get(value, value) if isinstance(value, str) else value
               for how, value in given.items()} if isinstance(given, dict) else given
        for name, given in filter_.items()
    }  # fmt: skip
    assert await sequences(both, filter=filter_) == found


@pytest.mark.usefixtures("told")
async def test_pages_follow_one_another(both: Ask) -> None:
    first = (await both(LIST, first=2)).data["events"]
    assert [node["sequence"] for node in first["nodes"]] == ["1", "2"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (5, True)
    assert await sequences(both, after=first["pageInfo"]["endCursor"]) == ["3", "4", "5"]
    assert await sequences(both, last=2) == ["4", "5"]
    latest = {"orderBy": [{"field": "OCCURRED_AT", "direction": "DESC"}], "first": 2}
    assert await sequences(both, **latest) == ["5", "4"]
    backward = {"orderBy": [{"field": "SEQUENCE", "direction": "DESC"}]}
    assert await sequences(both, **backward) == ["5", "4", "3", "2", "1"]


@pytest.mark.parametrize(
    "number", ["", "-1", "1.5", "four", "٣", "9223372036854775808", "9" * 5_000]
)
@pytest.mark.parametrize(
    "document",
    [
        "query ($n: String!) { event(by: {sequence: $n}) { id } }",
        "query ($n: String!) { events(filter: {sequence: {gt: $n}}) { nodes { id } } }",
    ],
)
async def test_a_number_that_is_none_is_refused(both: Ask, document: str, number: str) -> None:
    answer = await both(document, n=number)
    assert answer.codes == ["BAD_USER_INPUT"]
    assert "is no number in decimal digits" in answer.errors[0]["message"]


async def test_an_event_that_there_is_not_is_null(
    both: Ask, others: Company, database: Database
) -> None:
    await number_all(database, others.actor.organization_id)
    (theirs,) = await entries_after(database, others.actor.organization_id, 0, most=1)
    for by in ({"sequence": "99"}, {"id": gid("Event", theirs.id)}, {"id": "x"}):
        answer = await both(ONE, which=by)
        assert (answer.data, answer.errors) == ({"event": None}, [])


@pytest.mark.parametrize("kind", ["token", "webhook"])
async def test_events_of_tokens_and_webhooks_are_an_admins(
    ask_as: Ask, actor: Actor, company: Company, numbered: Any, kind: str
) -> None:
    await tell(company, Fact(f"{kind}.created", kind, new_id(), {"name": (None, "secret name")}))
    await tell(company, Fact("team.created", "team", new_id(), {}))
    await numbered()
    for role, numbers in (
        (Role.ADMIN, ["1", "2", "3"]),
        (Role.MEMBER, ["1", "3"]),
        (Role.VIEWER, ["1", "3"]),
    ):
        by = replace(actor, role=role)
        answer = await ask_as(by, LIST)
        assert [node["sequence"] for node in answer.data["events"]["nodes"]] == numbers
        hidden = await ask_as(by, ONE, which={"sequence": "2"})
        assert (hidden.data["event"] is None) == (role is not Role.ADMIN)


async def test_moments_are_told_as_they_were(both: Ask, numbered: Any) -> None:
    await numbered()
    answer = await both("{ events { nodes { occurredAt } } }")
    (node,) = answer.data["events"]["nodes"]
    assert datetime.fromisoformat(node["occurredAt"]).tzinfo is not None
