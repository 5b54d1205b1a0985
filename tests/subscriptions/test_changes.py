"""`objectiveChanged`, `alignmentAuditChanged`: what is read anew when something happened to it."""

from typing import Any

import pytest

from schema.identifiers import global_id
from service.auditing.auditor import Auditor
from tests.company import Company
from tests.events.log import Log
from tests.serving import Served
from tests.subscriptions.conftest import Joined
from tests.subscriptions.talking import Talker, talking

CHANGED = """subscription ($id: ID) { objectiveChanged(id: $id) {
  id title progress keyResults { nodes { title } } alignedTo { nodes { id } } } }"""
AUDIT = """subscription ($cycle: ID) { alignmentAuditChanged(cycleId: $cycle) {
  score findings { nodes { rule } } } }"""


class Writer:
    """Writes by mutations over a connection of its own, and numbers what it did."""

    def __init__(self, talker: Talker, log: Log) -> None:
        self._talker = talker
        self._log = log
        self._count = 0

    async def write(self, name: str, **given: Any) -> None:
        await self.write_only(name, **given)
        await self._log.number()

    async def write_only(self, name: str, **given: Any) -> None:
        self._count += 1
        id_ = f"w{self._count}"
        type_ = f"{name[0].upper()}{name[1:]}Input!"
        field = f"{name}(input: $input) {{ userErrors {{ code }} }}"
        query = f"mutation ($input: {type_}) {{ {field} }}"
        await self._talker.subscribe(query, id_, input=given)
        assert (await self._talker.data(id_))[name] == {"userErrors": []}
        await self._talker.hear()


async def test_an_objective_is_read_anew_whatever_happened_to_its_parts(
    served: Served, log: Log, company: Company, joined: Joined
) -> None:
    one, other = await company.objective("One"), await company.objective("Other")
    top = await company.objective("Top", level="COMPANY")
    way = {"start": 0, "target": 10, "metric_type": "INCREASE"}
    key_result = await company.key_result(one, "Reach 10", **way)
    id_ = global_id("Objective", one)
    async with (
        talking(served.address, served.token) as talker,
        talking(served.address, served.token) as writing,
    ):
        writer = Writer(writing, log)
        await talker.subscribe(CHANGED, id=id_)
        await joined(1)

        async def changed() -> Any:
            return (await talker.data())["objectiveChanged"]

        await writer.write("objectiveUpdate", id=global_id("Objective", other), title="Not asked")
        await writer.write("objectiveUpdate", id=id_, title="First")
        assert (await changed())["title"] == "First"

        kr = global_id("KeyResult", key_result)
        await writer.write("keyResultUpdate", id=kr, title="Reach ten")
        assert (await changed())["keyResults"]["nodes"] == [{"title": "Reach ten"}]

        await writer.write("checkInCreate", keyResultId=kr, value="5")
        assert (await changed())["progress"] == "0.5"

        parent = global_id("Objective", top)
        await writer.write("alignmentCreate", childId=id_, parentId=parent)
        assert (await changed())["alignedTo"]["nodes"]

        # What happens at once is told once.
        await writer.write_only("objectiveUpdate", id=id_, title="Second")
        await writer.write_only("objectiveUpdate", id=id_, title="Third")
        await log.number()
        assert (await changed())["title"] == "Third"

        await writer.write("objectiveArchive", id=id_)
        assert (await changed())["title"] == "Third"
        await talker.say("ping")
        assert await talker.hear() == {"type": "pong"}


async def test_any_objective_is_told_of_where_none_is_named(
    served: Served, log: Log, company: Company, joined: Joined
) -> None:
    one, other = await company.objective("One"), await company.objective("Other")
    async with (
        talking(served.address, served.token) as talker,
        talking(served.address, served.token) as writing,
    ):
        writer = Writer(writing, log)
        await talker.subscribe("subscription { objectiveChanged { title } }")
        await joined(1)
        for key, title in ((one, "a"), (other, "b")):
            await writer.write("objectiveUpdate", id=global_id("Objective", key), title=title)
            assert await talker.data() == {"objectiveChanged": {"title": title}}


async def test_what_is_not_there_cannot_change(served: Served, strange_company: Company) -> None:
    theirs = await strange_company.objective("Theirs")
    their_cycle = await strange_company.cycle()
    async with talking(served.address, served.token) as talker:
        await talker.subscribe(CHANGED, id=global_id("Objective", theirs))
        assert await talker.refused() == "NOT_FOUND"
        await talker.subscribe(CHANGED, id="nothing")
        assert await talker.refused() == "NOT_FOUND"
        await talker.subscribe(AUDIT, cycle=global_id("Cycle", their_cycle))
        assert await talker.refused() == "NOT_FOUND"


async def test_the_audit_is_told_when_what_it_judges_has_changed_and_judged_once(
    served: Served,
    log: Log,
    company: Company,
    joined: Joined,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged = []
    judge = Auditor._audit  # noqa: SLF001 - whatever is asked, this is what it costs

    async def counted(self: Auditor, *given: Any) -> Any:
        judged.append(given)
        return await judge(self, *given)

    monkeypatch.setattr(Auditor, "_audit", counted)
    objective = await company.objective("Answer fast", level="TEAM")
    async with (
        talking(served.address, served.token) as talker,
        talking(served.address, served.token) as writing,
    ):
        writer = Writer(writing, log)
        for number in range(10):
            await talker.subscribe(AUDIT, f"{number}")
        await joined(10)
        id_ = global_id("Objective", objective)
        for title in ("Answer faster", "Answer at once", "Answer before"):
            await writer.write("objectiveUpdate", id=id_, title=title)
        heard = [await talker.hear() for _ in range(10)]
    assert {one["id"] for one in heard} == {f"{number}" for number in range(10)}
    rules = {
        finding["rule"]
        for one in heard
        for finding in one["payload"]["data"]["alignmentAuditChanged"]["findings"]["nodes"]
    }
    assert "ALN002" in rules
    assert len(judged) == 1
