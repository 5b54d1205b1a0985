"""What clients do: mutations of which each leaves a mark of its own, by which it is known again."""

from collections import deque
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from schema.identifiers import global_id

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One mutation of GraphQL, and where its mark is found.

    Attributes:
        noun: the payload's field.
        table: where the row is.
        field: which column of it, and which of the event's changes, holds the mark.
        event: the type of the one event that it leaves.
        weight: how often it is done among all.
    """

    name: str
    noun: str
    table: str
    field: str
    event: str
    weight: int


CREATE = Kind("objectiveCreate", "objective", "objective", "title", "objective.created", 20)
UPDATE = Kind("objectiveUpdate", "objective", "objective", "description", "objective.updated", 25)
MEASURE = Kind("keyResultCreate", "keyResult", "key_result", "title", "key_result.created", 10)
CHECK_IN = Kind("checkInCreate", "checkIn", "check_in", "note", "check_in.recorded", 30)
ALIGN = Kind("alignmentCreate", "alignment", "alignment", "rationale", "alignment.created", 15)
KINDS = (CREATE, UPDATE, MEASURE, CHECK_IN, ALIGN)


@dataclass(slots=True)
class Mutation:
    """One to be carried out once, however often it is sent.

    Attributes:
        mark: nobody else's; it serves as the Idempotency-Key, too.
        subject_id: what the answer names.
    """

    kind: Kind
    mark: str
    row: Row
    subject_id: UUID | None = None


class Work:
    """So many mutations by chance; most meet what others have met."""

    def __init__(self, seed: int, goals: int) -> None:
        """With so many objectives that all write to, each with a key result, below one other."""
        self._random = Random(seed)  # noqa: S311 - a simulation
        ids = [str(UUID(int=self._random.getrandbits(128), version=4)) for _ in range(3 * goals)]
        self._goals, self._measures, self._links = ids[:goals], ids[goals:-goals], ids[-goals:]
        # Objectives that stand under nothing yet.
        self._alone: deque[UUID] = deque()
        self._made = 0

    def ground(self) -> list[tuple[str, list[Row]]]:
        """What is to be there first: batches by mutation."""
        measure = {"metricType": "INCREASE", "start": "0", "target": "100"}
        objectives = [{"id": id_, "title": "Shared"} for id_ in self._goals]
        key_results = [
            {"id": id_, "objectiveId": _gid("Objective", home), "title": "Shared", **measure}
            for id_, home in zip(self._measures, self._goals, strict=True)
        ]
        top = _gid("Objective", self._goals[0])
        links = [
            {"id": link, "childId": _gid("Objective", id_), "parentId": top}
            for link, id_ in zip(self._links[1:], self._goals[1:], strict=True)
        ]
        return [
            ("objectiveBulkCreate", objectives),
            ("keyResultBulkCreate", key_results),
            ("alignmentBulkCreate", links),
        ]

    def next(self) -> Mutation:
        self._made += 1
        mark = f"mark-{self._made:06}"
        weights = [kind.weight for kind in KINDS]
        kind = self._random.choices(KINDS, weights)[0]
        if kind is ALIGN and not self._alone:
            kind = CREATE
        return Mutation(kind, mark, {**self._row(kind), kind.field: mark})

    def learn(self, done: Mutation) -> None:
        """What it has made is there for others."""
        if done.kind is CREATE and done.subject_id is not None:
            self._alone.append(done.subject_id)

    def _row(self, kind: Kind) -> Row:
        home = _gid("Objective", self._random.choice(self._goals))
        if kind is UPDATE:
            return {"id": home}
        if kind is MEASURE:
            return {"objectiveId": home, "metricType": "INCREASE", "start": "0", "target": "10"}
        if kind is CHECK_IN:
            goal = _gid("KeyResult", self._random.choice(self._measures))
            return {"keyResultId": goal, "value": str(self._random.randint(0, 100))}
        if kind is ALIGN:
            return {"childId": _gid("Objective", self._alone.popleft()), "parentId": home}
        return {}


def _gid(type_name: str, id_: object) -> str:
    return global_id(type_name, id_)
