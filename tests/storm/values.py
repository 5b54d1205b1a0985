"""Values by chance, for the inputs of mutations."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from schema.identifiers import global_id
from tests.storm.known import Known, Row

STATUSES = ("ON_TRACK", "AT_RISK", "OFF_TRACK")
METRICS = ("INCREASE", "DECREASE", "BINARY", "BASELINE", "MILESTONE", None)
BOUNDED = ("MAINTAIN_ABOVE", "MAINTAIN_BELOW", "MAINTAIN_RANGE")
DRIVERS = (None, "KEY_RESULTS", "ALIGNED_CHILDREN", "BOTH")
LIFECYCLES = (*("ACTIVE",) * 12, "DRAFT", "CANCELLED")
SOURCES = ("CHECK_INS", "CHECK_INS", "CHECK_INS", "KPI", "ALIGNED_CHILDREN")
ZONES = ("UTC", "Europe/Berlin", "Pacific/Auckland")


class Chance:
    """One seed's worth of it, at one moment."""

    def __init__(self, seed: str, now: datetime) -> None:
        self.random = Random(seed)  # noqa: S311 - a simulation
        self.now = now

    def new_id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def hits(self, probability: float) -> bool:
        return self.random.random() < probability

    def number(self, most: int = 100) -> str:
        return str(self.random.randint(-most, most) / 4)

    def weight(self) -> str:
        return self.random.choice(("0", "1", "1", "2", "0.5", "3.25"))

    def day(self, spread: int = 60) -> str | None:
        """A day around today; now and then none."""
        if self.hits(0.1):
            return None
        ahead = timedelta(days=self.random.randint(-spread, spread))
        return (self.now + ahead).date().isoformat()

    def days(self, first: str, last: str) -> Row:
        days = sorted(day for _ in range(2) if (day := self.day()) is not None)
        return {first: days[0], last: days[-1]} if days else {first: None, last: None}

    def moment(self) -> str:
        """A past one, mostly of these days; a few are refused, being still to come."""
        minutes = self.random.randint(0, 60 * 24 * 40)
        if self.hits(0.03):
            minutes = -minutes - 10
        return (self.now - timedelta(minutes=minutes)).isoformat()

    def measure(self) -> Row:
        """How a key result is measured, consistent or not: what leads nowhere is refused."""
        if self.hits(0.25):
            kind = self.random.choice(BOUNDED)
            return {"metricType": kind, "lower": "-5", "upper": "12.5", "target": self.number()}
        start, target = sorted((self.number(), self.number()), key=float)
        kind = self.random.choice(METRICS)
        if kind == "DECREASE":
            start, target = target, start
        measure: Row = {"metricType": kind, "start": start, "target": target}
        if self.hits(0.3):
            measure["checkpoints"] = self.checkpoints()
        if kind == "MILESTONE":
            measure["milestones"] = self.milestones()
        return measure

    def checkpoints(self) -> list[Row]:
        days = {self.day(40) for _ in range(3)} - {None}
        return [{"day": day, "value": self.number()} for day in sorted(filter(None, days))]

    def milestones(self) -> list[Row]:
        return [
            {"title": f"Stage {n}", "weight": self.weight(), "dueOn": self.day(), "doneOn": done}
            for n in range(self.random.randint(0, 4))
            for done in [self.day(5) if self.hits(0.5) else None]
        ]

    def check_in(self, known: Known) -> Row | None:
        """A check-in of any key result; it may correct another one, of whatever key result."""
        if known.sent and self.hits(0.2):
            wrong = self.random.choice(known.sent)
            goal: str | None = wrong["keyResultId"]
            corrects = {"correctsId": global_id("CheckIn", wrong["id"])} if self.hits(0.9) else {}
        else:
            goal, corrects = known.any(self.random, "KeyResult"), {}
        if goal is None:
            return None
        return {
            "id": self.new_id(),
            "keyResultId": goal,
            "value": self.number() if self.hits(0.85) else None,
            "confidence": self.random.randint(0, 10) if self.hits(0.5) else None,
            "status": self.random.choice(STATUSES) if self.hits(0.25) else None,
            "note": "Blown in",
            **({"occurredAt": self.moment()} if self.hits(0.8) else {}),
            **corrects,
        }
