"""The `gql` package, as Python programs use it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError
from graphql import GraphQLError

from tests.clients.conftest import Goals
from tests.clients.stories import FAILED, READ, WRITTEN
from tests.serving import Served

PAGE = gql("""query Page($after: String) {
  objectives(
    first: 2, after: $after, filter: { level: { eq: TEAM } }, orderBy: [{ field: TITLE }]
  ) {
    totalCount nodes { title } pageInfo { hasNextPage endCursor } } }""")

ONE = gql("""query One($id: ID!) { objective(by: { id: $id }) {
  title version keyResults { nodes { target current } } } }""")

LINK = gql("""mutation Link($input: AlignmentCreateInput!) { alignmentCreate(input: $input) {
  alignment { id }
  userErrors { code path ... on AlignmentCycleError { cycle { title } } } } }""")

RENAME = gql("""mutation Rename($input: ObjectiveUpdateInput!) { objectiveUpdate(input: $input) {
  objective { title } userErrors { code path } } }""")


def client(served: Served, **headers: str) -> Client:
    """It reads the schema first, where it has a token, and checks documents by it."""
    transport = AIOHTTPTransport(served.graphql, headers=headers)
    return Client(transport=transport, fetch_schema_from_transport=bool(headers))


@pytest.fixture
async def session(served: Served) -> AsyncIterator[Any]:
    async with client(served, Authorization=f"Bearer {served.token}") as session:
        yield session


def asked(document: Any, **variables: Any) -> Any:
    document.variable_values = variables
    return document


def codes(error: TransportQueryError) -> list[str]:
    return [one["extensions"]["code"] for one in error.errors or []]


async def test_a_list_is_read_page_by_page(session: Any, goals: Goals) -> None:
    one = await session.execute(asked(ONE, id=goals.child))
    key_results = one["objective"]["keyResults"]["nodes"]
    assert [[each["current"], each["target"]] for each in key_results] == READ["keyResults"]

    titles, pages, info = [], [], {"endCursor": None, "hasNextPage": True}
    while info["hasNextPage"]:
        page = (await session.execute(asked(PAGE, after=info["endCursor"])))["objectives"]
        titles += [node["title"] for node in page["nodes"]]
        pages.append(list(titles))
        info = page["pageInfo"]

    assert (pages, page["totalCount"]) == (READ["pages"], READ["totalCount"])


async def test_a_refusal_is_data_and_a_stale_version_writes_nothing(
    session: Any, goals: Goals
) -> None:
    link = {"childId": goals.parent, "parentId": goals.child}
    (error,) = (await session.execute(asked(LINK, input=link)))["alignmentCreate"]["userErrors"]
    cycle = [node["title"] for node in error["cycle"]]
    assert [[error["code"], error["path"], cycle]] == WRITTEN["refused"]

    seen = (await session.execute(asked(ONE, id=goals.child)))["objective"]
    versioned = {"id": goals.child, "expectedVersion": seen["version"]}
    done, stale = [
        (await session.execute(asked(RENAME, input={**versioned, "title": title})))[
            "objectiveUpdate"
        ]
        for title in ("Grandchild", "Nephew")
    ]

    assert done == {"objective": {"title": "Grandchild"}, "userErrors": []}
    assert stale["objective"] is None
    assert [[one["code"], one["path"]] for one in stale["userErrors"]] == WRITTEN["stale"]


async def test_without_a_token_the_error_says_so(served: Served) -> None:
    async with client(served) as session:
        with pytest.raises(TransportQueryError) as raised:
            await session.execute(gql("{ organization { id } }"))
    assert codes(raised.value) == FAILED["withoutToken"]


async def test_an_unknown_field_is_found_by_the_schema_that_we_gave(session: Any) -> None:
    with pytest.raises(GraphQLError, match="Cannot query field 'nothing' on type 'Query'"):
        await session.execute(gql("{ nothing }"))


async def test_part_of_an_answer_comes_with_its_error(session: Any) -> None:
    document = gql('{ organization { slug } lineOfSight(fromId: "nothing") { reach } }')
    with pytest.raises(TransportQueryError) as raised:
        await session.execute(document)
    assert codes(raised.value) == ["NOT_FOUND"]
    assert raised.value.data is not None
    assert raised.value.data["organization"]["slug"].startswith("org-")
    assert raised.value.data["lineOfSight"] is None
