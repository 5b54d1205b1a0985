"""Seeded organizations of any size, as arrays: a tree of teams, their OKRs, and what goes wrong.

Some objectives have no parent, some two, some align across teams, some have no key results; some
edges close cycles. Rows come in the order of creation, so they are no topological order.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from service.alignment.snapshot import Codes, Mask, Numbers, Rows, code
from service.nodes.rules import NodeKind

Integers = NDArray[np.integer[Any]]

STRATEGY_ELEMENT, OBJECTIVE, KEY_RESULT, INITIATIVE = (code(kind) for kind in NodeKind)
NODES_PER_PERSON = 10.9
PEOPLE_PER_TEAM = 8

SECOND_PARENT = 0.10
ACROSS_TEAMS = 0.05
ALIGNED_TO_KEY_RESULT = 0.6
TEAM_ORPHANS = 0.006
PERSONAL_ORPHANS = 0.075
NO_KEY_RESULTS = 0.2
NO_DATA = 0.15
INITIATIVES = 0.2
ON_CYCLES = 0.001


@dataclass(frozen=True, eq=False)
class OrganizationArrays:
    """A graph child → parent with the numbers of a roll-up.

    Attributes:
        kind: `code(NodeKind)` per node.
        progress: measured per key result, NaN elsewhere.
        weight: per edge weight by allocation, 0 for an edge that moves nothing.
    """

    kind: Codes
    progress: Numbers
    child: Rows
    parent: Rows
    weight: Numbers

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, eq=False)
class _Okrs:
    """Objectives of many teams, and where each team's lie: both are slices of consecutive rows."""

    team: Integers
    objectives: Integers
    first_objective: Integers
    objective_count: Integers
    first_key_result: Integers
    key_result_count: Integers


