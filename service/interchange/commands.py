"""Import: a document into an organization, all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.alignment.rules import CyclePolicy, cycle_policy
from service.alignment.writing import hold_graph
from service.database import Session
from service.events.facts import differences
from service.identity.commands import update_organization
from service.identity.models import Organization
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.interchange.changes import Changes, Outcome
from service.interchange.checks import loops, review_problems, self_links, unresolved
from service.interchange.corrections import correction_loops
from service.interchange.cycle_refusal import closed_cycles
from service.interchange.document import ENTRY_BY_LIST
from service.interchange.graph_change import GraphChange, graph_of
from service.interchange.items import Noun
from service.interchange.numbers import hold_changed, request_changed
from service.interchange.organization_plan import (
    SettingsCheck,
    organization_values,
    settings_problems,
)
from service.interchange.planning import Planning
from service.interchange.problems import Problem, Severity
from service.interchange.queries import StoredRows, stored_graph, stored_parents, stored_rows
from service.interchange.reading import Reading
from service.interchange.refusals import Refusals
from service.interchange.writing import write_changes
from service.numbers.organizations import moves_numbers
from service.numbers.requesting import request_turning
from service.tables import utc_now


class Cycles(StrEnum):
    """What to do with goals that support one another in a circle."""

    REFUSE = "refuse"
    REPORT = "report"

    @property
    def policy(self) -> CyclePolicy:
        return CyclePolicy[self.name]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a document is imported.

    Attributes:
        dry_run: find out what would happen, write nothing.
        partial: leave out rows that are refused, and those that need them.
        cycles: REPORT stores cycles and sets the organization's policy to do so from now on;
            absent is as the organization has it, or the document's own settings say.
        progress: told how many of how many rows are written.
        check_settings: raises Invalid for settings of the organization that nobody understands.
    """

    dry_run: bool = False
    partial: bool = False
    cycles: CyclePolicy | None = None
    progress: Callable[[int, int], None] | None = None
    check_settings: SettingsCheck | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a document.

    Attributes:
        counts: by noun and outcome, how many rows; but `refused` all are 0 where nothing may be
            written, and in a dry run they are what would be.
        written: whether the transaction has the document's rows in it.
    """

    counts: dict[str, dict[str, int]]
    problems: tuple[Problem, ...]
    written: bool

    @property
    def refused(self) -> bool:
        """Whether any row, or the whole document, was refused."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def as_document(self) -> dict[str, object]:
        """What `import --json` prints."""
        return {"counts": self.counts, "problems": [found.as_row() for found in self.problems]}


async def import_document(
    session: Session, actor: Actor, reading: Reading, options: ImportOptions
) -> ImportResult:
    """Bring what the files say into the organization; needs an admin.

    Holds the organization's graph until the transaction ends. What cannot be written is told in
    the result, and then nothing is, unless `partial`.

    Raises:
        Conflict: others changed rows of the document meanwhile; nothing may be committed.
    """
    allow(actor, Action.IMPORT)
    await hold_graph(session, actor)
    return await _Import(session, actor, reading, options).run()


class _Import:
    def __init__(
        self, session: Session, actor: Actor, reading: Reading, options: ImportOptions
    ) -> None:
        self._session = session
        self._actor = actor
        self._document = reading.document
        self._options = options
        self._changes = Changes(actor, utc_now())
        self._refusals = Refusals(reading.problems)

    async def run(self) -> ImportResult:
        organization = await organization_of(self._session, self._actor)
        settled = organization_values(organization, self._document, self._options.cycles)
        stored = await stored_rows(self._session, self._actor, self._document)
        await self._check_rows(stored)
        policy = cycle_policy(settled.get("settings", organization.settings))
        if (self._options.cycles or policy) is CyclePolicy.REFUSE:
            await self._check_cycles(stored)
        if self._is_blocked():
            return self._result(written=False)
        document = self._refusals.admitted(self._document)
        planning = Planning(self._session, self._changes, document, stored)
        timezone = settled.get("timezone", organization.timezone)
        self._refusals.add(await planning.plan(day_in(timezone, self._changes.now)))
        if self._is_blocked():
            return self._result(written=False)
        self._count_organization(organization, settled)
        if not self._options.dry_run:
            await self._write(organization, settled)
        return self._result(written=not self._options.dry_run)

    async def _write(self, organization: Organization, settled: dict[str, Any]) -> None:
        turns = moves_numbers(organization.timezone, organization.settings, settled)
        await update_organization(self._session, self._actor, settled)
        await hold_changed(self._session, self._changes)
        await write_changes(self._session, self._changes, self._options.progress)
        await request_changed(self._session, self._changes)
        if turns:
            await request_turning(self._session, self._actor)

    def _is_blocked(self) -> bool:
        return bool(self._refusals) and not self._options.partial

    async def _check_rows(self, stored: StoredRows) -> None:
        parents = await stored_parents(self._session, self._actor, stored.name_by_id())
        document = self._document
        self._refusals.add(unresolved(document, stored.nouns_by_name()))
        self._refusals.add(loops(document, stored=parents))
        self._refusals.add(self_links(document))
        self._refusals.add(review_problems(document))
        self._refusals.add(correction_loops(document))
        self._refusals.add(stored.taken(document))
        self._refusals.add(settings_problems(document, self._options.check_settings))
        if self._options.partial:
            self._refusals.spread(document, stored)

    async def _check_cycles(self, stored: StoredRows) -> None:
        """Refuse what closes cycles; where the rest goes on, look again at what is left."""
        name_by_id = {str(own_id): name for own_id, name in stored.name_by_id().items()}
        records = await stored_graph(self._session, self._actor, [UUID(own) for own in name_by_id])
        while True:
            graph = graph_of(records, name_by_id)
            change = GraphChange(graph, self._refusals.admitted(self._document))
            cycles = closed_cycles(change)
            self._refusals.add(cycles)
            if not cycles or not self._options.partial:
                return
            self._refusals.spread(self._document, stored)

    def _count_organization(self, organization: Organization, values: dict[str, Any]) -> None:
        changed = bool(differences(organization.model_dump(), values))
        outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED
        if values:
            self._changes.counts[Noun.ORGANIZATION, outcome] += 1

    def _result(self, *, written: bool) -> ImportResult:
        counts = self._changes.counts if not self._is_blocked() else {}
        refused = self._refusals.count_by_noun()
        nouns = [Noun.ORGANIZATION, *(entry.noun for entry in ENTRY_BY_LIST.values())]
        return ImportResult(
            counts={
                noun.value: {outcome.value: counts.get((noun, outcome), 0) for outcome in Outcome}
                | {Outcome.REFUSED.value: refused.get(noun, 0)}
                for noun in nouns
            },
            problems=tuple(self._refusals.problems),
            written=written,
        )
