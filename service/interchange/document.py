"""A whole document: the rows of all its files, list by list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from service.interchange.entries import (
    AlignmentEntry,
    CheckInEntry,
    CycleEntry,
    DependencyEntry,
    InitiativeEntry,
    KeyResultEntry,
    KpiEntry,
    MembershipEntry,
    NamedEntry,
    ObjectiveEntry,
    OrganizationEntry,
    PersonEntry,
    ReviewEntry,
    StrategyEntry,
    TeamEntry,
)
from service.interchange.items import Entry, Noun

FORMAT = "sightline/1"


@dataclass(frozen=True, slots=True)
class Document:
    """The rows that could be read, in the order of their files.

    An id stands in it once, and every row has the fields that its noun requires; what its
    references name is not known yet (see `checks`).

    Attributes:
        incomplete: by id, the noun of rows that were refused for what they lack.
        source: where the OKRs came from, in the sender's own words, whatever their shape.
    """

    organization: OrganizationEntry | None = None
    source: object = None
    strategy: tuple[StrategyEntry, ...] = ()
    teams: tuple[TeamEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    memberships: tuple[MembershipEntry, ...] = ()
    cycles: tuple[CycleEntry, ...] = ()
    objectives: tuple[ObjectiveEntry, ...] = ()
    key_results: tuple[KeyResultEntry, ...] = ()
    initiatives: tuple[InitiativeEntry, ...] = ()
    kpis: tuple[KpiEntry, ...] = ()
    check_ins: tuple[CheckInEntry, ...] = ()
    alignments: tuple[AlignmentEntry, ...] = ()
    dependencies: tuple[DependencyEntry, ...] = ()
    reviews: tuple[ReviewEntry, ...] = ()
    incomplete: Mapping[str, Noun] = field(default_factory=dict)

    def rows(self, list_name: str) -> tuple[Entry, ...]:
        rows: tuple[Entry, ...] = getattr(self, list_name)
        return rows

    def entries(self) -> Iterator[Entry]:
        """Every row of every list."""
        for name in ENTRY_BY_LIST:
            yield from self.rows(name)

    def goals(self) -> Iterator[ObjectiveEntry | KeyResultEntry]:
        """What alignments begin at."""
        yield from self.objectives
        yield from self.key_results

    def named(self) -> Iterator[NamedEntry]:
        """Every row that others may refer to."""
        return (entry for entry in self.entries() if isinstance(entry, NamedEntry))


# The lists of a document, in the order in which an export writes them.
ENTRY_BY_LIST: dict[str, type[Entry]] = {
    "strategy": StrategyEntry,
    "teams": TeamEntry,
    "people": PersonEntry,
    "memberships": MembershipEntry,
    "cycles": CycleEntry,
    "kpis": KpiEntry,
    "objectives": ObjectiveEntry,
    "key_results": KeyResultEntry,
    "initiatives": InitiativeEntry,
    "check_ins": CheckInEntry,
    "alignments": AlignmentEntry,
    "dependencies": DependencyEntry,
    "reviews": ReviewEntry,
}
