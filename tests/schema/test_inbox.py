"""What waits for a person: proposals and requests that are theirs to answer, the oldest first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from service.actor import Actor
from tests.company import Company
from tests.schema.conftest import gid, statements

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
INBOX = """query ($person: ID, $first: Int, $after: String) {
  inbox(personId: $person, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { ... on Alignment { rationale } ... on Dependency { note } }
    edges { kind since askedBy { name } } } }"""


class Desk:
    """Proposals and requests with a letter each, the later ones first."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._ages = count(1)

    async def propose(self, text: str, parent: UUID, **values: Any) -> UUID:
        child = values.pop("child", None) or await self.company.objective("Child")
        values = {"state": "PROPOSED", "proposed_at": self._since(), **values}
        return await self.company.align(child, parent, rationale=text, **values)

    async def request(self, text: str, to: UUID, **values: Any) -> UUID:
        from_ = values.pop("from_", None) or await self.company.objective("Waiting")
        values = {"requested_at": self._since(), **values}
        return await self.company.depend(from_, to, note=text, **values)

    def _since(self) -> datetime:
        return NOW - timedelta(days=next(self._ages))


@pytest.fixture
def waiting(company: Company) -> Desk:
    return Desk(company)


@pytest.fixture
def inbox(both) -> Any:
    """What waits for a person, as one text; the same in both finishes."""

    async def ask(person: UUID | None = None, by: Actor | None = None) -> str:
        named = None if person is None else gid("Person", person)
        answer = await both(INBOX, person=named, by=by)
        assert answer.errors == []
        found = answer.data["inbox"]
        assert found["totalCount"] == len(found["nodes"])
        return "".join(text for node in found["nodes"] for text in node.values())

    return ask


async def test_each_item_tells_its_kind_since_when_it_waits_and_who_asked(
    data, waiting: Desk, company: Company
) -> None:
    ada, bob = await company.person("Ada"), await company.person("Bob")
    goal = await company.objective("Goal", owner_id=ada)
    edge = await waiting.propose("p", goal, proposed_by_id=bob)
    link = await waiting.request("r", await company.key_result(goal), created_by=bob)
    await waiting.propose("q", goal)

    document = """query ($id: ID) { inbox(personId: $id) { edges { kind since askedBy { name }
      node { __typename ... on Alignment { id child { title } parent { title } }
             ... on Dependency { id from { title } to { title } } } } } }"""
    answer = await data(document, id=gid("Person", ada))

    assert answer["inbox"]["edges"][1:] == [
        {
            "kind": "DEPENDENCY_REQUEST",
            "since": "2026-11-08T12:00:00+00:00",
            "askedBy": {"name": "Bob"},
            "node": {
                "__typename": "Dependency",
                "id": gid("Dependency", link),
                "from": {"title": "Waiting"},
                "to": {"title": "KR"},
            },
        },
        {
            "kind": "ALIGNMENT_PROPOSAL",
            "since": "2026-11-09T12:00:00+00:00",
            "askedBy": {"name": "Bob"},
            "node": {
                "__typename": "Alignment",
                "id": gid("Alignment", edge),
                "child": {"title": "Child"},
                "parent": {"title": "Goal"},
            },
        },
    ]
    assert answer["inbox"]["edges"][0]["askedBy"] is None


async def test_a_goal_is_its_owner_s_else_its_objective_s_else_its_team_s(
    inbox, waiting: Desk, company: Company
) -> None:
    ada, bob, eve = [await company.person(name) for name in ("Ada", "Bob", "Eve")]
    team = await company.team()
    await company.member(eve, team, role="LEAD")
    await company.member(ada, team)
    owned = await company.objective("Owned", owner_id=ada, team_id=team)
    loose = await company.objective("Loose", team_id=team)
    for text, goal in (
        ("a", owned),
        ("b", await company.key_result(owned)),
        ("c", await company.key_result(owned, owner_id=bob)),
        ("d", loose),
        ("e", await company.key_result(loose)),
        ("f", await company.key_result(loose, owner_id=bob)),
        ("g", await company.objective("Nobody's")),
    ):
        await waiting.propose(text, goal)
        await waiting.request(text.upper(), goal)

    assert await inbox(ada) == "BbAa"
    assert await inbox(bob) == "FfCc"
    assert await inbox(eve) == "EeDd"


