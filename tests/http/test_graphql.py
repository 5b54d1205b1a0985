"""`/graphql` in the whole app: errors from outside of its view are shaped for its clients."""

import httpx
import pytest
from fastapi import FastAPI


async def test_it_answers_with_the_actors_organization(viewer: httpx.AsyncClient):
    response = await viewer.post("/graphql", json={"query": "{ organization { name } }"})
    assert response.status_code == 200
    assert response.json()["data"] == {"organization": {"name": "Test organization"}}


async def test_no_token_is_graphqls_own_refusal(http: httpx.AsyncClient):
    response = await http.post("/graphql", json={"query": "{ organization { name } }"})
    assert response.status_code == 401
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_a_method_it_does_not_have_is_an_error_of_graphql(
    viewer: httpx.AsyncClient, method: str
):
    response = await viewer.request(method, "/graphql")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, POST"
    assert response.json() == {
        "errors": [
            {
                "message": "GraphQL is asked by POST, or by GET",
                "extensions": {"code": "BAD_USER_INPUT"},
            },
        ]
    }


async def test_an_unexpected_error_is_masked_as_one_of_graphql(
    viewer: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr(app.state, "graphql")
    response = await viewer.post("/graphql", json={"query": "{ organization { name } }"})
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL"}
    assert error["message"] == (
        "something went wrong here; the log tells more, look for the X-Request-ID"
    )
