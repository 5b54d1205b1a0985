"""What is said of events to those who receive them: schemas, examples, OpenAPI, a page."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from service.actor import Role
from service.events.catalogue import CATALOGUE, EventKind, EventType
from service.events.feed import entries_after, public_payload
from service.webhooks.describing import EVENT, KINDS, event_schema, example, type_schema
from service.webhooks.document import page
from tests.http.access_matrix import INPUT_BY_MUTATION, planted, with_ids
from tests.http.callers import Caller, Come
from tests.webhooks.desk import Desk

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
REGISTRY: Registry[Any] = Registry().with_resource(
    EVENT,
    Resource.from_contents(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **event_schema()}
    ),
)


def problems(kind: EventKind, payload: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator(
        type_schema(kind, EVENT),
        registry=REGISTRY,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    return [f"{kind.type}: {one.message}" for one in validator.iter_errors(payload)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)
def test_an_example_of_each_type_is_as_its_schema_says(kind: EventKind) -> None:
    Draft202012Validator.check_schema(type_schema(kind, EVENT))
    assert problems(kind, example(kind)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("type",), "objective.created"),
        (("timestamp",), None),
        (("data", "sequence"), None),
        (("data", "sequence"), 0),
        (("data", "subject", "kind"), "team"),
        (("data", "subject", "id"), "no-uuid"),
        (("data", "changes"), {"title": ["one"]}),
        (("data", "cause"), "0197a3b2-4a10-7000-8000-000000000006"),
        (("data", "details"), "text"),
        (("data", "result"), {}),
    ],
)
def test_what_differs_from_the_schema_is_noticed(path: tuple[str, ...], value: object) -> None:
    kind = CATALOGUE[EventType.OBJECTIVE_UPDATED]
    payload = example(kind)
    place: Any = payload
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    assert problems(kind, payload) != []


async def test_what_mutations_record_is_as_the_schemas_say(admin: Desk, come: Come) -> None:
    ids = await planted(admin.company)
    caller = await come(admin.company.actor, Role.ADMIN)
    for name, given in INPUT_BY_MUTATION.items():
        await sent(caller, name, with_ids(given, ids))
    await admin.numbered()

    organization_id = admin.company.actor.organization_id
    entries = await entries_after(admin.company.database, organization_id, 0, most=1_000)

    told = [(CATALOGUE[EventType(one.type)], public_payload(one, "acme")) for one in entries]
    assert [one for kind, payload in told for one in problems(kind, payload)] == []
    assert len({kind.type for kind, _ in told}) > 40


async def sent(caller: Caller, mutation: str, given: dict[str, Any]) -> None:
    """Whatever comes of it: some undo what others need."""
    type_ = f"{mutation[0].upper()}{mutation[1:]}Input!"
    document = f"""mutation ($input: {type_}) {{
      {mutation}(input: $input) {{ userErrors {{ code }} }} }}"""
    await caller.post(document, {"input": given})


async def test_openapi_has_a_webhook_for_each_type(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()

    posts = {name: one["post"] for name, one in document["webhooks"].items()}
    assert set(posts) == {one.value for one in EventType}
    schemas = document["components"]["schemas"]
    for name, post in posts.items():
        body = post["requestBody"]["content"]["application/json"]
        reference = body["schema"]["$ref"].removeprefix("#/components/schemas/")
        assert schemas[reference]["properties"]["type"] == {"const": name}
        assert schemas[reference]["allOf"] == [{"$ref": f"#/components/schemas/{EVENT}"}]
        assert body["example"]["type"] == name
    assert set(document["components"]["parameters"]) == {
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    }
    assert "/audit" in document["paths"]


def test_the_page_is_current_and_has_every_type() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == page()
    assert "{{" not in written
    for one in EventType:
        assert f"\n## `{one.value}`\n" in written
