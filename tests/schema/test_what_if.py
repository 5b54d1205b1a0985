"""The audit of changes that nobody has made: `alignmentAudit(whatIf:)`."""

from typing import Any

import pytest
from sqlmodel import func, select

from schema.limits import LIMITS
from service.alignment.models import Alignment
from service.events.models import Event
from tests.company import Company
from tests.schema.conftest import archive, gid

AUDIT = """query ($whatIf: [AlignmentChangeInput!], $cycle: ID) {
  alignmentAudit(whatIf: $whatIf, cycleId: $cycle) { score counts { rule count }
    findings(first: 100) { nodes { rule subject { id } related { id } } } } }"""


def fired(answer, rule: str) -> list[str]:
    nodes = answer["alignmentAudit"]["findings"]["nodes"]
    return [node["subject"]["id"] for node in nodes if node["rule"] == rule]


def create(child: str, parent: str, **values: Any) -> dict[str, Any]:
    return {"create": {"childId": child, "parentId": parent, **values}}


@pytest.fixture
async def goals(company: Company) -> dict[str, str]:
    """A pillar, a company objective on it, an orphan with a key result, a project."""
    pillar = await company.pillar()
    top = await company.objective("Top", level="COMPANY")
    orphan = await company.objective("Orphan")
    key_result = await company.key_result(orphan)
    return {
        "pillar": gid("StrategyElement", pillar),
        "top": gid("Objective", top),
        "orphan": gid("Objective", orphan),
        "key_result": gid("KeyResult", key_result),
        "project": gid("Initiative", await company.initiative("Project", key_result)),
        "edge": gid("Alignment", await company.align(top, pillar)),
    }


async def test_an_edge_more_mends_what_it_would_mend(data, goals, company: Company) -> None:
    before = await data(AUDIT)
    async with company.database.reading() as session:
        counted = select(func.count()).select_from(Alignment), select(func.count(Event.id))
        rows = [await session.scalar(statement) for statement in counted]

    proposed = await data(AUDIT, whatIf=[create(goals["orphan"], goals["top"])])

    assert fired(before, "ALN002") == [goals["orphan"]]
    assert fired(before, "ALN007") == [goals["key_result"]]
    assert fired(proposed, "ALN002") == fired(proposed, "ALN007") == []
    assert proposed["alignmentAudit"]["score"] > before["alignmentAudit"]["score"]
    assert await data(AUDIT) == before
    async with company.database.reading() as session:
        assert rows == [await session.scalar(statement) for statement in counted]


async def test_it_is_the_audit_of_what_is_then_recorded(data, goals) -> None:
    changes = [
        create(goals["orphan"], goals["top"], kind="SUPPORTS", weight="2.5", allocation="0.5"),
        {"archive": {"id": goals["edge"]}},
    ]
    proposed = await data(AUDIT, whatIf=changes)
    await data(
        """mutation ($child: ID!, $parent: ID!, $edge: ID!) {
          alignmentCreate(input: {childId: $child, parentId: $parent, kind: SUPPORTS,
            weight: "2.5", allocation: "0.5"}) { userErrors { code } }
          alignmentArchive(input: {id: $edge}) { userErrors { code } } }""",
        child=goals["orphan"],
        parent=goals["top"],
        edge=goals["edge"],
    )
    assert await data(AUDIT) == proposed
    assert fired(proposed, "ALN004") == [goals["top"]]


async def test_an_edge_is_archived_by_its_ends_too(data, goals) -> None:
    by_ends = {"archive": {"childId": goals["top"], "parentId": goals["pillar"]}}
    assert fired(await data(AUDIT, whatIf=[by_ends]), "ALN004") == [goals["top"]]


async def test_a_cycle_that_would_be_closed_is_a_finding(data, goals) -> None:
    changes = [create(goals["orphan"], goals["top"]), create(goals["top"], goals["key_result"])]
    proposed = await data(AUDIT, whatIf=changes)
    assert len(fired(proposed, "ALN001")) == 1


@pytest.mark.usefixtures("goals")
async def test_no_changes_are_no_question(data) -> None:
    assert await data(AUDIT, whatIf=[]) == await data(AUDIT, whatIf=None) == await data(AUDIT)


