"""Points over HTTP: who has none left is refused, and every answer tells where one stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import orjson
import pytest

from schema.limits import LIMITS
from service.actor import Actor
from service.app import create_app
from service.rate_limits import PREPARATION, REFUSAL, preparation
from service.settings import Settings
from tests.tokens import TokenMaker

VIEWER = "{ viewer { role } }"
COST = 6  # of VIEWER: for being an operation, and one object
FIRST = COST + preparation(2)  # when it was never seen: two fields
GRAPHQL = "application/graphql-response+json"


@asynccontextmanager
async def serving(settings: Settings, token: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with these settings."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=transport, base_url="http://sightline", headers=headers
        ) as client,
    ):
        yield client


@pytest.fixture
async def token(new_token: TokenMaker, actor: Actor) -> str:
    return await new_token(actor)


async def asked(client: httpx.AsyncClient, query: str = VIEWER, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers=headers)


def remaining(response: httpx.Response) -> int:
    """As the header tells it."""
    name, left, _ = response.headers["RateLimit"].split(";")
    assert name == '"cost"'
    return int(left.removeprefix("r="))


async def test_every_answer_tells_how_many_points_are_left(settings: Settings, token: str) -> None:
    async with serving(settings.model_copy(update={"rate_limit": 1_000}), token) as client:
        first, again = await asked(client), await asked(client)

    assert first.headers["RateLimit-Policy"] == '"cost";q=1000;w=60;qu="points"'
    assert first.json()["extensions"] == {"cost": {"requested": COST, "maximum": LIMITS.cost}}
    # What was never seen is prepared, and that is paid once.
    assert [remaining(first), remaining(again)] == [
        1_000 - FIRST,
        1_000 - FIRST - COST,
    ]


async def test_an_operation_that_differs_in_its_literals_alone_was_seen(
    settings: Settings, token: str
) -> None:
    async with serving(settings.model_copy(update={"rate_limit": 10_000}), token) as client:
        answers = [
            await asked(client, f'{{ team(by: {{externalId: "t{n}"}}) {{ id }} }}') for n in "abc"
        ]

    first, second, third = (10_000 - remaining(one) for one in answers)
    assert first > PREPARATION + COST
    assert (second, third) == (first + COST, first + 2 * COST)


@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
async def test_who_has_too_few_points_is_refused_and_told_when_to_come_back(
    settings: Settings, token: str, accept: str
) -> None:
    limit = FIRST + COST - 1
    async with serving(settings.model_copy(update={"rate_limit": limit}), token) as client:
        assert (await asked(client)).status_code == 200
        refused = await asked(client, Accept=accept)

    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == f"{accept}; charset=utf-8"
    assert refused.json() == {
        "errors": [
            {
                "message": f"this costs {COST} points, {COST - 1} of {limit} a minute are left",
                "extensions": {"code": "RATE_LIMITED"},
            }
        ]
    }
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert remaining(refused) == COST - 1


@pytest.mark.parametrize(
    "content", [b"{", b'{"query": "{"}', b'{"query": "{ nothing }"}', b'{"query": ""}']
)
async def test_a_refused_request_is_fined_and_who_has_no_points_is_not_read(
    settings: Settings, token: str, content: bytes
) -> None:
    json = {"Content-Type": "application/json"}
    async with serving(settings.model_copy(update={"rate_limit": REFUSAL + 1}), token) as client:
        for _ in range(2):
            response = await client.post("/graphql", content=content, headers=json)
            assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        refused = await client.post("/graphql", content=b"never read", headers=json)

    assert (refused.status_code, remaining(refused)) == (429, 0)


async def test_a_mutation_by_get_is_fined(settings: Settings, token: str) -> None:
    query = 'mutation { alignmentArchive(input: {id: "x"}) { userErrors { code } } }'
    async with serving(settings.model_copy(update={"rate_limit": REFUSAL}), token) as client:
        first = await client.get("/graphql", params={"query": query})
        second = await client.get("/graphql", params={"query": query})

    assert [first.status_code, second.status_code] == [405, 429]


async def test_the_field_tells_the_same(settings: Settings, token: str) -> None:
    query = "{ rateLimit { limit cost remaining used } viewer { role } }"
    async with serving(settings.model_copy(update={"rate_limit": 5_000}), token) as client:
        await asked(client)
        answer = await asked(client, query)

    told = answer.json()["data"]["rateLimit"]
    cost = COST + 1 + preparation(7)
    used = FIRST + cost
    assert told == {
        "limit": 5_000,
        "cost": cost,
        "remaining": 5_000 - used,
        "used": used,
    }
    assert remaining(answer) == told["remaining"]


async def test_without_a_limit_nothing_is_counted(settings: Settings, token: str) -> None:
    async with serving(settings.model_copy(update={"rate_limit": 0}), token) as client:
        answer = await asked(client, "{ rateLimit { limit } }")

    assert answer.json()["data"] == {"rateLimit": None}
    assert "RateLimit" not in answer.headers


async def test_one_pays_for_oneself_alone(
    settings: Settings, token: str, new_token: TokenMaker, actor: Actor
) -> None:
    other = await new_token(actor)
    limit = FIRST
    async with serving(settings.model_copy(update={"rate_limit": limit}), token) as client:
        assert (await asked(client)).status_code == 200
        assert (await asked(client)).status_code == 429
        answer = await asked(client, Authorization=f"Bearer {other}")

    assert (answer.status_code, remaining(answer)) == (200, limit - COST)


async def test_an_operation_beyond_the_limits_says_what_it_would_cost(
    viewer: httpx.AsyncClient,
) -> None:
    pages = "objectives(first: 100) { nodes { keyResults(first: 100) { nodes { checkIns(first: 100)"
    answer = await asked(viewer, f"{{ {pages} {{ nodes {{ id }} }} }} }} }} }} }}")

    (error,) = answer.json()["errors"]
    extensions = error["extensions"]
    assert extensions["value"] > extensions["maximum"] == LIMITS.cost
    assert {name: extensions[name] for name in ("code", "limit")} == {
        "code": "OPERATION_LIMIT",
        "limit": "cost",
    }


async def test_front_ends_of_other_origins_may_read_the_headers(viewer: httpx.AsyncClient) -> None:
    answer = await asked(viewer, Origin="https://okr.example")

    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed)
    assert orjson.loads(answer.content)["data"] == {"viewer": {"role": "VIEWER"}}
