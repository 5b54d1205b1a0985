"""Another organization's ids: not found in any argument, matching nothing in any filter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

import pytest
from graphql import GraphQLInputObjectType, GraphQLNamedType, build_schema, get_named_type

from schema.comparators import IdComparators
from schema.root import sdl
from tests.company import Company
from tests.schema.conftest import gid

CORE = build_schema(sdl())
OUTCOMES = {
    "node": "null",
    "nodes": "null",
    "lineOfSight": "error",
    "alignmentAudit": "error",
    "alignmentGraph": "error",
    "bottlenecks": "error",
    "impact": "error",
    "dueCheckIns": "error",
    "inbox": "error",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One argument of a root field that takes an id: how to write it, what must come of it."""

    field: str
    argument: str
    outcome: str

    def __str__(self) -> str:
        return f"{self.field}({self.argument})"


def places() -> Iterator[Place]:
    for name, field in CORE.query_type.fields.items():
        for argument, declared in field.args.items():
            type_ = get_named_type(declared.type)
            if type_.name == "ID":
                value = "[$id]" if "[" in str(declared.type) else "$id"
                yield Place(name, f"{argument}: {value}", OUTCOMES[name])
            elif argument == "by":
                yield Place(name, "by: {id: $id}", "null")
            elif argument == "filter":
                yield from in_filter(name, type_)


def in_filter(name: str, type_: GraphQLNamedType) -> Iterator[Place]:
    assert isinstance(type_, GraphQLInputObjectType)
    for field, declared in type_.fields.items():
        if get_named_type(declared.type).name == IdComparators.__name__:
            yield Place(name, f"filter: {{{field}: {{eq: $id}}}}", "empty")
            yield Place(name, f"filter: {{{field}: {{in: [$id]}}}}", "empty")


PLACES = list(places())


def selection(name: str) -> str:
    named = get_named_type(CORE.query_type.fields[name].type).name
    if named.endswith("Connection"):
        return "{ nodes { ... on Node { id } } totalCount }"
    if named in ("AlignmentAudit", "AlignmentGraph", "LineOfSight", "Bottlenecks", "Impact"):
        return "{ __typename }"
    return "{ id }"


async def foreign_ids(company: Company) -> list[str]:
    """One of every type."""
    objective = await company.objective("Secret", external_id="secret")
    key_result = await company.key_result(objective)
    pillar = await company.pillar()
    ids = {
        "Objective": objective,
        "KeyResult": key_result,
        "StrategyElement": pillar,
        "Initiative": await company.initiative("Secret", key_result),
        "Team": await company.team(),
        "Person": await company.person(),
        "Cycle": await company.cycle(),
        "Kpi": await company.kpi(),
        "Alignment": await company.align(objective, pillar),
        "Dependency": await company.depend(objective, key_result),
        "CheckIn": await company.check_in(key_result, external_id="secret"),
        "Checkpoint": await company.checkpoint(key_result, date(2026, 11, 1)),
        "Milestone": await company.milestone(key_result),
        "KpiReading": await company.kpi_reading(await company.kpi()),
        "Membership": await company.member(await company.person(), await company.team()),
        "PlanningStep": await company.planning_step(await company.cycle()),
        "Review": await company.review(objective_id=objective, learned="Secret"),
        "Event": await company.event(objective),
        "Finding": await company.finding(objective),
        "AuditRun": await company.audit_run(),
        "Token": await company.token(),
        "Webhook": (webhook := await company.webhook()),
        "WebhookSecret": await company.webhook_secret(webhook),
        "WebhookDelivery": (delivery := await company.delivery(webhook)),
        "WebhookAttempt": await company.attempt(delivery),
        "Organization": company.actor.organization_id,
    }
    return [gid(type_name, key) for type_name, key in ids.items()]


