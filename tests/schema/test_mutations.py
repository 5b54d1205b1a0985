"""Linking and unlinking over GraphQL."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from sqlmodel import func, select

from service.actor import Role
from service.events.models import Event
from service.tables import new_id
from tests.company import Company
from tests.schema.conftest import gid

CREATE = """mutation ($input: AlignmentCreateInput!) { alignmentCreate(input: $input) {
  alignment { id kind state weight allocation isPrimary rationale validFrom validTo version
    child { id } parent { id } }
  userErrors { __typename code message path
    ... on AlignmentCycleError { cycle { id title } } }
  query { alignments { totalCount } } } }"""

ARCHIVE = """mutation ($input: AlignmentArchiveInput!) { alignmentArchive(input: $input) {
  alignment { id archivedAt version } userErrors { code message path }
  query { alignments { totalCount } } } }"""

NOBODY = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture
async def pair(company: Company) -> tuple[str, str]:
    """The ids of two objectives."""
    return (
        gid("Objective", await company.objective("Child")),
        gid("Objective", await company.objective("Parent")),
    )


async def events(company: Company) -> int:
    async with company.database.reading() as session:
        statement = select(func.count()).where(
            Event.organization_id == company.actor.organization_id
        )
        return (await session.scalars(statement)).one()


def refusal(answer, mutation: str = "alignmentCreate") -> tuple[str, list[str]]:
    """The code and path of the one error."""
    payload = answer.data[mutation]
    assert payload["alignment"] is None
    (error,) = payload["userErrors"]
    return error["code"], error["path"]


async def test_a_new_alignment_is_answered_with_what_it_became(data, pair) -> None:
    child, parent = pair
    own_id = str(new_id())

    answer = await data(
        CREATE,
        input={
            "id": own_id,
            "childId": child,
            "parentId": parent,
            "kind": "SUPPORTS",
            "weight": "2.50",
            "allocation": "0.5",
            "rationale": "because",
            "validFrom": "2026-01-01",
        },
    )

    assert answer["alignmentCreate"] == {
        "alignment": {
            "id": gid("Alignment", own_id),
            "kind": "SUPPORTS",
            "state": "ACCEPTED",
            "weight": "2.5",
            "allocation": "0.5",
            "isPrimary": True,
            "rationale": "because",
            "validFrom": "2026-01-01",
            "validTo": None,
            "version": 1,
            "child": {"id": child},
            "parent": {"id": parent},
        },
        "userErrors": [],
        "query": {"alignments": {"totalCount": 1}},
    }


async def test_a_cycle_is_refused_with_its_nodes_in_order(data, company: Company) -> None:
    top, middle, low = [await company.objective(title) for title in ("Top", "Middle", "Low")]
    await company.align(middle, top)
    key_result = await company.key_result(middle, "KR")
    await company.align(low, key_result)
    before = await events(company)

    answer = await data(
        CREATE, input={"childId": gid("Objective", top), "parentId": gid("Objective", low)}
    )

    payload = answer["alignmentCreate"]
    (error,) = payload["userErrors"]
    assert payload["alignment"] is None
    assert error["__typename"] == "AlignmentCycleError"
    assert (error["code"], error["path"]) == ("ALIGNMENT_CYCLE", ["input", "parentId"])
    assert [node["title"] for node in error["cycle"]] == ["Top", "Low", "KR", "Middle"]
    assert payload["query"] == {"alignments": {"totalCount": 2}}
    assert await events(company) == before


async def test_nothing_is_linked_to_itself(ask, pair) -> None:
    answer = await ask(CREATE, input={"childId": pair[0], "parentId": pair[0]})

    assert refusal(answer) == ("SELF_LINK", ["input", "parentId"])


async def test_the_same_link_twice_is_taken(ask, data, pair) -> None:
    given = {"childId": pair[0], "parentId": pair[1]}
    await data(CREATE, input=given)

    assert refusal(await ask(CREATE, input=given)) == ("TAKEN", ["input", "parentId"])


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"childId": "nonsense"}, "NOT_FOUND", "childId"),
        ({"parentId": gid("Objective", NOBODY)}, "NOT_FOUND", "parentId"),
        ({"id": "nonsense"}, "INVALID", "id"),
        ({"externalId": ""}, "REQUIRED", "externalId"),
        ({"externalId": "x" * 501}, "TOO_LONG", "externalId"),
        ({"externalId": "a\0b"}, "INVALID", "externalId"),
        ({"weight": "-1"}, "INVALID", "weight"),
        ({"allocation": "1.01"}, "INVALID", "allocation"),
        ({"rationale": "a\0b"}, "INVALID", "rationale"),
        ({"rationale": "x" * 10_001}, "TOO_LONG", "rationale"),
        ({"validFrom": "2026-02-02", "validTo": "2026-02-01"}, "INVALID", "validTo"),
    ],
    ids=lambda value: str(value)[:50],
)
async def test_an_alignment_that_cannot_be_is_refused_and_nothing_written(
    ask, company: Company, pair, change: dict, code: str, field: str
) -> None:
    before = await events(company)

    answer = await ask(CREATE, input={"childId": pair[0], "parentId": pair[1], **change})

    assert refusal(answer) == (code, ["input", field])
    assert answer.data["alignmentCreate"]["query"] == {"alignments": {"totalCount": 0}}
    assert await events(company) == before


async def test_the_ends_of_an_alignment_are_of_the_kinds_that_have_some(
    ask, company: Company, pair
) -> None:
    initiative = gid("Initiative", await company.initiative())
    pillar = gid("StrategyElement", await company.pillar())

    from_pillar = await ask(CREATE, input={"childId": pillar, "parentId": pair[0]})
    to_initiative = await ask(CREATE, input={"childId": pair[0], "parentId": initiative})

    assert refusal(from_pillar) == ("INVALID", ["input", "childId"])
    assert refusal(to_initiative) == ("INVALID", ["input", "parentId"])


async def test_a_closed_cycle_is_read_only(ask, company: Company, pair) -> None:
    cycle = await company.cycle("Over", state="CLOSED")
    child = await company.objective("Late", cycle_id=cycle)

    answer = await ask(CREATE, input={"childId": gid("Objective", child), "parentId": pair[1]})

    assert refusal(answer) == ("READ_ONLY", ["input", "childId"])


async def test_a_viewer_changes_nothing(ask_as, company: Company, pair) -> None:
    viewer = replace(company.actor, role=Role.VIEWER)
    before = await events(company)

    answer = await ask_as(viewer, CREATE, input={"childId": pair[0], "parentId": pair[1]})

    assert refusal(answer) == ("FORBIDDEN", ["input"])
    assert await events(company) == before


async def test_an_archived_alignment_is_out_of_lists_and_lines_of_sight(
    data, company: Company
) -> None:
    pillar = await company.pillar()
    objective = await company.objective()
    alignment = gid("Alignment", await company.align(objective, pillar))
    line = "query ($id: ID!) { lineOfSight(fromId: $id) { reach } }"
    before = await data(line, id=gid("Objective", objective))

    answer = await data(ARCHIVE, input={"id": alignment, "expectedVersion": 1})

    payload = answer["alignmentArchive"]
    assert payload["alignment"]["version"] == 2
    assert payload["alignment"]["archivedAt"] is not None
    assert payload["userErrors"] == []
    assert payload["query"] == {"alignments": {"totalCount": 0}}
    assert before == {"lineOfSight": {"reach": "FULL"}}
    assert await data(line, id=gid("Objective", objective)) == {"lineOfSight": {"reach": "NONE"}}


async def test_a_stale_version_is_a_conflict(ask, company: Company) -> None:
    alignment = await company.align(await company.objective(), await company.pillar())

    answer = await ask(ARCHIVE, input={"id": gid("Alignment", alignment), "expectedVersion": 7})

    assert refusal(answer, "alignmentArchive") == ("CONFLICT", ["input", "expectedVersion"])


async def test_archiving_again_changes_nothing(ask, data, company: Company) -> None:
    alignment = gid(
        "Alignment", await company.align(await company.objective(), await company.pillar())
    )
    await data(ARCHIVE, input={"id": alignment})

    answer = await ask(ARCHIVE, input={"id": alignment})

    assert answer.data["alignmentArchive"]["userErrors"] == []
    assert answer.data["alignmentArchive"]["alignment"]["version"] == 2


async def test_mutations_of_one_operation_each_see_what_the_one_before_left(data, pair) -> None:
    answer = await data(
        """mutation ($a: ID!, $b: ID!) {
             one: alignmentCreate(input: {childId: $a, parentId: $b}) {
               userErrors { code } query { alignments { totalCount } } }
             two: alignmentCreate(input: {childId: $b, parentId: $a}) {
               userErrors { code } query { alignments { totalCount } } } }""",
        a=pair[0],
        b=pair[1],
    )

    one = {"userErrors": [], "query": {"alignments": {"totalCount": 1}}}
    assert answer["one"] == one
    assert answer["two"] == {**one, "userErrors": [{"code": "ALIGNMENT_CYCLE"}]}


async def test_of_two_that_close_a_cycle_together_one_is_refused(ask, pair) -> None:
    child, parent = pair

    answers = await asyncio.gather(
        ask(CREATE, input={"childId": child, "parentId": parent}),
        ask(CREATE, input={"childId": parent, "parentId": child}),
    )

    codes = [
        [error["code"] for error in answer.data["alignmentCreate"]["userErrors"]]
        for answer in answers
    ]
    assert sorted(codes) == [[], ["ALIGNMENT_CYCLE"]]
