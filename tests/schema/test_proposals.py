"""Proposals as a front end makes and decides them."""

from dataclasses import replace

from service.actor import Actor, Role
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import Writer

EDGE = """alignment { id version state isPrimary rationale decisionNote decidedAt
  proposedBy { name } decidedBy { name } child { title } parent { title } }"""
WITHDRAW = """mutation ($id: ID!) { alignmentWithdraw(input: {id: $id}) {
  alignment { state } userErrors { code path message } } }"""


async def proposed(writer: Writer, **given: object) -> str:
    child = await writer.company.objective("Child")
    parent = await writer.company.objective("Parent")
    ids = {"childId": gid("Objective", child), "parentId": gid("Objective", parent)}
    payload = await writer.write("alignmentPropose", {**ids, **given}, "alignment { id }")
    return payload["alignment"]["id"]


async def test_what_is_proposed_waits_and_what_is_accepted_counts(writer: Writer) -> None:
    edge = await proposed(writer, rationale="we ship it", allocation="0.5")
    seen = {"id": edge, "expectedVersion": 1, "note": "welcome"}

    payload = await writer.write("alignmentAccept", seen, EDGE)

    assert payload["alignment"].pop("decidedAt")
    assert payload == {
        "alignment": {
            "id": edge,
            "version": 2,
            "state": "ACCEPTED",
            "isPrimary": True,
            "rationale": "we ship it",
            "decisionNote": "welcome",
            "proposedBy": None,
            "decidedBy": None,
            "child": {"title": "Child"},
            "parent": {"title": "Parent"},
        }
    }
    assert await writer.refused("alignmentAccept", seen) == [
        ("CONFLICT", ["input", "expectedVersion"])
    ]
    for decide in ("alignmentAccept", "alignmentDecline", "alignmentWithdraw"):
        assert await writer.refused(decide, {"id": edge}) == [("CONFLICT", ["input", "id"])]


async def test_half_a_cycle_is_proposed_and_not_accepted(writer: Writer) -> None:
    one, two = await writer.company.objective("One"), await writer.company.objective("Two")
    edges = []
    for child, parent in ((one, two), (two, one)):
        ids = {"childId": gid("Objective", child), "parentId": gid("Objective", parent)}
        payload = await writer.write("alignmentPropose", ids, "alignment { id }")
        edges.append(payload["alignment"]["id"])
    await writer.write("alignmentAccept", {"id": edges[0]}, EDGE)

    payload = await writer.send("alignmentAccept", {"id": edges[1]}, EDGE)

    assert payload["alignment"] is None
    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == ("ALIGNMENT_CYCLE", ["input", "id"])
    assert [node["title"] for node in error["cycle"]] == ["Two", "One"]


async def test_many_are_decided_at_once(writer: Writer) -> None:
    edges = [await proposed(writer) for _ in range(3)]
    rows = [{"id": edge, "note": "as agreed"} for edge in edges]
    selection = "alignments { state decisionNote }"

    accepted = await writer.write("alignmentBulkAccept", {"rows": rows[:2]}, selection)
    given = {"rows": rows, "errorPolicy": "REJECT_FAILED_ROWS"}
    declined = await writer.send("alignmentBulkDecline", given, selection)

    assert [edge["state"] for edge in accepted["alignments"]] == ["ACCEPTED", "ACCEPTED"]
    assert declined["alignments"] == [
        None,
        None,
        {"state": "DECLINED", "decisionNote": "as agreed"},
    ]
    paths = [error["path"] for error in declined["userErrors"]]
    assert paths == [["input", "rows", "0", "id"], ["input", "rows", "1", "id"]]


async def test_others_proposals_are_not_withdrawn(ask_as, actor: Actor, company: Company) -> None:
    ada, bob = [
        replace(actor, role=Role.MEMBER, person_id=await company.person(name))
        for name in ("Ada", "Bob")
    ]
    edge = await company.align(
        await company.objective(),
        await company.objective(),
        state="PROPOSED",
        proposed_by_id=ada.person_id,
    )

    of_bob = await ask_as(bob, WITHDRAW, id=gid("Alignment", edge))
    of_ada = await ask_as(ada, WITHDRAW, id=gid("Alignment", edge))

    assert of_bob.data["alignmentWithdraw"] == {
        "alignment": None,
        "userErrors": [
            {
                "code": "FORBIDDEN",
                "path": ["input", "id"],
                "message": "only who proposed it, or an admin, withdraws it",
            }
        ],
    }
    assert of_ada.data["alignmentWithdraw"] == {
        "alignment": {"state": "WITHDRAWN"},
        "userErrors": [],
    }
