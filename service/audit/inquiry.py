"""What a rule may ask: the snapshot, its graph, and columns that several rules need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import TypeVar

from service.alignment.analysis import Analysis, edges_in_graph
from service.alignment.records import CycleRecord, TeamRecord
from service.alignment.rules import EdgeOrigin
from service.alignment.snapshot import NO_ROW, Codes, Days, Mask, Rows, Snapshot, code
from service.audit.findings import Ref
from service.audit.measured import Measured
from service.audit.settings import AuditSettings, Thresholds
from service.audit.words.lists import WordLists
from service.audit.words.reading import TitleReading, read_title
from service.libraries import np
from service.nodes.rules import NodeKind

E = TypeVar("E", bound=StrEnum)

ORGANIZATION_KEY = "organization"  # never its name: a fingerprint outlives a renaming


@dataclass(frozen=True)
class Inquiry:
    """One audit's questions to one snapshot; every mask and column has a row per node or edge."""

    snapshot: Snapshot
    analysis: Analysis
    settings: AuditSettings
    as_of: date

    @property
    def thresholds(self) -> Thresholds:
        return self.settings.thresholds

    @cached_property
    def today(self) -> "np.datetime64":
        return np.datetime64(self.as_of, "D")

    def live(self, kind: NodeKind) -> Mask:
        """The live nodes of one kind."""
        is_kind: Mask = self.snapshot.nodes.kind == code(kind)
        return self.analysis.live & is_kind

    @cached_property
    def objectives(self) -> Mask:
        return self.live(NodeKind.OBJECTIVE)

    @cached_property
    def key_results(self) -> Mask:
        return self.live(NodeKind.KEY_RESULT)

    @cached_property
    def objective_row(self) -> Rows:
        """The objective a node stands for: its own row, a key result's objective, else none."""
        nodes = self.snapshot.nodes
        own = np.where(nodes.kind == code(NodeKind.OBJECTIVE), np.arange(len(nodes)), NO_ROW)
        return np.where(nodes.home != NO_ROW, nodes.home, own).astype(np.int32)

    def of_objective(self, column: Codes) -> Codes:
        """A column of objectives, read by every node through the objective it stands for."""
        return np.where(self.objective_row != NO_ROW, column[self.objective_row], 0).astype(np.int8)

    @cached_property
    def cycle(self) -> Rows:
        """The cycle of each node: its objective's, where it stands for one."""
        own = self.snapshot.nodes.cycle
        return np.where(self.objective_row != NO_ROW, own[self.objective_row], own)

    @cached_property
    def team(self) -> Rows:
        """The team of each node: its own, else its objective's."""
        own = self.snapshot.nodes.team
        inherited = np.where(self.objective_row != NO_ROW, own[self.objective_row], NO_ROW)
        return np.where(own != NO_ROW, own, inherited)

    @cached_property
    def cycle_starts(self) -> Days:
        """The first day of each node's cycle."""
        return _by_cycle(self.cycle, (row.starts_on for row in self.snapshot.cycles))

    @cached_property
    def cycle_ends(self) -> Days:
        """The last day of each node's cycle."""
        return _by_cycle(self.cycle, (row.ends_on for row in self.snapshot.cycles))

    @cached_property
    def starts(self) -> Days:
        """Where each goal's window begins: a key result's with its objective."""
        nodes = self.snapshot.nodes
        own = np.where(
            self.objective_row != NO_ROW,
            nodes.starts_on[self.objective_row],
            np.datetime64("NaT", "D"),
        )
        return _known(own, self.cycle_starts)

    @cached_property
    def objective_ends(self) -> Days:
        """The last day of each goal's objective: its own, else its cycle's."""
        nodes = self.snapshot.nodes
        own = np.where(
            self.objective_row != NO_ROW,
            nodes.ends_on[self.objective_row],
            np.datetime64("NaT", "D"),
        )
        return _known(own, self.cycle_ends)

    @cached_property
    def ends(self) -> Days:
        """Where each goal's window ends: its own date, else its objective's, else its cycle's."""
        return _known(self.snapshot.nodes.ends_on, self.objective_ends)

    @cached_property
    def measured(self) -> Measured:
        """What check-ins and readings say of the key results."""
        return Measured(self.snapshot, self.as_of, self.starts, self.ends)

    @cached_property
    def alignments(self) -> Mask:
        """The edges of the graph that someone agreed on: accepted, valid, between live nodes."""
        return self.analysis.in_graph & self.of_origin(EdgeOrigin.ALIGNMENT)

    @cached_property
    def accepted(self) -> Mask:
        """Accepted and valid alignments of live children, whatever became of the parent."""
        edges, live = self.snapshot.edges, self.analysis.live
        agreed = edges_in_graph(edges, np.ones_like(live), self.as_of)
        return agreed & self.of_origin(EdgeOrigin.ALIGNMENT) & live[edges.child]

    def of_origin(self, origin: EdgeOrigin) -> Mask:
        """The edges that stand for one kind of fact, of any state."""
        is_meant: Mask = self.snapshot.edges.origin == code(origin)
        return is_meant

    @cached_property
    def has_owner(self) -> Mask:
        """Nodes with an active owner, or at least the role that owns them."""
        nodes = self.snapshot.nodes
        is_active = np.array([*(person.active for person in self.snapshot.people), False])
        owned: Mask = nodes.owner_role | is_active[nodes.owner]
        return owned

    @cached_property
    def key_result_counts(self) -> Rows:
        """How many live key results each node contains."""
        nodes = self.snapshot.nodes
        homes = nodes.home[self.key_results & (nodes.home != NO_ROW)]
        return np.bincount(homes, minlength=len(nodes)).astype(np.int32)

    def read(self, row: int) -> TitleReading:
        """What the words of a node's title say, in the organization's languages."""
        return read_title(self.snapshot.nodes.title[row], self._word_lists)

    @cached_property
    def _word_lists(self) -> WordLists:
        return self.settings.word_lists

    @cached_property
    def _kinds(self) -> list[str]:
        nouns = {code(kind): kind.value.lower() for kind in NodeKind}
        return [nouns[number] for number in self.snapshot.nodes.kind.tolist()]

    @cached_property
    def _refs(self) -> dict[int, Ref]:
        return {}

    def node_ref(self, row: int) -> Ref:
        if row not in self._refs:
            nodes = self.snapshot.nodes
            kind = self._kinds[row]
            self._refs[row] = Ref(kind, nodes.id[row], nodes.key[row], nodes.title[row])
        return self._refs[row]

    def node_refs(self, rows: Iterable[int]) -> tuple[Ref, ...]:
        """Nodes by key, so that the order of the records never shows."""
        return tuple(self.node_ref(row) for row in self.by_key(rows))

    def by_key(self, rows: Iterable[int]) -> list[int]:
        nodes = self.snapshot.nodes
        return sorted(rows, key=lambda row: (nodes.key[row], nodes.id[row]))

    def cycle_ref(self, row: int) -> Ref:
        return _named("cycle", self.snapshot.cycles[row])

    def team_ref(self, row: int) -> Ref:
        return _named("team", self.snapshot.teams[row])

    def person_ref(self, row: int) -> Ref:
        person = self.snapshot.people[row]
        return Ref("person", person.id, person.key, person.name)

    @cached_property
    def organization_ref(self) -> Ref:
        return Ref("organization", self.snapshot.id, ORGANIZATION_KEY, self.snapshot.name)


def _by_cycle(cycle: Rows, days: Iterable[date | None]) -> Days:
    """Each node's day, by its cycle; the last place answers for nodes without one (row -1)."""
    return np.array([*days, None], "datetime64[D]")[cycle]


def _known(own: Days, otherwise: Days) -> Days:
    return np.where(np.isnat(own), otherwise, own)


def _named(kind: str, record: CycleRecord | TeamRecord) -> Ref:
    return Ref(kind, record.id, record.key, record.name)


def rows_of(mask: Mask) -> Sequence[int]:
    """The rows where a mask holds, ascending, as plain integers."""
    return np.flatnonzero(mask).tolist()


def member(kind: type[E], number: int) -> E | None:
    """The enum member that a code stands for; None for 0, absent."""
    return _members(kind)[number - 1] if number else None


@cache
def _members(kind: type[E]) -> list[E]:
    return list(kind)


def iso(day: "np.datetime64") -> str | None:
    """A day for the evidence; None where it is unknown."""
    return None if np.isnat(day) else str(day)
