"""Whether two goals know of each other: one is above the other, or they have a parent in common."""

from collections import defaultdict
from functools import cached_property

from service.alignment.snapshot import NO_ROW
from service.audit.inquiry import Inquiry
from service.libraries import np


class Kinship:
    """The links between objectives; a key result stands for its objective."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._ancestors: dict[int, frozenset[int]] = {}

    def are_strangers(self, one: int, other: int) -> bool:
        """Whether no link tells that two objectives know of each other.

        Neither is a parent of the other, and they have no parent in common.
        """
        parents, other_parents = self.parents(one), self.parents(other)
        return one not in other_parents and other not in parents and not parents & other_parents

    def are_apart(self, one: int, other: int) -> bool:
        """Whether they are strangers, and neither is anywhere above the other."""
        return (
            one != other
            and self.are_strangers(one, other)
            and one not in self.ancestors(other)
            and other not in self.ancestors(one)
        )

    def parents(self, objective: int) -> set[int]:
        return self._above.get(objective, set())

    def ancestors(self, objective: int) -> frozenset[int]:
        """All above it."""
        if objective not in self._ancestors:
            found: set[int] = set()
            waiting = list(self.parents(objective))
            while waiting:
                row = waiting.pop()
                if row not in found:
                    found.add(row)
                    waiting.extend(self.parents(row))
            self._ancestors[objective] = frozenset(found)
        return self._ancestors[objective]

    @cached_property
    def _above(self) -> dict[int, set[int]]:
        edges, objective = self._inquiry.snapshot.edges, self._inquiry.objective_row
        parents = np.where(objective[edges.parent] == NO_ROW, edges.parent, objective[edges.parent])
        above: defaultdict[int, set[int]] = defaultdict(set)
        linked = self._inquiry.alignments
        children = objective[edges.child[linked]].tolist()
        for child, parent in zip(children, parents[linked].tolist(), strict=True):
            above[child].add(parent)
        return above
