"""The numbers of goals on any day, from what had been told of them by then: pure.

Numbers are worked out as the service itself works them out (`service.numbers.computing`), from the
same facts less what was told later. What was set and never told by a check-in or a reading counts
as having always been so; goals, edges and targets are those of now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from service.numbers.computing import Computed, computed, follows_children, known_cyclic
from service.numbers.facts import Child, Facts, KeyResultFacts, ObjectiveFacts, Said
from service.progress.rules import KeyResultSource

Numbers = Mapping[UUID, Computed]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What somebody said of a key result, and nobody corrected.

    Attributes:
        day: of the moment, where the organization is.
        author: the name of who said it.
    """

    at: datetime
    day: date
    value: Decimal | None = None
    confidence: int | None = None
    status: str | None = None
    note: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a KPI was."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class History:
    """All that was told of some objectives, of what they are driven by, and when.

    Attributes:
        facts: of them all, as they are now.
        check_ins: by key result, the earliest first.
        readings: by key result that follows a KPI, the earliest first.
        home_by_key_result: the objective of each key result among the facts.
    """

    facts: Facts
    check_ins: Mapping[UUID, Sequence[CheckIn]]
    readings: Mapping[UUID, Sequence[Reading]]
    home_by_key_result: Mapping[UUID, UUID]

    def on(self, day: date) -> Numbers:
        """The numbers of every objective and its key results as of the end of a day."""
        found: dict[UUID, Computed] = {}
        for id_ in self._order():
            objective = self._rewound(self.facts.objectives[id_], day, found)
            found[id_] = computed(self.facts, objective, day, known_cyclic(objective))
        return found

    def days_told(self, objective_ids: Iterable[UUID]) -> set[date]:
        """The days on which anything was said of some objectives or of what drives them."""
        homes, waiting = set[UUID](), [*objective_ids]
        while waiting:
            id_ = waiting.pop()
            if id_ not in homes and id_ in self.facts.objectives:
                homes.add(id_)
                waiting += self._below(id_)
        parts = [one.id for id_ in homes for one in self.facts.objectives[id_].key_results]
        said = {one.day for id_ in parts for one in self.check_ins.get(id_, ())}
        return said | {one.day for id_ in parts for one in self.readings.get(id_, ())}

    def last_check_in(self, key_result_id: UUID, day: date) -> CheckIn | None:
        """The latest one until a day."""
        told = [one for one in self.check_ins.get(key_result_id, ()) if one.day <= day]
        return told[-1] if told else None

    def _rewound(self, objective: ObjectiveFacts, day: date, found: Numbers) -> ObjectiveFacts:
        return replace(
            objective,
            key_results=tuple(
                self._rewound_key_result(one, day, found) for one in objective.key_results
            ),
            children=self._moved(objective.children, found),
        )

    def _rewound_key_result(self, one: KeyResultFacts, day: date, found: Numbers) -> KeyResultFacts:
        told = self.check_ins.get(one.id, ())
        read = self.readings.get(one.id, ()) if one.follows == KeyResultSource.KPI else ()
        by_then = [reading.value for reading in read if reading.day <= day]
        return replace(
            one,
            said=_said([check_in for check_in in told if check_in.day <= day]),
            reading=by_then[-1] if by_then else None,
            children=self._moved(one.children, found),
            taken_back=_ever_said(told) | ({"current"} if read else set()),
        )

    def _moved(self, children: Sequence[Child], found: Numbers) -> tuple[Child, ...]:
        return tuple(self._child(child, found) for child in children)

    def _child(self, child: Child, found: Numbers) -> Child:
        home = found.get(self.home_by_key_result.get(child.id, child.id))
        if home is None:  # on a circle: what it does moves nothing
            return replace(child, progress=None, expected=None)
        numbers = home.key_results.get(child.id, home.objective)
        return replace(child, progress=numbers.progress, expected=numbers.expected)

    def _order(self) -> Iterator[UUID]:
        """Children first; of a circle, in any order. No recursion: a cascade may be deep."""
        entered: set[UUID] = set()
        done: set[UUID] = set()
        for root in self.facts.objectives:
            waiting = [root]
            while waiting:
                id_ = waiting[-1]
                if id_ not in entered:
                    entered.add(id_)
                    waiting += [below for below in self._below(id_) if below not in entered]
                    continue
                waiting.pop()
                if id_ not in done:
                    done.add(id_)
                    yield id_

    def _below(self, id_: UUID) -> list[UUID]:
        objective = self.facts.objectives[id_]
        followed = [
            child
            for one in objective.key_results
            if follows_children(one)
            for child in one.children
        ]
        homes = [
            self.home_by_key_result.get(child.id, child.id)
            for child in (*objective.children, *followed)
        ]
        return [home for home in homes if home in self.facts.objectives]


def _said(told: Sequence[CheckIn]) -> Said:
    """Of each column what was said of it last."""
    value: Decimal | None = None
    confidence: int | None = None
    status: str | None = None
    for one in told:
        value = value if one.value is None else one.value
        confidence = confidence if one.confidence is None else one.confidence
        status = status if one.status is None else one.status
    return Said(value, confidence, status, told[-1].at if told else None)


def _ever_said(told: Sequence[CheckIn]) -> set[str]:
    """The columns that do not stand as they were set."""
    says = {
        "current": any(one.value is not None for one in told),
        "confidence": any(one.confidence is not None for one in told),
        "reported_status": any(one.status is not None for one in told),
    }
    return {column for column, is_said in says.items() if is_said}