async def test_changes_that_name_nothing_are_not_found(ask, goals, company: Company) -> None:
    fine = create(goals["orphan"], goals["top"])
    gone = await company.objective("Gone")
    await archive(company, "objective", gone)
    wrong = [
        create("nonsense", goals["top"]),
        create(goals["orphan"], gid("Team", await company.team())),
        create(goals["orphan"], gid("Objective", gone)),
        {"archive": {"id": goals["top"]}},
        {"archive": {"childId": goals["orphan"], "parentId": goals["pillar"]}},
        {"archive": {"childId": goals["key_result"], "parentId": goals["orphan"]}},
    ]
    for change in wrong:
        answer = await ask(AUDIT, whatIf=[fine, change])
        assert answer.data == {"alignmentAudit": None}
        assert answer.codes == ["NOT_FOUND"]
        assert answer.errors[0]["message"].startswith("whatIf[1]: ")


async def test_an_alignment_is_not_archived_twice(ask, company: Company) -> None:
    child, parent = await company.objective("Child"), await company.objective("Parent")
    edge = await company.align(child, parent)
    twice = {"archive": {"id": gid("Alignment", edge)}}
    assert (await ask(AUDIT, whatIf=[twice, twice])).codes == ["NOT_FOUND"]
    await archive(company, "alignment", edge)
    assert (await ask(AUDIT, whatIf=[twice])).codes == ["NOT_FOUND"]


async def test_changes_that_make_no_sense_are_refused_by_their_place(ask, goals) -> None:
    wrong = {
        "whatIf[1]: a node cannot be aligned to itself": create(goals["top"], goals["top"]),
        "whatIf[1]: the two are aligned already: remove that alignment first": create(
            goals["top"], goals["pillar"]
        ),
        "whatIf[1]: only objectives and key results are aligned to others": create(
            goals["project"], goals["top"]
        ),
        "whatIf[1]: nothing is aligned to an initiative": create(goals["top"], goals["project"]),
        "whatIf[1]: a weight is 0 or more": create(goals["orphan"], goals["pillar"], weight="-1"),
        "whatIf[1]: an allocation is between 0 and 1": create(
            goals["orphan"], goals["pillar"], allocation="1.5"
        ),
        "whatIf[1]: archive an alignment by its id, or by childId and parentId": {
            "archive": {"id": goals["edge"], "childId": goals["top"]}
        },
    }
    for message, change in wrong.items():
        answer = await ask(AUDIT, whatIf=[create(goals["orphan"], goals["top"]), change])
        assert answer.data == {"alignmentAudit": None}
        assert [error["message"] for error in answer.errors] == [message]
        assert answer.codes == ["BAD_USER_INPUT"]


async def test_a_change_is_one_thing(ask, goals) -> None:
    both = {**create(goals["orphan"], goals["top"]), "archive": {"id": goals["edge"]}}
    for change in (both, {}):
        assert (await ask(AUDIT, whatIf=[change])).codes == ["BAD_USER_INPUT"]


async def test_the_changes_are_a_hundred_at_most(ask, goals) -> None:
    edge = {"childId": goals["orphan"], "parentId": goals["top"]}
    changes = [{"create": edge}, {"archive": edge}] * 50
    assert (await ask(AUDIT, whatIf=changes)).errors == []
    answer = await ask(AUDIT, whatIf=[*changes, {"create": edge}])
    assert answer.errors[0]["message"] == "whatIf takes at most 100 changes, not 101"
    assert answer.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("declared", "argument"),
    [
        ("($changes: [AlignmentChangeInput!])", "$changes"),
        ('($changes: [AlignmentChangeInput!] = [{archive: {id: "x"}}])', "$changes"),
        ("", '[{archive: {id: "x"}}]'),
        ("", '{archive: {id: "x"}}'),
    ],
)
async def test_every_audit_of_changes_counts(ask, declared: str, argument: str) -> None:
    given = {} if "=" in declared or not declared else {"changes": [{"archive": {"id": "x"}}]}
    audits = [f"a{number}: alignmentAudit(whatIf: {argument}) {{ score }}" for number in range(20)]
    answer = await ask(f"query {declared} {{ {' '.join(audits)} }}", **given)
    assert answer.codes == ["OPERATION_LIMIT"]
    assert answer.errors[0]["extensions"]["value"] == 20 * 12_000 + 5 > LIMITS.cost
    fewer = await ask(f"query {declared} {{ {' '.join(audits[:2])} }}", **given)
    assert fewer.codes == ["NOT_FOUND"] * 2
