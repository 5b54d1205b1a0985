"""All numbers of an organization on a day, from raw facts alone, children before parents."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

import networkx as nx

from tests.reckoning.facts import Aim, Edge, Goal, World
from tests.reckoning.measures import (
    KEEPING,
    checked_in_at,
    due_of,
    expected_of,
    is_stale,
    kept,
    latest,
    raw_of,
    value_of,
    within,
)

Part = tuple[Fraction, Fraction | None, Fraction | None]
WORSE = {"ON_TRACK": 0, "AT_RISK": 1, "OFF_TRACK": 2}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of a key result, or of an objective: what the other kind has stays as it is here."""

    progress: Fraction | None
    expected: Fraction | None
    status: str
    rule: str
    stale: bool
    raw: Fraction | None = None
    derived: str | None = None
    value: Fraction | None = None
    confidence: object = None
    reported: object = None
    checked_in_at: datetime | None = None
    coverage: Fraction | None = None
    reason: str | None = None


def reckoned(world: World, day: date) -> dict[UUID, Numbers]:
    """By the id of each live key result and objective; no archived or cancelled one is here."""
    return _Reckoning(world, day).all()


class _Reckoning:
    def __init__(self, world: World, day: date) -> None:
        self.world = world
        self.day = day
        self.aims = {id_: aim for id_, aim in world.aims.items() if aim.lives}
        self.goals = {
            id_: goal
            for id_, goal in world.goals.items()
            if not goal.archived and goal.home in self.aims
        }
        living = self.aims.keys() | self.goals.keys()
        parents = living | world.strategy
        self.below: dict[UUID, list[Edge]] = {id_: [] for id_ in parents}
        self.shared: Counter[UUID] = Counter()
        for edge in world.edges:
            if edge.child in living and edge.parent in parents and edge.holds(day):
                self.below[edge.parent].append(edge)
                self.shared[edge.child] += 1
        self.goals_of: dict[UUID, list[Goal]] = {id_: [] for id_ in self.aims}
        for goal in self.goals.values():
            self.goals_of[goal.home].append(goal)
        self.cyclic: set[UUID] = set()
        self.found: dict[UUID, Numbers] = {}

    def all(self) -> dict[UUID, Numbers]:
        graph: nx.DiGraph[UUID] = nx.DiGraph()
        graph.add_nodes_from([*self.goals, *self.aims])
        graph.add_edges_from((need, node) for node in graph for need in self.needs(node))
        components = list(nx.strongly_connected_components(graph))
        self.cyclic = {
            node
            for members in components
            for node in members
            if len(members) > 1 or graph.has_edge(node, node)
        }
        condensed = nx.condensation(graph, components)
        for component in nx.topological_sort(condensed):
            for node in condensed.nodes[component]["members"]:
                self.found[node] = self.of(node)
        stale = {goal.home for goal in self.goals.values() if self.found[goal.id].stale}
        return {
            id_: replace(one, stale=id_ in stale) if id_ in self.aims else one
            for id_, one in self.found.items()
        }

    def needs(self, node: UUID) -> list[UUID]:
        if node in self.goals:
            follows = self.goals[node].follows == "ALIGNED_CHILDREN"
            return [edge.child for edge in self.below[node]] if follows else []
        return [id_ for id_, _ in self.drivers(self.aims[node])]

    def drivers(self, aim: Aim) -> Iterable[tuple[UUID, Edge | None]]:
        """What moves an objective: its key results, its children by their edges, or both."""
        goals = self.goals_of[aim.id]
        driver = aim.driver or ("KEY_RESULTS" if goals else "ALIGNED_CHILDREN")
        if driver != "ALIGNED_CHILDREN":
            yield from ((goal.id, None) for goal in goals)
        if driver != "KEY_RESULTS":
            yield from ((edge.child, edge) for edge in self.below[aim.id])

    def of(self, node: UUID) -> Numbers:
        return self.of_goal(self.goals[node]) if node in self.goals else self.of_aim(node)

    def of_goal(self, goal: Goal) -> Numbers:
        aim, day = self.aims[goal.home], self.day
        follows = goal.follows == "ALIGNED_CHILDREN"
        if not follows:
            raw = kept(raw_of(goal, day))
        elif goal.id in self.cyclic:
            raw = None
        else:
            raw = mean(self.part(edge.child, edge) for edge in self.below[goal.id])[0]
        progress, expected = within(raw), kept(expected_of(goal, aim, day))
        keeps = goal.metric_type in KEEPING and not follows
        derived, rule = self.derived(progress, expected, due_of(goal, aim), keeps=keeps)
        reported = latest(goal, "status") or goal.set_status
        status, rule = effective(derived, rule, reported)
        confidence = latest(goal, "confidence")
        return Numbers(
            progress=progress,
            expected=expected,
            status=status,
            rule=rule,
            stale=is_stale(self.world, goal, aim, status, day),
            raw=raw,
            derived=derived,
            value=value_of(goal),
            confidence=goal.set_confidence if confidence is None else confidence,
            reported=reported,
            checked_in_at=checked_in_at(goal),
        )

    def of_aim(self, node: UUID) -> Numbers:
        aim = self.aims[node]
        parts = [self.part(id_, edge) for id_, edge in self.drivers(aim)]
        progress, coverage, expected = mean(parts)
        reason = None
        if progress is None:
            known = any(one is not None for _, one, _ in parts)
            reason = "ZERO_WEIGHT" if known else "NO_DATA" if parts else "NO_DRIVERS"
        if node in self.cyclic:
            progress, coverage, expected, reason = None, None, None, "CYCLE"
        status, rule = self.derived(progress, expected, aim.ends_on, keeps=False)
        return Numbers(
            progress, expected, status, rule, stale=False, coverage=coverage, reason=reason
        )

    def part(self, id_: UUID, edge: Edge | None) -> Part:
        """What one driver weighs, and what it has; a member of a circle not reckoned yet: none."""
        if edge is None:
            weight = self.goals[id_].weight
        elif edge.allocation is not None:
            weight = edge.weight * edge.allocation
        else:
            weight = edge.weight / self.shared[id_]
        one = self.found.get(id_)
        return (weight, None, None) if one is None else (weight, one.progress, one.expected)

    def derived(
        self, progress: Fraction | None, expected: Fraction | None, due: date | None, *, keeps: bool
    ) -> tuple[str, str]:
        ended = due is not None and self.day > due
        if progress is None:
            return "NO_DATA", "NO_VALUE"
        if progress >= 1 and not keeps:
            return "ACHIEVED", "TARGET_REACHED"
        if progress >= 1 and ended:
            return "ACHIEVED", "HELD_TO_THE_END"
        if ended:
            return "MISSED", "PAST_DUE"
        if expected is None:
            return "NO_DATA", "NO_EXPECTATION"
        gap = expected - progress
        if gap <= self.world.on_track_gap:
            return "ON_TRACK", "WITHIN_GAP"
        if gap <= self.world.at_risk_gap:
            return "AT_RISK", "BEHIND"
        return "OFF_TRACK", "FAR_BEHIND"


def mean(parts: Iterable[Part]) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Progress, data coverage and expected of drivers, as they are stored."""
    parts = list(parts)
    known = [(w, p, e) for w, p, e in parts if p is not None]
    expecting = [(w, e) for w, _, e in known if e is not None]
    whole = sum(w for w, _, _ in parts)
    heavy, asked = sum(w for w, _, _ in known), sum(w for w, _ in expecting)
    return (
        kept(sum(w * p for w, p, _ in known) / heavy) if heavy else None,
        kept(Fraction(heavy, whole)) if whole else None,
        kept(sum(w * e for w, e in expecting) / asked) if asked else None,
    )


def effective(derived: str, rule: str, reported: object) -> tuple[str, str]:
    if reported is None or derived in ("ACHIEVED", "MISSED"):
        return derived, rule
    if derived == "NO_DATA":
        return str(reported), "REPORTED"
    if WORSE[str(reported)] > WORSE[derived]:
        return str(reported), "REPORTED_WORSE"
    return derived, rule
