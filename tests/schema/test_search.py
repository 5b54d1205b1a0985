"""The search as a front end meets it."""

import pytest

from service.search.queries import LONGEST_TEXT
from tests.company import Company
from tests.schema.conftest import archive, gid, statements

PAGE = """query ($text: String!, $first: Int, $after: String, $last: Int, $before: String) {
  search(text: $text, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor score node { ...Named } } nodes { ...Named } } }
fragment Named on SearchResult {
  __typename
  ... on Node { id }
  ... on Alignable { title }
  ... on Team { name } ... on Person { name } ... on Cycle { name } ... on Kpi { name } }"""
LINES = """query ($text: String!) { search(text: $text) { totalCount nodes {
  ... on Alignable { title lineOfSight { reach } } ... on Team { name }
  ... on Objective { keyResults { nodes { title } } } } edges { score node { __typename } } } }"""


def named(row: dict) -> str:
    return row.get("title") or row["name"]


@pytest.fixture
async def uptimes(company: Company) -> dict[str, str]:
    """One of each kind that can be found; the ids by type."""
    objective = await company.objective("Uptime first")
    return {
        "StrategyElement": gid("StrategyElement", await company.pillar("Uptime")),
        "Objective": gid("Objective", objective),
        "KeyResult": gid("KeyResult", await company.key_result(objective, "Raise uptime to 99")),
        "Initiative": gid("Initiative", await company.initiative("Uptime room", objective)),
        "Team": gid("Team", await company.team("Team Uptime")),
        "Person": gid("Person", await company.person("Uwe Uptime")),
        "Cycle": gid("Cycle", await company.cycle("Quarter of uptime")),
        "Kpi": gid("Kpi", await company.kpi("Uptimes")),
    }


async def test_everything_with_a_title_or_name_is_found_the_best_first(
    data, uptimes: dict[str, str]
) -> None:
    with statements() as seen:
        search = (await data(PAGE, text="UPTIME"))["search"]

    assert len(seen) == 1
    assert search["totalCount"] == 8
    assert [(named(row), row["__typename"]) for row in search["nodes"]] == [
        ("Uptime", "StrategyElement"),
        ("Uptime room", "Initiative"),
        ("Uptime first", "Objective"),
        ("Uptimes", "Kpi"),
        ("Uwe Uptime", "Person"),
        ("Team Uptime", "Team"),
        ("Quarter of uptime", "Cycle"),
        ("Raise uptime to 99", "KeyResult"),
    ]
    assert {row["__typename"]: row["id"] for row in search["nodes"]} == uptimes
    assert [edge["node"] for edge in search["edges"]] == search["nodes"]
    scores = [edge["score"] for edge in search["edges"]]
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0
    edges = search["edges"]
    assert search["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": edges[0]["cursor"],
        "endCursor": edges[-1]["cursor"],
    }


@pytest.mark.usefixtures("uptimes")
@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("size", [1, 3])
async def test_pages_of_a_search_join_without_gap_or_overlap(
    data, company: Company, size: int, *, backward: bool
) -> None:
    for _ in range(3):
        await company.team("Team Uptime")  # equally good
    whole = [row["id"] for row in (await data(PAGE, text="uptime"))["search"]["nodes"]]
    found, cursor, goes_on = [], None, True
    while goes_on and len(found) <= len(whole):
        given = {"last": size, "before": cursor} if backward else {"first": size, "after": cursor}
        search = (await data(PAGE, text="uptime", **given))["search"]
        rows = [row["id"] for row in search["nodes"]]
        found = rows + found if backward else found + rows
        info = search["pageInfo"]
        cursor = info["startCursor" if backward else "endCursor"]
        goes_on = info["hasPreviousPage" if backward else "hasNextPage"]

    assert found == whole
    assert len(whole) == len(set(whole)) == 11


async def test_what_is_archived_or_of_another_organization_is_not_found(
    data, company: Company, others: Company
) -> None:
    await others.objective("Secret uptime")
    await archive(company, "team", await company.team("Old uptime"))

    search = (await data(PAGE, text="uptime"))["search"]

    assert search == {
        "totalCount": 0,
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
        "edges": [],
        "nodes": [],
    }


@pytest.mark.usefixtures("uptimes")
@pytest.mark.parametrize("text", ["", "  ", "-?!", "' | ()&:*", "nothing like it"])
async def test_a_text_without_a_word_that_is_known_finds_nothing(data, text: str) -> None:
    assert (await data(PAGE, text=text))["search"]["totalCount"] == 0


@pytest.mark.usefixtures("uptimes")
async def test_rows_that_python_has_a_part_in_are_found_the_same(data) -> None:
    search = (await data(LINES, text="uptime"))["search"]

    assert search["totalCount"] == 8
    assert search["nodes"][0] == {"title": "Uptime", "lineOfSight": {"reach": "FULL"}}
    assert search["nodes"][2] == {
        "title": "Uptime first",
        "lineOfSight": {"reach": "NONE"},
        "keyResults": {"nodes": [{"title": "Raise uptime to 99"}]},
    }
    assert search["nodes"][5] == {"name": "Team Uptime"}
    assert search["edges"][0] == {"score": 1, "node": {"__typename": "StrategyElement"}}


@pytest.mark.usefixtures("uptimes")
async def test_two_searches_stand_side_by_side(data) -> None:
    answer = await data(
        """{ kind: __typename
          a: search(text: "uwe") { about: __typename n: nodes { ... on Person { who: name } } }
          b: search(text: "first upt", first: 1) { edges { at: node { ... on Objective {
            it: title aligned: alignedTo { totalCount } } } how: score } }
          none: search(text: "uwe", first: 0) { nodes { __typename } edges { score } }
          total: search(text: "uptime") { totalCount } }"""
    )

    assert answer == {
        "kind": "Query",
        "a": {"about": "SearchConnection", "n": [{"who": "Uwe Uptime"}]},
        "b": {
            "edges": [{"at": {"it": "Uptime first", "aligned": {"totalCount": 0}}, "how": 0.19976}]
        },
        "none": {"nodes": [], "edges": []},
        "total": {"totalCount": 8},
    }


@pytest.mark.parametrize(
    "given",
    [
        {"text": "x" * (LONGEST_TEXT + 1)},
        {"text": "up\0time"},
        {"text": "uptime", "first": 101},
        {"text": "uptime", "first": 1, "last": 1},
        {"text": "uptime", "after": "nonsense"},
        {"text": "uptime", "after": "WyJUZWFtIl0"},
    ],
    ids=str,
)
async def test_a_search_that_makes_no_sense_is_refused(ask, given: dict) -> None:
    assert (await ask(PAGE, **given)).codes == ["BAD_USER_INPUT"]


async def test_the_longest_text_is_looked_for(data) -> None:
    assert (await data(PAGE, text="ß" * LONGEST_TEXT))["search"]["totalCount"] == 0