async def test_a_team_that_nobody_leads_decides_by_its_members(
    inbox, waiting: Desk, company: Company
) -> None:
    ada, bob, gone = [await company.person(name) for name in ("Ada", "Bob", "Gone")]
    flat, led = await company.team("Flat"), await company.team("Led")
    await company.member(gone, flat, role="LEAD", archived_at=NOW)
    for person in (ada, bob):
        await company.member(person, flat)
    await company.member(ada, led)
    await company.member(bob, led, role="LEAD")
    await waiting.propose("a", await company.objective(team_id=flat))
    await waiting.propose("b", await company.objective(team_id=led))
    await waiting.request("c", await company.objective(), provider_team_id=led)

    assert (await inbox(ada), await inbox(bob), await inbox(gone)) == ("a", "cba", "")


async def test_a_request_is_asked_of_who_provides_and_comes_once(
    inbox, waiting: Desk, company: Company
) -> None:
    ada, bob = await company.person("Ada"), await company.person("Bob")
    team = await company.team()
    await company.member(ada, team, role="LEAD")
    mine = await company.objective("Mine", owner_id=ada)
    other = await company.objective("Other", owner_id=bob)
    await waiting.request("a", mine, kind="NEEDS", provider_team_id=team)
    await waiting.request("b", mine, kind="BLOCKS", from_=other)
    await waiting.request("c", other, kind="BLOCKS", from_=mine)
    await waiting.request("d", other, kind="CONFLICTS", provider_team_id=team)

    assert (await inbox(ada), await inbox(bob)) == ("dca", "db")


async def test_what_is_decided_or_can_no_longer_be_is_left_out(
    inbox, waiting: Desk, company: Company
) -> None:
    ada = await company.person("Ada")
    goal = await company.objective(owner_id=ada)
    closed = await company.cycle(state="CLOSED")
    dead = {
        "old": await company.objective(cycle_id=closed),
        "gone": await company.objective(archived_at=NOW),
        "off": await company.objective(lifecycle="CANCELLED"),
    }
    for title in list(dead):
        dead[f"part of {title}"] = await company.key_result(dead[title])
    for title, child in dead.items():
        await waiting.propose(title, goal, child=child)
        await waiting.request(title, goal, from_=child)
    for state in ("ACCEPTED", "DECLINED", "WITHDRAWN"):
        await waiting.propose(state, goal, state=state)
    for state in ("CONFIRMED", "DECLINED", "AT_RISK", "RESOLVED"):
        await waiting.request(state, goal, state=state)
    await waiting.propose("archived", goal, archived_at=NOW)
    await waiting.request("archived", goal, archived_at=NOW)
    for values in ({"archived_at": NOW}, {"lifecycle": "CANCELLED"}):
        await waiting.propose("parent", await company.objective(owner_id=ada, **values))
    lost = await company.key_result(goal, owner_id=ada, archived_at=NOW)
    await waiting.propose("parent", lost)
    await waiting.propose("a", await company.objective(owner_id=ada, cycle_id=closed))
    await waiting.propose("b", goal)

    assert await inbox(ada) == "ba"


async def test_who_asks_is_asked_about_and_nothing_waits_for_nobody(
    inbox, ask, waiting: Desk, company: Company, actor: Actor, others: Company
) -> None:
    ada = await company.person("Ada")
    await waiting.propose("a", await company.objective(owner_id=ada))

    assert await inbox(by=replace(actor, person_id=ada)) == "a"
    assert await inbox() == ""
    for unknown in (gid("Person", await others.person()), gid("Team", ada), "nonsense"):
        answer = await ask(INBOX, person=unknown)
        assert (answer.data, answer.codes) == ({"inbox": None}, ["NOT_FOUND"])


async def test_an_inbox_is_read_page_by_page_in_one_statement_each(
    data, waiting: Desk, company: Company
) -> None:
    ada = await company.person("Ada")
    goal = await company.objective(owner_id=ada)
    for text in "edcba":
        await waiting.propose(text, goal)
    found, after = "", None
    for more in (True, True, False):
        with statements() as seen:
            answer = await data(INBOX, person=gid("Person", ada), first=2, after=after)
        assert len(seen) == 1
        assert answer["inbox"]["pageInfo"]["hasNextPage"] is more
        after = answer["inbox"]["pageInfo"]["endCursor"]
        found += "".join(node["rationale"] for node in answer["inbox"]["nodes"])
    assert found == "abcde"
