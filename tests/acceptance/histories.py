"""Twelve weeks of an organization, made up from a seed: what is said, and what follows is known.

Each act changes the world that numbers are reckoned from, and is a row to be sent, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from schema.identifiers import global_id
from tests.reckoning.facts import Edge, Goal, Word, World

Row = dict[str, Any]

# Long after anything was created, in a place whose Sunday is UTC's Monday.
BEGIN = date(2040, 1, 2)
TIMEZONE = "America/New_York"
WEEKS = 12
# Days from the first week to the first and the last day of each cycle; the last one has no end.
CYCLES = ((-56, 27), (0, 83), (14, 69), (35, 125), (0, None))
_DAY = 24 * 60
STATUSES = ("ON_TRACK", "AT_RISK", "OFF_TRACK")
KINDS = (
    *("INCREASE",) * 8,
    *("DECREASE",) * 4,
    *("MAINTAIN_ABOVE", "MAINTAIN_BELOW", "MAINTAIN_RANGE", "BINARY", "BASELINE"),
    *("MILESTONE",) * 2,
    None,
)


def moment(week: int) -> datetime:
    """Sunday evening of a week, where the organization is."""
    day = BEGIN + timedelta(days=7 * week - 1)
    return datetime(day.year, day.month, day.day, 21, tzinfo=ZoneInfo(TIMEZONE)).astimezone(UTC)


def local_day(week: int) -> date:
    return moment(week).astimezone(ZoneInfo(TIMEZONE)).date()


def text(value: Fraction | None) -> str | None:
    """A value of few places as it is sent."""
    return None if value is None else f"{float(value):.6f}"


def day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class Sent:
    """A check-in as it is sent, and the code that it is to be refused with."""

    row: Row
    refused: str | None = None


class History:
    """What happens to a world from week to week."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = Random(seed)  # noqa: S311 - a simulation
        self.kpis = {self.new_id(): list[tuple[datetime, Fraction]]() for _ in range(4)}
        self.kpi_of: dict[UUID, UUID] = {}
        self.corrected: set[UUID] = set()
        self.sent: dict[UUID, Row] = {}

    def new_id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def value(self) -> Fraction:
        return Fraction(self.random.randint(-50_000, 250_000), 1000)

    def settings(self) -> Iterator[Row]:
        """Numbers for all key results: a row of `keyResultBulkUpdate` each."""
        for goal in self.open_goals():
            yield {"id": global_id("KeyResult", goal.id), **self.measure(goal)}

    def open_goals(self) -> list[Goal]:
        """Those that may be written."""
        aims = self.world.aims
        return [
            goal
            for goal in self.world.goals.values()
            if not goal.archived
            and aims[goal.home].lives
            and aims[goal.home].cycle_state != "CLOSED"
        ]

    def measure(self, goal: Goal) -> Row:
        """Numbers for a goal that has none; what it has stays."""
        random = self.random
        if goal.target is None:
            goal.metric_type = random.choice(KINDS)
            goal.start, goal.target = self.value(), self.value()
            if (goal.target < goal.start) == (goal.metric_type == "INCREASE"):
                goal.start, goal.target = goal.target, goal.start
            if goal.start == goal.target or self.chance(0.04):
                goal.metric_type, goal.start = None, None
        if goal.metric_type == "MAINTAIN_RANGE":
            goal.lower, goal.upper = Fraction(20), Fraction(150)
        goal.weight = Fraction(random.choice((0, 1, 1, 1, 2, Fraction(1, 2), 3)))
        if self.chance(0.15):
            goal.due_on = BEGIN + timedelta(days=random.randint(10, 100))
        self.follow(goal)
        self.stage(goal)
        return self.measure_row(goal)

    def follow(self, goal: Goal) -> None:
        aligned = {edge.parent for edge in self.world.edges}
        if goal.id in aligned and self.chance(0.7):
            goal.follows = "ALIGNED_CHILDREN"
        elif self.chance(0.08):
            kpi = self.random.choice(list(self.kpis))
            # All that follow it have the one list of its readings.
            goal.follows, goal.readings = "KPI", self.kpis[kpi]
            self.kpi_of[goal.id] = kpi

    def stage(self, goal: Goal) -> None:
        random = self.random
        if goal.metric_type in ("INCREASE", "DECREASE") and self.chance(0.25):
            days = random.sample(range(-10, 90), 3)
            goal.checkpoints = [(BEGIN + timedelta(days=n), self.value()) for n in sorted(days)]
        if goal.metric_type == "MILESTONE":
            goal.stages = [
                (Fraction(random.randint(0, 3)), BEGIN + timedelta(days=21 * n), None)
                if random.random() < 0.8
                else (Fraction(1, 2), None, None)
                for n in range(1, random.randint(2, 5))
            ]

    def measure_row(self, goal: Goal) -> Row:
        kpi = self.kpi_of.get(goal.id)
        return {
            "metricType": goal.metric_type,
            **{name: text(getattr(goal, name)) for name in ("start", "target", "lower", "upper")},
            "weight": text(goal.weight),
            "dueOn": day_text(goal.due_on),
            "follows": goal.follows,
            **({} if kpi is None else {"kpiId": global_id("Kpi", kpi)}),
            **stage_row(goal),
        }

    def shares(self, edge: Edge) -> Edge:
        """The same edge with a share and with days of its own."""
        random = self.random
        allocation = Fraction(random.randint(0, 3), 10) if self.chance(0.4) else None
        first = BEGIN + timedelta(days=random.randint(5, 40)) if self.chance(0.15) else None
        last = BEGIN + timedelta(days=random.randint(41, 80)) if self.chance(0.15) else None
        weight = Fraction(random.choice((1, 1, 2, Fraction(3, 2), 0)))
        return Edge(edge.child, edge.parent, weight, allocation, first, last)

    def newcomers(self, week: int) -> Iterator[Row]:
        """Key results that are begun in a week, for `keyResultBulkCreate`."""
        for aim in self.random.sample([goal.home for goal in self.open_goals()], 3):
            goal = Goal(self.new_id(), aim, local_day(week), "INCREASE", start=Fraction(0))
            goal.target = Fraction(100)
            self.world.goals[goal.id] = goal
            home = global_id("Objective", aim)
            yield {
                "id": str(goal.id),
                "objectiveId": home,
                "title": f"Begun in week {week}",
                **self.measure(goal),
            }

    def readings(self, week: int) -> Iterator[Row]:
        """What KPIs were, this week or, late, before; a row of `kpiReadingCreate` each."""
        for kpi, readings in self.kpis.items():
            at, value = self.occurred(week), self.value()
            readings.append((at, value))
            yield {
                "kpiId": global_id("Kpi", kpi),
                "value": text(value),
                "at": at.isoformat(),
            }

    def ticks(self, week: int) -> Iterator[Row]:
        """Stages that are done by now, or that were not done after all; for an update each."""
        for goal in self.open_goals():
            if not goal.stages or not self.chance(0.3):
                continue
            place = self.random.randrange(len(goal.stages))
            weight, due, done = goal.stages[place]
            ahead = timedelta(days=self.random.randint(-6, 8))
            goal.stages[place] = (weight, due, local_day(week) + ahead if done is None else None)
            yield {"id": global_id("KeyResult", goal.id), **stage_row(goal)}

    def check_ins(self, week: int) -> list[Sent]:
        """What is said in a week, in the order in which it arrives."""
        again = sorted(self.sent)
        again = self.random.sample(again, min(len(again) // 10, 20))
        goals = [goal for goal in self.open_goals() if goal.follows == "CHECK_INS"]
        said = [self.check_in(goal, week) for goal in goals if self.chance(0.6)]
        self.random.shuffle(said)
        said += [self.correction(own_id, week) for own_id in again[::2]]
        said += [self.repetition(own_id) for own_id in again[1::2]]
        return said

    def check_in(self, goal: Goal, week: int) -> Sent:
        """A word on time, late or out of window; a few of the future, which are refused."""
        at = self.occurred(week)
        if self.chance(0.03):
            at = moment(week) + timedelta(minutes=self.random.randint(6, 10_000))
            return Sent(self.row(goal, self.word(goal, at)), "INVALID")
        word = self.word(goal, at)
        goal.words.append(word)
        self.sent[word.id] = self.row(goal, word)
        return Sent(self.sent[word.id])

    def occurred(self, week: int) -> datetime:
        """Mostly within the week; else weeks ago, before it began or after it was due."""
        latest, minute = moment(week), timedelta(minutes=1)
        if self.chance(0.75):
            return latest - self.random.randint(0, 6 * _DAY) * minute
        return latest - self.random.randint(7 * _DAY, 10 * 7 * _DAY) * minute

    def word(self, goal: Goal, at: datetime, corrects: UUID | None = None) -> Word:
        random = self.random
        value = None if self.chance(0.1) else self.likely(goal)
        confidence = random.randint(0, 10) if self.chance(0.6) else None
        status = random.choice(STATUSES) if self.chance(0.3) else None
        return Word(self.new_id(), at, value, confidence, status, corrects)

    def likely(self, goal: Goal) -> Fraction:
        """Somewhere on the way, behind its start or beyond its target; often less than before."""
        if goal.start is None or goal.target is None or self.chance(0.1):
            return self.random.choice((self.value(), Fraction(0), Fraction(1), Fraction(20)))
        share = Fraction(self.random.randint(-20, 115), 100)
        return Fraction(f"{float(goal.start + share * (goal.target - goal.start)):.6f}")

    def correction(self, corrects: UUID, week: int) -> Sent:
        """Of something said in an earlier week, once: who comes later is refused."""
        row = self.sent[corrects]
        goal = self.world.goals[UUID(row["note"])]
        (wrong,) = (word for word in goal.words if word.id == corrects)
        at = wrong.at if self.chance(0.7) else self.occurred(week)
        word = self.word(goal, at, corrects)
        sent = self.row(goal, word)
        if corrects in self.corrected:
            return Sent(sent, "CONFLICT")
        self.corrected.add(corrects)
        goal.words.append(word)
        self.sent[word.id] = sent
        return Sent(sent)

    def repetition(self, own_id: UUID) -> Sent:
        """What was said before, again; or under its id something else, which is refused."""
        row = self.sent[own_id]
        if self.chance(0.8):
            return Sent(row)
        return Sent({**row, "wins": "Something else"}, "TAKEN")

    def row(self, goal: Goal, word: Word) -> Row:
        row = {
            "id": str(word.id),
            "keyResultId": global_id("KeyResult", goal.id),
            "value": text(word.value),
            "confidence": word.confidence,
            "status": word.status,
            "note": str(goal.id),
            "occurredAt": word.at.isoformat(),
        }
        if word.corrects is not None:
            row["correctsId"] = global_id("CheckIn", word.corrects)
        return row


def stage_row(goal: Goal) -> Row:
    return {
        "checkpoints": [{"day": day_text(on), "value": text(v)} for on, v in goal.checkpoints],
        "milestones": [
            {
                "title": f"Stage {n}",
                "weight": text(weight),
                "dueOn": day_text(due),
                "doneOn": day_text(done),
            }
            for n, (weight, due, done) in enumerate(goal.stages)
        ],
    }
