"""DUP: two teams that chase the same thing without knowing of each other."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from service.alignment.snapshot import NO_ROW
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.audit.words.likeness import alike
from service.audit.words.titles import plain

COMPARED = 100  # objectives of one title and cycle that another is held against, by key


@dataclass(frozen=True, slots=True)
class _Pair:
    one: int
    other: int
    alike: float


def _duplicates(inquiry: Inquiry) -> Iterator[Hit]:
    """Each group of them once; all their titles need not be alike, each has one that is."""
    limit = inquiry.thresholds.duplicate_objective_alike
    for pairs in _groups(list(_pairs(inquiry, limit)), len(inquiry.snapshot.nodes)):
        members = inquiry.by_key({row for pair in pairs for row in (pair.one, pair.other)})
        teams = {int(inquiry.team[row]) for row in members}
        yield Hit(
            subject=inquiry.node_ref(members[0]),
            related=inquiry.node_refs(members[1:]),
            message=f"{len(teams)} teams have nearly the same objective in this cycle.",
            judged=members,
            evidence={
                "objectives": len(members),
                "teams": len(teams),
                "alike": round(min(pair.alike for pair in pairs), 2),
                "limit": limit,
            },
        )


def _groups(pairs: Sequence[_Pair], size: int) -> list[list[_Pair]]:
    """The pairs that hang together."""
    one, other = [pair.one for pair in pairs], [pair.other for pair in pairs]
    graph = coo_array((np.ones(len(pairs), np.bool_), (one, other)), shape=(size, size))
    label = connected_components(graph.tocsr(), directed=False)[1]
    groups: defaultdict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        groups[int(label[pair.one])].append(pair)
    return list(groups.values())


def _pairs(inquiry: Inquiry, limit: float) -> Iterator[_Pair]:
    rows_by_title = _rows_by_title(inquiry)
    titles, above, teams = sorted(rows_by_title), _above(inquiry), inquiry.team.tolist()
    cycles_held = [rows_by_title[title].values() for title in titles]
    repeated = [any(len(rows) > 1 for rows in by_cycle) for by_cycle in cycles_held]
    same = ((place, place, 1.0) for place in np.flatnonzero(repeated).tolist())
    for one, other, close in (*same, *alike(titles, limit)):
        for rows in _together(rows_by_title[titles[one]], rows_by_title[titles[other]]):
            if teams[rows[0]] != teams[rows[1]] and _strangers(above, *rows):
                yield _Pair(*rows, close)


def _rows_by_title(inquiry: Inquiry) -> dict[str, dict[int, list[int]]]:
    """The objectives that a team and a cycle hold, by the words of their title, by cycle."""
    cycles = inquiry.cycle.tolist()
    held = inquiry.objectives & (inquiry.team != NO_ROW) & (inquiry.cycle != NO_ROW)
    found: defaultdict[str, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in inquiry.by_key(rows_of(held)):
        found[plain(inquiry.snapshot.nodes.title[row])][cycles[row]].append(row)
    return {title: dict(rows) for title, rows in found.items() if title}


def _together(
    rows_by_cycle: dict[int, list[int]], others_by_cycle: dict[int, list[int]]
) -> Iterator[tuple[int, int]]:
    """The pairs of the same cycle; each objective with the first of the others."""
    is_same = rows_by_cycle is others_by_cycle
    for cycle, rows in rows_by_cycle.items():
        for one, other in product(rows, others_by_cycle.get(cycle, [])[:COMPARED]):
            if not is_same or other < one:
                yield one, other


def _strangers(above: dict[int, set[int]], one: int, other: int) -> bool:
    """Whether no link tells that two objectives know of each other: neither above, no parent."""
    parents, other_parents = above.get(one, set()), above.get(other, set())
    return one not in other_parents and other not in parents and parents.isdisjoint(other_parents)


def _above(inquiry: Inquiry) -> dict[int, set[int]]:
    """The parents of each objective; a key result stands for its objective."""
    edges, objective = inquiry.snapshot.edges, inquiry.objective_row
    parents = np.where(objective[edges.parent] == NO_ROW, edges.parent, objective[edges.parent])
    above: defaultdict[int, set[int]] = defaultdict(set)
    linked = inquiry.alignments
    children = objective[edges.child[linked]].tolist()
    for child, parent in zip(children, parents[linked].tolist(), strict=True):
        above[child].add(parent)
    return above


RULES = (Rule("DUP001", "duplicate-objective", Severity.WARNING, _duplicates, Neighborhood.GLOBAL),)