def test_every_root_field_that_takes_an_id_is_tried() -> None:
    assert {place.field for place in PLACES} == set(CORE.query_type.fields) - {
        "viewer",
        "organization",
        "auditRules",
        "auditTrend",
        "rateLimit",
        "search",
    }
    assert len(PLACES) > 40


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_an_id_of_another_organization_is_not_found(
    ask, company: Company, others: Company, place: Place
) -> None:
    await company.objective("Ours")
    document = f"query ($id: ID!) {{ {place.field}({place.argument}) {selection(place.field)} }}"

    for foreign in [*await foreign_ids(others), "nonsense"]:
        answer = await ask(document, id=foreign)

        found = answer.data[place.field]
        match place.outcome:
            case "empty":
                assert (found, answer.errors) == ({"nodes": [], "totalCount": 0}, [])
            case "null":
                assert found in (None, [None])
                assert answer.errors == []
            case "error":
                assert found is None
                assert answer.codes == ["NOT_FOUND"]


@pytest.mark.usefixtures("company")
async def test_an_external_id_of_another_organization_is_not_found(ask, others: Company) -> None:
    await foreign_ids(others)
    named = {
        name: field.args["by"].type
        for name, field in CORE.query_type.fields.items()
        if "by" in field.args
    }
    fields = [name for name, by in named.items() if "externalId" in get_named_type(by).fields]
    document = " ".join(f'{name}(by: {{externalId: "secret"}}) {{ id }}' for name in fields)

    answer = await ask(f"{{ {document} }}")

    assert answer.data == dict.fromkeys(fields)
    assert answer.errors == []


async def test_a_list_holds_nothing_of_another_organization(ask, others: Company) -> None:
    await foreign_ids(others)
    # Ours begins with an event of its own, which has no number yet.
    fields = [name for name, field in CORE.query_type.fields.items() if "filter" in field.args]
    document = " ".join(f"{name} {{ nodes {{ id }} totalCount }}" for name in fields)

    answer = await ask(f"{{ {document} }}")

    assert answer.data == {name: {"nodes": [], "totalCount": 0} for name in fields}
    assert len(fields) == 17


async def test_a_mutation_finds_no_id_of_another_organization(
    ask, company: Company, others: Company
) -> None:
    ours = gid("Objective", await company.objective("Ours"))
    create = """mutation ($child: ID!, $parent: ID!) {
      alignmentCreate(input: {childId: $child, parentId: $parent}) {
        alignment { id } userErrors { code path } } }"""
    archive = """mutation ($id: ID!) { alignmentArchive(input: {id: $id}) {
      alignment { id } userErrors { code path } } }"""

    def refused(field: str) -> dict[str, object]:
        error = {"code": "NOT_FOUND", "path": ["input", field]}
        return {"alignment": None, "userErrors": [error]}

    for foreign in await foreign_ids(others):
        as_child = await ask(create, child=foreign, parent=ours)
        as_parent = await ask(create, child=ours, parent=foreign)
        archived = await ask(archive, id=foreign)

        assert as_child.data["alignmentCreate"] == refused("childId")
        assert as_parent.data["alignmentCreate"] == refused("parentId")
        assert archived.data["alignmentArchive"] == refused("id")
        assert list(chain(as_child.errors, as_parent.errors, archived.errors)) == []


async def test_a_change_of_another_organization_is_not_found(
    ask, company: Company, others: Company
) -> None:
    ours = gid("Objective", await company.objective("Ours"))
    document = """query ($change: AlignmentChangeInput!) {
      alignmentAudit(whatIf: [$change]) { score } }"""

    for foreign in await foreign_ids(others):
        changes = [
            {"create": {"childId": foreign, "parentId": ours}},
            {"create": {"childId": ours, "parentId": foreign}},
            {"archive": {"id": foreign}},
            {"archive": {"childId": foreign, "parentId": ours}},
            {"archive": {"childId": ours, "parentId": foreign}},
        ]
        answers = [await ask(document, change=change) for change in changes]

        assert [answer.data for answer in answers] == [{"alignmentAudit": None}] * 5
        assert [answer.codes for answer in answers] == [["NOT_FOUND"]] * 5


@pytest.mark.usefixtures("company")
async def test_a_finding_of_another_organization_is_not_found(ask, ask_as, others: Company) -> None:
    await others.objective("Orphan")
    document = "{ alignmentAudit { findings { nodes { id } } } }"
    theirs = await ask_as(others.actor, document)
    foreign = theirs.data["alignmentAudit"]["findings"]["nodes"][0]["id"]

    answer = await ask("query ($id: ID!) { node(id: $id) { id } }", id=foreign)

    assert answer.data == {"node": None}
