"""GraphiQL: the page at `/graphql` for browsers, and its files."""

import gzip
from pathlib import Path
from subprocess import run
from sys import executable
from zipfile import ZipFile

import httpx
import pytest
from graphql import build_client_schema, get_introspection_query

import schema.graphiql
from schema.root import core_schema

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
SCRIPT = "page-ABCD1234.js"
ROOT = Path(__file__).parents[2]
BUILT = ROOT / "schema" / "static" / "graphiql" / "page.html"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as `web/` is built into, with next to nothing in it."""
    (tmp_path / "page.html").write_text("<!doctype html><title>GraphiQL</title>")
    (tmp_path / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"render()"))
    (tmp_path / ".stamp").write_text("of the build")
    monkeypatch.setattr(schema.graphiql, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("built")
async def test_a_browser_without_a_token_gets_the_page(http: httpx.AsyncClient):
    answer = await http.get("/graphql", headers={"Accept": BROWSER})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == "<!doctype html><title>GraphiQL</title>"


@pytest.mark.usefixtures("built")
async def test_the_page_runs_our_own_scripts_alone_and_stands_in_no_frame(http: httpx.AsyncClient):
    headers = (await http.get("/graphql", headers={"Accept": BROWSER})).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
        "connect-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self' data:",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-cache"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/json",
        "application/json, text/html",
        "application/graphql-response+json, application/json;q=0.9, text/html;q=0.1",
        "text/html;q=0",
    ],
)
async def test_who_likes_json_as_much_gets_no_page(http: httpx.AsyncClient, accept: str):
    answer = await http.get("/graphql", headers={"Accept": accept})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
        401,
        "UNAUTHENTICATED",
    )


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("query", ["query={__typename}", "query=", "extensions={}", "documentId=x"])
async def test_an_operation_in_the_address_is_answered_in_a_browser_too(
    http: httpx.AsyncClient, query: str
):
    answer = await http.get(f"/graphql?{query}", headers={"Accept": BROWSER})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/json")


async def test_where_it_is_not_built_the_page_says_how(
    http: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(schema.graphiql, "FOLDER", tmp_path / "nothing")
    answer = await http.get("/graphql", headers={"Accept": BROWSER})
    assert answer.status_code == 200
    assert "<code>make web</code> builds it" in answer.text


async def test_the_schema_is_told_as_the_page_asks_for_it(viewer: httpx.AsyncClient):
    question = get_introspection_query(schema_description=True, input_value_deprecation=True)
    answer = await viewer.post("/graphql", json={"query": question})
    told = build_client_schema(answer.json()["data"])
    assert told.type_map.keys() == core_schema.type_map.keys()
    assert told.query_type is not None
    assert told.query_type.fields["objectives"].description


@pytest.mark.usefixtures("built")
async def test_a_file_of_the_page_may_be_kept_for_a_year(http: httpx.AsyncClient):
    answer = await http.get(f"/assets/graphiql/{SCRIPT}")
    assert (answer.status_code, answer.text) == (200, "render()")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.usefixtures("built")
async def test_who_takes_no_gzip_gets_the_file_as_it_is(http: httpx.AsyncClient):
    answer = await http.get(f"/assets/graphiql/{SCRIPT}", headers={"Accept-Encoding": "identity"})
    assert answer.text == "render()"
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"].startswith("Accept-Encoding")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "name", ["page-00000000.js", ".stamp", "page.html", "..%2F..%2Froot.py", SCRIPT + ".gz"]
)
async def test_nothing_else_of_the_folder_is_served(http: httpx.AsyncClient, name: str):
    answer = await http.get(f"/assets/graphiql/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_wheel_brings_the_page_and_all_that_it_names(tmp_path: Path):
    assert BUILT.exists(), "the page is not built: make web"
    run(
        [executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    assert "schema/static/graphiql/page.html" in names
    page = BUILT.read_text()
    named = [part.split('"')[0] for part in page.split("/assets/graphiql/")[1:]]
    assert [name.split("-")[0] for name in named] == ["licenses", "page", "page"]
    assert {f"schema/static/graphiql/{name}.gz" for name in named} <= names
