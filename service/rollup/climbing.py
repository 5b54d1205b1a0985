"""What stands above objectives that moved, computed anew in one pass from the leaves up."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from service.actor import Actor
from service.database import Session
from service.events.causes import Causes
from service.identity.rules import day_in
from service.numbers.computing import (
    Computed,
    computed,
    follows_children,
    key_result_numbers,
    shares_of,
)
from service.numbers.derived import KeyResultNumbers, ObjectiveNumbers
from service.numbers.facts import Child, Facts, KeyResultFacts, ObjectiveFacts, facts_of
from service.numbers.refreshing import hold, write_numbers
from service.progress.combining import drives_by
from service.progress.rules import ProgressDriver
from service.rollup.causing import causes_above
from service.rollup.ordering import Ordering, ordered
from service.rollup.statements import ABOVE, TIMEZONE

Pair = tuple[ObjectiveFacts, Computed]


async def climb(
    session: Session,
    actor: Actor,
    objective_ids: Collection[UUID],
    now: datetime,
    causes: Causes,
) -> None:
    """Bring up to date what these objectives move, and themselves where children move them.

    In a fixed number of statements, however many there are. Only what differs is written.
    """
    day = day_in(str(await session.scalar(TIMEZONE, {"organization": actor.organization_id})), now)
    scope = {"organization": actor.organization_id, "ids": list(objective_ids), "day": day}
    above = list(await session.scalars(ABOVE, scope))
    if not above:
        return
    await hold(session, actor, above)
    facts = await facts_of(session, actor.organization_id, above)
    pairs = rolled_up(facts, day)
    await write_numbers(
        session, actor, pairs, now, await causes_above(session, actor, pairs, causes)
    )


def rolled_up(facts: Facts, day: date) -> list[Pair]:
    """The numbers of all these objectives on a day, each from those of its children among them."""
    return _Pass(facts, day).run()


class _Pass:
    """One pass from the leaves up; what was computed on the way stands in for what is stored."""

    def __init__(self, facts: Facts, day: date) -> None:
        self._facts = facts
        self._day = day
        self._objectives = facts.objectives
        self._home_by_follower = {
            one.id: (home, one)
            for home in self._objectives.values()
            for one in home.key_results
            if follows_children(one)
        }
        self._numbers: dict[UUID, KeyResultNumbers | ObjectiveNumbers] = {}

    def run(self) -> list[Pair]:
        self._measure()
        ordering = ordered(self._needs())
        found = {
            node: made
            for node in ordering.nodes
            if (made := self._made(node, ordering)) is not None
        }
        for id_, objective in self._objectives.items():
            if self._driver(objective) is ProgressDriver.ALIGNED_CHILDREN:
                # It did not wait for its key results that follow children.
                found[id_] = self._computed(objective, ordering)
        return [(self._objectives[id_], made) for id_, made in found.items()]

    def _measure(self) -> None:
        """Key results that need no children, where they are not yet of this day."""
        for objective in self._objectives.values():
            if objective.stored.numbers_on == self._day:
                continue
            for one in objective.key_results:
                if not follows_children(one):
                    self._numbers[one.id] = key_result_numbers(
                        self._facts, objective, one, self._day
                    )

    def _needs(self) -> dict[UUID, list[UUID]]:
        """By objective, and by key result that follows children: what is to be computed before."""
        needs = {id_: list(self._drivers(one)) for id_, one in self._objectives.items()}
        for id_, (_, one) in self._home_by_follower.items():
            needs[id_] = self._held(one.children)
        return {id_: [one for one in drivers if one in needs] for id_, drivers in needs.items()}

    def _drivers(self, objective: ObjectiveFacts) -> Iterator[UUID]:
        driver = self._driver(objective)
        if driver is not ProgressDriver.ALIGNED_CHILDREN:
            yield from (one.id for one in objective.key_results)
        if driver is not ProgressDriver.KEY_RESULTS:
            yield from self._held(objective.children)

    def _driver(self, objective: ObjectiveFacts) -> ProgressDriver:
        named = objective.progress_driver
        return drives_by(ProgressDriver(named) if named else None, bool(objective.key_results))

    def _held(self, children: Sequence[Child]) -> list[UUID]:
        return [id_ for id_, _ in shares_of(children, self._day)]

    def _made(self, node: UUID, ordering: Ordering[UUID]) -> Computed | None:
        """The numbers of an objective; a key result's are kept for what stands above it."""
        if node in self._objectives:
            return self._computed(self._objectives[node], ordering)
        home, one = self._home_by_follower[node]
        self._numbers[node] = key_result_numbers(
            self._facts, home, self._current(one), self._day, cyclic=node in ordering.cyclic
        )
        return None

    def _computed(self, objective: ObjectiveFacts, ordering: Ordering[UUID]) -> Computed:
        current = replace(
            objective,
            key_results=tuple(map(self._current, objective.key_results)),
            children=self._with_numbers(objective.children),
        )
        made = computed(self._facts, current, self._day, ordering.cyclic)
        self._numbers[objective.id] = made.objective
        return made

    def _current(self, one: KeyResultFacts) -> KeyResultFacts:
        return replace(one, children=self._with_numbers(one.children)) if one.children else one

    def _with_numbers(self, children: Sequence[Child]) -> tuple[Child, ...]:
        return tuple(
            child
            if (made := self._numbers.get(child.id)) is None
            else replace(child, progress=made.progress, expected=made.expected)
            for child in children
        )
