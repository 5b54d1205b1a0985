"""Documents that clients name instead of sending them, over HTTP: all three modes."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from service.actor import Actor
from service.app import create_app
from service.errors import UnusableInput
from service.settings import Settings, TrustedDocumentsMode
from tests.http.test_points import serving
from tests.tokens import TokenMaker

TEXT = "{ viewer { role } }"
NAMED = "query ($id: String!) { team(by: {externalId: $id}) { name } }"
DATA = {"viewer": {"role": "VIEWER"}}
GRAPHQL = "application/graphql-response+json"
MODES = TrustedDocumentsMode


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def apollo(text: str) -> dict[str, Any]:
    """What Apollo's clients send first."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}}


@pytest.fixture
async def token(new_token: TokenMaker, actor: Actor) -> str:
    return await new_token(actor)


@pytest.fixture
def trusting(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a manifest of two documents."""
    manifest = tmp_path / "documents.json"
    manifest.write_bytes(orjson.dumps({"role": TEXT, hash_of(NAMED): NAMED}))
    return settings.model_copy(update={"trusted_documents_file": manifest})


def of_mode(settings: Settings, mode: TrustedDocumentsMode) -> Settings:
    return settings.model_copy(update={"trusted_documents": mode})


async def sent(client: httpx.AsyncClient, **parameters: Any) -> httpx.Response:
    return await client.post("/graphql", json=parameters)


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


async def test_switched_off_a_hash_is_not_supported_and_a_text_is_answered(
    settings: Settings, token: str
) -> None:
    async with serving(of_mode(settings, MODES.OFF), token) as client:
        alone = await sent(client, **apollo(TEXT))
        whole = await sent(client, query=TEXT, **apollo(TEXT))

    assert alone.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
    assert code(alone) == "PERSISTED_QUERY_NOT_SUPPORTED"
    assert whole.json()["data"] == DATA


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_automatic_mode_learns_a_text_by_its_hash(
    settings: Settings, token: str, method: str
) -> None:
    async with serving(of_mode(settings, MODES.AUTOMATIC), token) as client:

        async def asked(**parameters: Any) -> httpx.Response:
            if method == "POST":
                return await sent(client, **parameters)
            texts = {
                name: value if isinstance(value, str) else orjson.dumps(value).decode()
                for name, value in parameters.items()
            }
            return await client.get("/graphql", params=texts)

        first = await asked(**apollo(TEXT))
        taught = await asked(query=TEXT, **apollo(TEXT))
        again = await asked(**apollo(TEXT))
        by_id = await asked(documentId=f"sha256:{hash_of(TEXT)}")

    assert first.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert (first.status_code, code(first)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert [one.json()["data"] for one in (taught, again, by_id)] == [DATA] * 3


async def test_the_new_media_type_tells_an_unknown_document_by_its_status(
    settings: Settings, token: str
) -> None:
    async with serving(of_mode(settings, MODES.AUTOMATIC), token) as client:
        client.headers["Accept"] = GRAPHQL
        response = await sent(client, **apollo(TEXT))

    assert (response.status_code, code(response)) == (400, "PERSISTED_QUERY_NOT_FOUND")


async def test_an_unknown_document_costs_a_point(settings: Settings, token: str) -> None:
    limited = of_mode(settings, MODES.AUTOMATIC).model_copy(update={"rate_limit": 2})
    async with serving(limited, token) as client:
        statuses = [(await sent(client, **apollo(TEXT))).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


async def test_a_hash_of_another_text_is_a_bad_request(settings: Settings, token: str) -> None:
    async with serving(of_mode(settings, MODES.AUTOMATIC), token) as client:
        response = await sent(client, query=TEXT, **apollo(NAMED))

    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")


async def test_what_one_organization_taught_is_unknown_to_another(
    settings: Settings, token: str, new_token: TokenMaker, stranger: Actor
) -> None:
    async with serving(of_mode(settings, MODES.AUTOMATIC), token) as client:
        await sent(client, query=TEXT, **apollo(TEXT))
        client.headers["Authorization"] = f"Bearer {await new_token(stranger)}"
        response = await sent(client, **apollo(TEXT))

    assert code(response) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "parameters",
    [
        {"documentId": "role"},
        {"documentId": f"sha256:{hash_of(TEXT)}"},
        {"query": TEXT},
        apollo(TEXT),
        {"query": TEXT, **apollo(TEXT)},
    ],
    ids=["id", "hash", "text", "apollo's hash", "apollo's hash and text"],
)
async def test_a_document_of_the_manifest_is_answered_however_it_is_named(
    trusting: Settings, token: str, parameters: dict[str, Any]
) -> None:
    async with serving(of_mode(trusting, MODES.ONLY), token) as client:
        response = await sent(client, **parameters)

    assert response.json()["data"] == DATA


async def test_a_named_document_takes_variables(trusting: Settings, token: str) -> None:
    async with serving(of_mode(trusting, MODES.ONLY), token) as client:
        response = await sent(client, documentId=hash_of(NAMED), variables={"id": "none"})

    assert response.json()["data"] == {"team": None}


@pytest.mark.parametrize("query", ["{ organization { name } }", TEXT + " ", "{ __typename }"])
async def test_only_what_is_trusted_is_answered(trusting: Settings, token: str, query: str) -> None:
    async with serving(of_mode(trusting, MODES.ONLY), token) as client:
        refused = await sent(client, query=query)
        taught = await sent(client, query=query, **apollo(query))
        unknown = await sent(client, **apollo(query))

    assert [(one.status_code, code(one)) for one in (refused, taught)] == [(403, "FORBIDDEN")] * 2
    assert code(unknown) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_document_id_is_a_string(settings: Settings, token: str) -> None:
    async with serving(settings, token) as client:
        response = await sent(client, documentId=1)

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "documentId is not a string"


def test_without_a_manifest_the_app_does_not_start(settings: Settings) -> None:
    with pytest.raises(UnusableInput, match="SIGHTLINE_TRUSTED_DOCUMENTS_FILE"):
        create_app(of_mode(settings, MODES.ONLY))
