"""Whatever people do to their goals, at random; what is refused is refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from schema.identifiers import global_id
from service.tables import new_id
from tests.schema.writer import Writer

TODAY = date.today()  # noqa: DTZ011 - the worker's, too
TITLES = (
    "Improve things",
    "Launch the new shop by 40 % and 20 %",
    "Customers stay with us for longer so that we grow",
    "Ship it",
    "Reach 100 customers",
    "Win",
    "Delight every customer of the north in spring",
)
LEVELS = ("COMPANY", "DEPARTMENT", "TEAM", None)
LIFECYCLES = ("DRAFT", "ACTIVE", "ACTIVE", "CANCELLED")
METRICS = ("INCREASE", "DECREASE", "BINARY", "MAINTAIN_ABOVE", None)


@dataclass
class Editor:
    """Edits one organization, with the ids of what it made."""

    writer: Writer
    random: Random
    objectives: list[UUID] = field(default_factory=list)
    key_results: list[UUID] = field(default_factory=list)
    initiatives: list[UUID] = field(default_factory=list)
    elements: list[UUID] = field(default_factory=list)
    alignments: list[UUID] = field(default_factory=list)
    dependencies: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
    teams: list[UUID] = field(default_factory=list)
    cycles: list[UUID] = field(default_factory=list)
    kpis: list[UUID] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    async def send(self, mutation: str, **given: Any) -> bool:
        payload = await self.writer.send(mutation, given)
        is_done = payload["userErrors"] == []
        self.done[mutation] = self.done.get(mutation, 0) + is_done
        return is_done

    async def make(self, noun: str, into: list[UUID], **given: Any) -> None:
        id_ = new_id()
        if await self.send(f"{noun}Create", id=str(id_), **given):
            into.append(id_)

    def one(self, type_: str, among: list[UUID]) -> str:
        return global_id(type_, self.random.choice(among))

    def maybe(self, type_: str, among: list[UUID]) -> str | None:
        return self.one(type_, among) if among and self.random.random() < 0.7 else None

    def day(self) -> str:
        return (TODAY + timedelta(days=self.random.randrange(-120, 120))).isoformat()

    def goal(self) -> str:
        if self.random.random() < 0.6:
            return self.one("Objective", self.objectives)
        return self.one("KeyResult", self.key_results)

    async def found(self) -> None:
        """The organization as it begins."""
        for name in ("North", "South"):
            await self.make("team", self.teams, name=name)
        for name in ("Ada", "Bob", "Cy"):
            await self.make("person", self.people, name=name)
        for name, start in (("Past", -150), ("Now", -60), ("Next", 60)):
            starts = TODAY + timedelta(days=start)
            ends = starts + timedelta(days=90)
            days = {"startsOn": starts.isoformat(), "endsOn": ends.isoformat()}
            await self.make("cycle", self.cycles, name=name, **days)
        await self.make("kpi", self.kpis, name="Churn", lower="1", upper="5")
        for title in ("Grow", "Last"):
            await self.make("strategyElement", self.elements, title=title, kind="PILLAR")
        steps = (self.objective, 8), (self.key_result, 12), (self.align, 8), (self.initiative, 3)
        for step, times in steps:
            for _ in range(times):
                await step()

    async def objective(self) -> None:
        await self.make(
            "objective",
            self.objectives,
            title=self.random.choice(TITLES),
            level=self.random.choice(LEVELS),
            lifecycle=self.random.choice(LIFECYCLES),
            cycleId=self.maybe("Cycle", self.cycles),
            teamId=self.maybe("Team", self.teams),
            ownerId=self.maybe("Person", self.people),
            commitment=self.random.choice(("COMMITTED", "ASPIRATIONAL")),
        )

    async def key_result(self) -> None:
        metric = self.random.choice(METRICS)
        numbers = {"start": "1", "target": "100"} if metric == "INCREASE" else {}
        await self.make(
            "keyResult",
            self.key_results,
            objectiveId=self.one("Objective", self.objectives),
            title=self.random.choice(TITLES),
            metricType=metric,
            kpiId=self.maybe("Kpi", self.kpis),
            dueOn=self.random.choice((None, self.day())),
            **numbers,
        )

    async def initiative(self) -> None:
        serves = [self.goal() for _ in range(self.random.randrange(2))]
        await self.make("initiative", self.initiatives, title="Project", serves=serves)

    async def align(self) -> None:
        above = self.random.random() < 0.3
        parent = self.one("StrategyElement", self.elements) if above else self.goal()
        verb = self.random.choice(("alignmentCreate", "alignmentCreate", "alignmentPropose"))
        id_ = new_id()
        ends = {"childId": self.goal(), "parentId": parent}
        kind = self.random.choice(("CONTRIBUTES", "SUPPORTS"))
        if await self.send(verb, id=str(id_), kind=kind, **ends):
            self.alignments.append(id_)

    async def change_alignment(self) -> None:
        id_ = self.one("Alignment", self.alignments)
        match self.random.randrange(6):
            case 0 | 1:
                await self.send("alignmentArchive", id=id_)
            case 2:
                await self.send("alignmentRestore", id=id_)
            case 3:
                await self.send("alignmentAccept", id=id_)
            case 4:
                await self.send("alignmentDecline", id=id_)
            case _:
                values = {"isPrimary": True, "allocation": "0.9", "validTo": self.day()}
                name = self.random.choice(list(values))
                await self.send("alignmentUpdate", id=id_, **{name: values[name]})

    async def change_objective(self) -> None:
        values = {
            "title": self.random.choice(TITLES),
            "level": self.random.choice(LEVELS),
            "lifecycle": self.random.choice((*LIFECYCLES, "CLOSED")),
            "cycleId": self.maybe("Cycle", self.cycles),
            "teamId": self.maybe("Team", self.teams),
            "ownerId": self.maybe("Person", self.people),
            "startsOn": self.day(),
            "endsOn": self.day(),
            "standaloneReason": self.random.choice((None, "It stands alone")),
            "commitment": self.random.choice(("COMMITTED", "ASPIRATIONAL")),
        }
        name = self.random.choice(list(values))
        id_ = self.one("Objective", self.objectives)
        await self.send("objectiveUpdate", id=id_, **{name: values[name]})

    async def change_key_result(self) -> None:
        values = {
            "title": self.random.choice(TITLES),
            "target": str(self.random.randrange(1, 200)),
            "start": str(self.random.randrange(1, 200)),
            "dueOn": self.day(),
            "metricType": self.random.choice(METRICS),
            "kpiId": self.maybe("Kpi", self.kpis),
            "weight": str(self.random.randrange(3)),
            "ownerId": self.maybe("Person", self.people),
            "indicator": self.random.choice(("LEADING", "LAGGING")),
        }
        name = self.random.choice(list(values))
        id_ = self.one("KeyResult", self.key_results)
        await self.send("keyResultUpdate", id=id_, **{name: values[name]})

    async def move(self) -> None:
        place = self.one("Objective", self.objectives)
        id_ = self.one("KeyResult", self.key_results)
        await self.send("keyResultMove", id=id_, objectiveId=place)

    async def archive(self) -> None:
        among = {
            "Objective": self.objectives,
            "KeyResult": self.key_results,
            "Initiative": self.initiatives,
        }
        type_ = self.random.choice(list(among))
        verb = self.random.choice(("Archive", "Restore"))
        name = type_[0].lower() + type_[1:] + verb
        await self.send(name, id=self.one(type_, among[type_]))

    async def check_in(self) -> None:
        await self.send(
            "checkInCreate",
            keyResultId=self.one("KeyResult", self.key_results),
            value=str(self.random.randrange(120)),
            confidence=self.random.randrange(11),
            status=self.random.choice(("ON_TRACK", "AT_RISK")),
        )

    async def depend(self) -> None:
        await self.make(
            "dependency",
            self.dependencies,
            fromId=self.goal(),
            toId=self.goal(),
            kind=self.random.choice(("NEEDS", "BLOCKS")),
            neededBy=self.day(),
        )

    async def change_dependency(self) -> None:
        id_ = self.one("Dependency", self.dependencies)
        if self.random.random() < 0.5:
            await self.send("dependencyArchive", id=id_)
        else:
            await self.send("dependencyUpdate", id=id_, neededBy=self.day())

    async def change_initiative(self) -> None:
        id_ = self.one("Initiative", self.initiatives)
        status = self.random.choice(("IN_PROGRESS", "DROPPED"))
        values = {"serves": [self.goal()], "status": status}
        name = self.random.choice(list(values))
        await self.send("initiativeUpdate", id=id_, **{name: values[name]})

    async def read(self) -> None:
        value = str(self.random.randrange(10))
        await self.send("kpiReadingCreate", kpiId=self.one("Kpi", self.kpis), value=value)

    async def change_person(self) -> None:
        id_ = self.one("Person", self.people)
        await self.send("personUpdate", id=id_, active=self.random.random() < 0.5)

    async def change_around(self) -> None:
        """What has the whole judged anew."""
        match self.random.randrange(3):
            case 0:
                await self.make("strategyElement", self.elements, title="More", kind="PILLAR")
            case 1:
                id_ = self.one("Cycle", self.cycles)
                await self.send("cycleUpdate", id=id_, endsOn=self.day())
            case _:
                lines = {"kr_count_minimum": self.random.randrange(1, 3)}
                await self.send("organizationUpdate", settings={"audit": {"thresholds": lines}})

    async def edit(self) -> None:
        """Anything."""
        often: list[Callable[[], Awaitable[None]]] = [
            *[self.align, self.change_alignment, self.change_objective] * 3,
            *[self.change_key_result, self.archive, self.check_in] * 2,
            *[self.objective, self.key_result, self.move, self.initiative, self.read],
            *[self.change_initiative, self.change_person, self.depend],
        ]
        if self.dependencies:
            often.append(self.change_dependency)
        if self.random.random() < 0.03:
            often = [self.change_around]
        await self.random.choice(often)()