class _Builder:
    """Integers and edges as they are made, with the seeded chance that decides them."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.kinds: list[Codes] = []
        self.depths: list[Integers] = []
        self.edges: list[tuple[Integers, Integers]] = []
        self.size = 0

    def add(self, kind: int, depth: Integers) -> Integers:
        rows = np.arange(self.size, self.size + len(depth))
        self.kinds.append(np.full(len(depth), kind, np.int8))
        self.depths.append(depth)
        self.size += len(depth)
        return rows

    def align(self, child: Integers, parent: Integers, where: Mask) -> None:
        self.edges.append((child[where], parent[where]))

    def contain(self, child: Integers, parent: Integers) -> None:
        self.edges.append((child, parent))

    def pick(self, first: Integers, count: Integers) -> Integers:
        """One row of each slice by chance."""
        return first + (self.random.random(len(first)) * count).astype(np.int64)

    def chance(self, probability: float, count: int) -> Mask:
        return self.random.random(count) < probability

    @property
    def kind(self) -> Codes:
        return np.concatenate(self.kinds)

    @property
    def depth(self) -> Integers:
        return np.concatenate(self.depths)

    def joined_edges(self) -> tuple[Integers, Integers]:
        child, parent = zip(*self.edges, strict=True)
        return np.concatenate(child), np.concatenate(parent)

    def add_okrs(self, team: Integers, team_count: int, depth: Integers) -> _Okrs:
        """One objective per entry of `team`, which ascends, with its key results."""
        objectives = self.add(OBJECTIVE, depth)
        counts = self.random.integers(2, 6, len(team))
        counts[self.chance(NO_KEY_RESULTS, len(team))] = 0
        owner = np.repeat(np.arange(len(team)), counts)
        self.contain(self.add(KEY_RESULT, depth[owner]), objectives[owner])
        per_team = np.bincount(team, minlength=team_count)
        key_results = np.bincount(team[owner], minlength=team_count)
        return _Okrs(
            team,
            objectives,
            objectives[0] + np.cumsum(per_team) - per_team,
            per_team,
            objectives[-1] + 1 + np.cumsum(key_results) - key_results,
            key_results,
        )

    def parent_in(self, okrs: _Okrs, team: Integers) -> Integers:
        """An objective or a key result of each team."""
        key_results = okrs.key_result_count[team]
        to_key_result = self.chance(ALIGNED_TO_KEY_RESULT, len(team)) & (key_results > 0)
        return np.where(
            to_key_result,
            self.pick(okrs.first_key_result[team], key_results),
            self.pick(okrs.first_objective[team], okrs.objective_count[team]),
        )


@dataclass(frozen=True, eq=False)
class _Teams:
    """A tree of teams, level by level; the first is the company."""

    level: Integers
    parent: Integers

    @classmethod
    def grow(cls, random: np.random.Generator, count: int) -> Self:
        levels = 4 if count < 60 else 5 if count < 2_000 else 6  # noqa: PLR2004  as companies grow
        fan_out = max(2, round(count ** (1 / (levels - 1))))
        level, parent = [np.zeros(1, np.int64)], [np.full(1, -1)]
        first, width, total = 0, 1, 1
        for depth in range(1, levels):
            rest = count - total
            wide = min(width * fan_out, rest) if depth < levels - 1 else rest
            level.append(np.full(wide, depth))
            parent.append(first + random.integers(0, width, wide))
            first, width, total = total, wide, total + wide
        return cls(np.concatenate(level), np.concatenate(parent))

    def another_of_level(self, builder: _Builder, level: Integers) -> Integers:
        starts = np.searchsorted(self.level, np.arange(self.level[-1] + 2))
        return builder.pick(starts[level], np.diff(starts)[level])


def generate_organization(size: int, seed: int = 1) -> OrganizationArrays:
    """An organization of about so many nodes; the same seed gives the same one."""
    builder = _Builder(seed)
    people = max(40, int(size / NODES_PER_PERSON))
    teams = _Teams.grow(builder.random, max(5, people // PEOPLE_PER_TEAM))
    okrs = _add_teams(builder, teams)
    _add_people(builder, teams, okrs, people)
    _add_initiatives(builder)
    _close_cycles(builder)
    return _finished(builder)


def save_organization(organization: OrganizationArrays, folder: Path) -> None:
    np.savez(folder / "organization.npz", **asdict(organization))


def load_organization(folder: Path) -> OrganizationArrays:
    with np.load(folder / "organization.npz") as columns:
        return OrganizationArrays(**{name: columns[name] for name in columns.files})


def _add_teams(builder: _Builder, teams: _Teams) -> _Okrs:
    count = len(teams.level)
    elements = int(np.clip(count // 60, 5, 12))
    strategy = builder.add(STRATEGY_ELEMENT, np.zeros(elements, np.int64))
    per_team = builder.random.integers(3, 6, count)
    per_team[0] = elements * 2
    team = np.repeat(np.arange(count), per_team)
    okrs = builder.add_okrs(team, count, teams.level[team] + 1)
    is_company = team == 0
    across = builder.chance(ACROSS_TEAMS, len(team)) & ~is_company
    above = np.maximum(teams.parent[team], 0)
    other = teams.another_of_level(builder, np.maximum(teams.level[team] - 1, 0))
    above = np.where(across, other, above)
    aligned = is_company | ~builder.chance(TEAM_ORPHANS, len(team))
    for chosen in (aligned, aligned & builder.chance(SECOND_PARENT, len(team))):
        to_strategy = builder.random.choice(strategy, len(team))
        parent = np.where(is_company, to_strategy, builder.parent_in(okrs, above))
        builder.align(okrs.objectives, parent, chosen)
    return okrs


def _add_people(builder: _Builder, teams: _Teams, okrs: _Okrs, people: int) -> None:
    count = len(teams.level)
    team_of_person = np.sort(builder.random.integers(0, count, people))
    team = np.repeat(team_of_person, builder.random.integers(1, 4, people))
    personal = builder.add_okrs(team, count, np.full(len(team), teams.level[-1] + 2))
    elsewhere = builder.random.integers(0, count, len(team))
    above = np.where(builder.chance(ACROSS_TEAMS, len(team)), elsewhere, team)
    aligned = ~builder.chance(PERSONAL_ORPHANS, len(team))
    builder.align(personal.objectives, builder.parent_in(okrs, above), aligned)
    second = aligned & builder.chance(SECOND_PARENT, len(team))
    builder.align(personal.objectives, builder.parent_in(okrs, elsewhere), second)


def _add_initiatives(builder: _Builder) -> None:
    key_results = np.flatnonzero(builder.kind == KEY_RESULT)
    served = key_results[builder.chance(INITIATIVES, len(key_results))]
    initiatives = builder.add(INITIATIVE, builder.depth[served])
    builder.contain(initiatives, served)
    second = builder.chance(SECOND_PARENT, len(initiatives))
    others = builder.random.choice(key_results, len(initiatives))
    builder.align(initiatives, others, second)


def _close_cycles(builder: _Builder) -> None:
    """From random nodes climb one to five steps, then lead back; and a few loops."""
    child, parent = builder.joined_edges()
    above = np.full(builder.size, -1)
    above[child] = parent
    kind, depth = builder.kind, builder.depth
    wanted = max(2, int(ON_CYCLES * builder.size / 4))
    candidates = np.flatnonzero(kind != INITIATIVE)
    back: list[tuple[int, int]] = []
    while len(back) < wanted:
        start = top = int(builder.random.choice(candidates))
        for _ in range(int(builder.random.integers(1, 6))):
            if above[top] >= 0 and depth[above[top]] > 1:  # cycles stay below the company
                top = int(above[top])
        if top != start:
            back.append((top, start))
    builder.contain(*np.array(back).T)
    loops = builder.random.choice(np.flatnonzero(kind == OBJECTIVE), max(1, wanted // 20))
    builder.contain(loops, loops)


def _finished(builder: _Builder) -> OrganizationArrays:
    size, kind = builder.size, builder.kind
    created = np.argsort(builder.depth + builder.random.random(size) * 2.5)
    row = np.empty(size, np.int32)
    row[created] = np.arange(size, dtype=np.int32)
    child, parent = builder.joined_edges()
    pairs = builder.random.permutation(np.unique(child * np.int64(size) + parent))
    child, parent = row[pairs // size], row[pairs % size]
    kind = kind[created]
    progress = np.round(builder.random.beta(2, 2, size), 3)
    progress[(kind != KEY_RESULT) | builder.chance(NO_DATA, size)] = np.nan
    return OrganizationArrays(kind, progress, child, parent, _weights(builder, kind, child, parent))


def _weights(builder: _Builder, kind: Codes, child: Integers, parent: Integers) -> Numbers:
    """Key results drive their objective, else what is aligned to it, each by an equal share."""
    weight = builder.random.integers(1, 11, len(child)) / 10
    to_key_result = kind[parent] == KEY_RESULT
    contained = (kind[child] == KEY_RESULT) & ~to_key_result
    driven = np.zeros(len(kind), np.bool_)
    driven[parent[contained]] = True
    aligned = (kind[child] == OBJECTIVE) & ~to_key_result
    shares = np.bincount(child[kind[child] == OBJECTIVE], minlength=len(kind))
    allocation = np.where(contained, 1.0, 1 / np.maximum(shares[child], 1))
    return np.where(contained | (aligned & ~driven[parent]), weight * allocation, 0.0)
