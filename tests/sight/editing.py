"""Whatever moves lines of sight, at random; what is refused is refused."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from schema.identifiers import global_id
from service.tables import new_id, utc_now
from tests.schema.writer import Writer

_LEVELS = ("COMPANY", "TEAM", "TEAM", None)
_LIFECYCLES = ("DRAFT", "ACTIVE", "ACTIVE", "CANCELLED")
_TYPES = {
    "objective": "Objective",
    "keyResult": "KeyResult",
    "strategyElement": "StrategyElement",
    "alignment": "Alignment",
}


@dataclass
class Editor:
    """Edits one organization, with the ids of what it made, by noun."""

    writer: Writer
    random: Random
    made: dict[str, list[UUID]] = field(default_factory=lambda: {noun: [] for noun in _TYPES})
    done: int = 0

    async def found(self) -> None:
        """The organization as it begins; it may have circles."""
        settings = {"cycle_policy": "REPORT"}
        await self.writer.write("organizationUpdate", {"settings": settings}, "organization { id }")
        for _ in range(2):
            await self._make("strategyElement", title="Pillar", kind="PILLAR")
        for _ in range(8):
            await self._objective()
        for _ in range(8):
            await self._key_result()
        for _ in range(12):
            await self._align()

    async def edit(self) -> None:
        edits = (
            (3, self._align),
            (6, self._change_alignment),
            (4, self._change_objective),
            (2, self._put_away),
            (4, self._bring_back),
            (1, self._move),
            (1, self._objective),
            (1, self._key_result),
        )
        weights, ways = zip(*edits, strict=True)
        (way,) = self.random.choices(ways, weights)
        await way()

    async def _send(self, mutation: str, **given: Any) -> bool:
        payload = await self.writer.send(mutation, given)
        is_done = payload["userErrors"] == []
        self.done += is_done
        return is_done

    async def _make(self, noun: str, verb: str = "Create", **given: Any) -> None:
        id_ = new_id()
        if await self._send(f"{noun}{verb}", id=str(id_), **given):
            self.made[noun].append(id_)

    def _one(self, *nouns: str) -> str:
        noun = self.random.choice(nouns)
        return global_id(_TYPES[noun], self.random.choice(self.made[noun]))

    def _day(self) -> str:
        return (utc_now() + timedelta(days=self.random.randrange(-3, 4))).date().isoformat()

    async def _objective(self) -> None:
        level = self.random.choice(_LEVELS)
        await self._make("objective", title="Goal", level=level, lifecycle="ACTIVE")

    async def _key_result(self) -> None:
        await self._make("keyResult", title="Measure", objectiveId=self._one("objective"))

    async def _align(self) -> None:
        verb = self.random.choice(("Create", "Create", "Propose"))
        parents = ("objective", "objective", "keyResult", "strategyElement")
        ends = {"childId": self._one("objective", "objective", "keyResult")}
        await self._make("alignment", verb, **ends, parentId=self._one(*parents))

    async def _change_alignment(self) -> None:
        if not self.made["alignment"]:
            return
        id_ = self._one("alignment")
        verb = self.random.choice(
            ("Archive", "Archive", "Restore", "Accept", "Decline", "Withdraw", "Update")
        )
        given = (
            {self.random.choice(("validFrom", "validTo")): self._day()} if verb == "Update" else {}
        )
        await self._send(f"alignment{verb}", id=id_, **given)

    async def _change_objective(self) -> None:
        values = {
            "level": self.random.choice(_LEVELS),
            "lifecycle": self.random.choice(_LIFECYCLES),
            "standaloneReason": self.random.choice((None, "It stands alone")),
        }
        name = self.random.choice(list(values))
        await self._send("objectiveUpdate", id=self._one("objective"), **{name: values[name]})

    async def _put_away(self) -> None:
        await self._stash("Archive")

    async def _bring_back(self) -> None:
        await self._stash("Restore")

    async def _stash(self, verb: str) -> None:
        noun = self.random.choice(("objective", "keyResult", "strategyElement"))
        await self._send(f"{noun}{verb}", id=self._one(noun))

    async def _move(self) -> None:
        ids = {"id": self._one("keyResult"), "objectiveId": self._one("objective")}
        await self._send("keyResultMove", **ids)
