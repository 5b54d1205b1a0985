"""Lists: pages, totals, filters and order."""

from datetime import date
from decimal import Decimal

import pytest

from tests.company import Company
from tests.schema.conftest import archive, gid, statements

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String,
  $orderBy: [KeyResultOrder!], $filter: KeyResultFilter) {
  keyResults(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy,
    filter: $filter) {
    totalCount edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.fixture
async def five(company: Company) -> Company:
    """Five key results, made in the order a, b, c, d, e; c and e have no target."""
    objective = await company.objective()
    for title, target in zip("abcde", (Decimal("0.30"), 20, None, 3, None), strict=True):
        await company.key_result(objective, title, target=target)
    return company


def titles(answer) -> str:
    return "".join(edge["node"]["title"] for edge in answer["keyResults"]["edges"])


async def walk(data, size: int, order: list[dict] | None, *, backward: bool = False) -> list[str]:
    """Every page of the list, one after the other."""
    pages, cursor = [], None
    while True:
        given = {"last": size, "before": cursor} if backward else {"first": size, "after": cursor}
        answer = await data(PAGE, orderBy=order, **given)
        pages.append(titles(answer))
        info = answer["keyResults"]["pageInfo"]
        cursor = info["startCursor" if backward else "endCursor"]
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            return pages


@pytest.mark.usefixtures("five")
async def test_a_list_comes_in_the_order_of_its_making(data) -> None:
    answer = await data(PAGE, first=2)

    edges = answer["keyResults"]["edges"]
    assert titles(answer) == "ab"
    assert answer["keyResults"]["totalCount"] == 5
    assert answer["keyResults"]["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": edges[0]["cursor"],
        "endCursor": edges[1]["cursor"],
    }


@pytest.mark.parametrize(
    ("order", "forward"),
    [
        (None, "abcde"),
        ([{"field": "ID", "direction": "DESC"}], "edcba"),
        ([{"field": "TITLE", "direction": "DESC"}], "edcba"),
        ([{"field": "TARGET"}], "adbce"),
        ([{"field": "TARGET", "direction": "DESC"}], "bdace"),
        ([{"field": "TARGET"}, {"field": "TITLE", "direction": "DESC"}], "adbec"),
        ([{"field": "POSITION"}, {"field": "DUE_ON"}], "abcde"),
        ([{"field": "CREATED_AT"}, {"field": "WEIGHT"}], "abcde"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("five")
async def test_pages_join_without_gap_or_overlap_in_every_order(
    data, order: list[dict] | None, forward: str
) -> None:
    assert "".join(await walk(data, 2, order)) == forward
    assert "".join(await walk(data, 1, order)) == forward
    backward = await walk(data, 2, order, backward=True)
    assert "".join(reversed(backward)) == forward


@pytest.mark.usefixtures("five")
async def test_a_page_between_two_cursors_holds_what_is_between_them(data) -> None:
    cursors = [edge["cursor"] for edge in (await data(PAGE))["keyResults"]["edges"]]

    answer = await data(PAGE, first=10, after=cursors[0], before=cursors[4])

    assert titles(answer) == "bcd"


@pytest.mark.usefixtures("five")
async def test_an_empty_page_has_no_cursors(data) -> None:
    answer = await data(PAGE, first=0)

    assert answer["keyResults"] == {
        "totalCount": 5,
        "edges": [],
        "pageInfo": {
            "hasNextPage": True,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


async def test_a_cursor_stays_good_when_its_row_is_gone(data, five: Company) -> None:
    cursor = (await data(PAGE, first=2))["keyResults"]["edges"][1]["cursor"]
    await archive(five, "key_result", five.ids[2])

    assert titles(await data(PAGE, after=cursor)) == "cde"


@pytest.mark.parametrize(
    "given",
    [
        {"first": 101},
        {"last": 101},
        {"first": -1},
        {"last": -1},
        {"first": 1, "last": 1},
        {"after": "nonsense"},
        {"before": ""},
        {"after": "WyJLZXlSZXN1bHQiXQ"},
        {"after": "é"},
        {"orderBy": [{"field": "TITLE"}] * 6},
    ],
    ids=str,
)
@pytest.mark.usefixtures("five")
async def test_an_impossible_page_is_refused(ask, given: dict) -> None:
    assert (await ask(PAGE, **given)).codes == ["BAD_USER_INPUT"]


@pytest.mark.usefixtures("five")
async def test_a_cursor_of_another_order_or_list_is_refused(ask, data) -> None:
    cursor = (await data(PAGE, first=1))["keyResults"]["edges"][0]["cursor"]

    ordered = await ask(PAGE, after=cursor, orderBy=[{"field": "TITLE"}])
    other = await ask(
        "query ($after: String) { teams(after: $after) { totalCount } }", after=cursor
    )

    assert [ordered.codes, other.codes] == [["BAD_USER_INPUT"]] * 2
    assert {error["message"] for error in (*ordered.errors, *other.errors)} == {
        "the cursor belongs to another list or order"
    }


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"title": {"eq": "a"}}, "a"),
        ({"title": {"ne": "a"}}, "bcde"),
        ({"title": {"in": ["a", "c", "z"]}}, "ac"),
        ({"title": {"notIn": ["a", "c"]}}, "bde"),
        ({"title": {"contains": "B"}}, "b"),
        ({"title": {"contains": "%"}}, ""),
        ({"title": {"startsWith": "B"}}, ""),
        ({"title": {"startsWith": "b"}}, "b"),
        ({"target": {"eq": "0.3"}}, "a"),
        ({"target": {"ne": "20"}}, "acde"),
        ({"target": {"notIn": ["20"]}}, "acde"),
        ({"target": {"lt": 3}}, "a"),
        ({"target": {"lte": "3.00"}}, "ad"),
        ({"target": {"gt": "3"}}, "b"),
        ({"target": {"gte": "3", "lt": "20"}}, "d"),
        ({"target": {"isNull": True}}, "ce"),
        ({"target": {"isNull": False}}, "abd"),
        ({"not": {"target": {"gt": "3"}}}, "acde"),
        ({"not": {"not": {"target": {"gt": "3"}}}}, "b"),
        ({"or": [{"title": {"eq": "a"}}, {"target": {"isNull": True}}]}, "ace"),
        ({"and": [{"title": {"ne": "a"}}, {"target": {"isNull": False}}]}, "bd"),
        ({"or": []}, ""),
        ({"and": []}, "abcde"),
        ({}, "abcde"),
        ({"title": {}}, "abcde"),
        ({"dueOn": {"gt": "2026-01-01"}}, ""),
        ({"externalId": {"isNull": True}}, "abcde"),
        ({"externalId": {"eq": "nothing"}}, ""),
        ({"externalId": {"ne": "nothing"}}, "abcde"),
        ({"createdAt": {"gt": "2001-01-01T00:00:00+02:00"}}, "abcde"),
        ({"confidence": {"in": [1, 2]}}, ""),
        ({"metricType": {"isNull": True}}, "abcde"),
        ({"metricType": {"in": ["INCREASE", "DECREASE"]}}, ""),
    ],
    ids=str,
)
@pytest.mark.usefixtures("five")
async def test_a_filter_keeps_what_it_says(data, condition: dict, found: str) -> None:
    answer = await data(PAGE, filter=condition)

    assert titles(answer) == found
    assert answer["keyResults"]["totalCount"] == len(found)


@pytest.mark.parametrize(
    "condition",
    [
        {"title": {"eq": None}},
        {"title": None},
        {"not": None},
        {"title": {"like": "a"}},
        {"target": {"eq": "NaN"}},
        {"target": {"eq": "1e999999"}},
        {"target": {"eq": True}},
        {"dueOn": {"eq": "2026-02-30"}},
        {"createdAt": {"eq": "2026-02-03T00:00:00"}},
        {"confidence": {"eq": 2**31}},
        {"title": {"eq": "\0"}},
        {"title": {"in": ["a"] * 1_001}},
        {"or": [{"title": {"eq": "a"}}] * 101},
        {"metricType": {"eq": "SIDEWAYS"}},
    ],
    ids=lambda condition: str(condition)[:60],
)
@pytest.mark.usefixtures("five")
async def test_a_filter_that_makes_no_sense_is_refused(ask, condition: dict) -> None:
    answer = await ask(PAGE, filter=condition)

    assert answer.data is None
    assert set(answer.codes) == {"BAD_USER_INPUT"}


async def test_rows_are_filtered_by_what_they_belong_to(data, company: Company) -> None:
    team = await company.team("Engines")
    await company.objective("Theirs", team_id=team, starts_on=date(2026, 1, 1))
    lone = await company.objective("Nobody's")
    by_team = "query ($f: ObjectiveFilter) { objectives(filter: $f) { nodes { title } } }"

    async def found(**condition) -> list[str]:
        answer = await data(by_team, f=condition)
        return [node["title"] for node in answer["objectives"]["nodes"]]

    assert await found(team={"eq": gid("Team", team)}) == ["Theirs"]
    assert await found(team={"in": [gid("Team", team), "nonsense"]}) == ["Theirs"]
    assert await found(team={"eq": gid("Person", team)}) == []
    assert await found(team={"eq": "nonsense"}) == []
    assert await found(team={"ne": "nonsense"}) == ["Theirs", "Nobody's"]
    assert await found(team={"ne": gid("Team", team)}) == ["Nobody's"]
    assert await found(team={"isNull": True}) == ["Nobody's"]
    assert await found(id={"eq": gid("Objective", lone)}) == ["Nobody's"]
    assert await found(id={"eq": gid("KeyResult", lone)}) == []
    assert await found(startsOn={"lte": "2026-01-01"}) == ["Theirs"]


async def test_a_nested_list_is_paged_for_each_parent_of_its_own(data, company: Company) -> None:
    for number in range(3):
        objective = await company.objective(f"O{number}")
        for position in range(number + 1):
            await company.key_result(objective, f"{number}.{position}", position=-position)
    query = """query ($last: Int) { objectives { nodes {
        first: keyResults(first: 2) { totalCount nodes { title } pageInfo { hasNextPage } }
        last: keyResults(last: $last) { nodes { title } pageInfo { hasPreviousPage } } } } }"""

    answer = await data(query, last=1)

    assert answer["objectives"]["nodes"] == [
        {
            "first": {
                "totalCount": number + 1,
                "nodes": [{"title": title} for title in first],
                "pageInfo": {"hasNextPage": number == 2},
            },
            "last": {"nodes": [{"title": last}], "pageInfo": {"hasPreviousPage": number > 0}},
        }
        for number, first, last in [
            (0, ["0.0"], "0.0"),
            (1, ["1.1", "1.0"], "1.0"),
            (2, ["2.2", "2.1"], "2.0"),
        ]
    ]


async def test_a_nested_list_has_ten_rows_and_a_root_fifty_unless_asked(
    data, company: Company
) -> None:
    objective = await company.objective()
    for number in range(51):
        await company.key_result(objective, f"{number}")

    answer = await data(
        "{ keyResults { nodes { id } } objectives { nodes { keyResults { nodes { id } } } } }"
    )

    assert len(answer["keyResults"]["nodes"]) == 50
    assert len(answer["objectives"]["nodes"][0]["keyResults"]["nodes"]) == 10


@pytest.mark.usefixtures("five")
async def test_a_total_alone_reads_no_page(data) -> None:
    with statements() as seen:
        answer = await data("{ keyResults { totalCount } }")

    assert answer == {"keyResults": {"totalCount": 5}}
    assert ["count(" in statement for statement in seen] == [True]


RELATIONS = """{ objectives(first: 40) { totalCount nodes { id externalId title
  team { name parent { name } } owner { name } cycle { name } alignedTo { totalCount }
  keyResults { totalCount nodes { title initiatives { nodes { title } } } } } } }"""

LINES = """{ objectives(first: 40) { totalCount nodes {
  alignedTo { totalCount nodes { parent { id title externalId } child { title } } }
  lineOfSight { reach distance pathCount paths { nodes { title } } brokenAt { node { id } reason } }
  keyResults { nodes { title objective { title } lineOfSight { reach }
    initiatives { nodes { serves { title } } } } } } } }"""


@pytest.fixture
async def grow(company: Company):
    """Adds objectives with everything around them."""
    division = await company.team("Division")
    goal = await company.objective("Goal", level="COMPANY")

    async def add(rows: int) -> None:
        for number in range(rows):
            objective = await company.objective(
                f"O{number}",
                team_id=await company.team(f"T{number}", parent_id=division),
                owner_id=await company.person(f"P{number}"),
                cycle_id=await company.cycle(f"C{number}"),
            )
            await company.align(objective, goal)
            key_result = await company.key_result(objective)
            await company.initiative("Project", key_result)

    return add


async def test_relations_take_as_many_statements_for_thirty_rows_as_for_three(data, grow) -> None:
    counted = []
    for rows in (3, 27):
        await grow(rows)
        with statements() as seen:
            answer = await data(RELATIONS)
        counted.append((answer["objectives"]["totalCount"], len(seen)))

    assert counted == [(4, 1), (31, 1)]


async def test_lines_of_sight_take_no_more_statements_for_thirty_rows_than_for_three(
    data, grow
) -> None:
    counted = []
    for rows in (3, 27):
        await grow(rows)
        with statements() as seen:
            answer = await data(LINES)
        assert answer["objectives"]["totalCount"] in (4, 31)
        counted.append(len(seen))

    # Batches of one table may meet or miss each other by their timing, whatever their size.
    assert max(counted) <= 30
