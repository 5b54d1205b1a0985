"""The report of a stored cycle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.alignment.analysis import Analysis, analyze
from service.alignment.loading import load_snapshot
from service.alignment.records import TeamRecord
from service.alignment.snapshot import NO_ROW, Snapshot, code
from service.audit.named_scope import named_scope
from service.audit.report import AuditReport, RuleWaiver, audit, waived
from service.audit.scope import Scope
from service.database import Session
from service.errors import UnusableInput
from service.findings.queries import waivers_by_fingerprint
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.libraries import np
from service.narrative.cycle_stories import told_of
from service.narrative.facts import CycleFacts, Goal
from service.narrative.queries import cycles_called, goals_called
from service.nodes.rules import NodeKind
from service.objectives.rules import Level
from service.reporting.composing import Material, compose
from service.reporting.composing.material import with_numbers
from service.reporting.history import History, Numbers
from service.reporting.model import Report
from service.reporting.told_rows import history_of
from service.reporting.waiting import waiting_around

_WEIGHTS = text("""
SELECT id, weight FROM objective
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which reports are asked for.

    Attributes:
        cycles: ids or external ids, several separated by commas: a report of each.
        teams: the same, of teams that are told of together; none is the whole company.
        as_of: the day to tell it as of; None is today.
    """

    cycles: str
    teams: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class _Ground:
    """What all reports of one organization and day are made from."""

    session: Session
    actor: Actor
    zone: str
    analysis: Analysis
    teams: tuple[str, ...]
    waivers: Mapping[str, RuleWaiver]
    now: datetime

    @property
    def as_of(self) -> date:
        return self.analysis.as_of

    @cached_property
    def order(self) -> Sequence[UUID]:
        return _in_order(self.analysis.snapshot.teams)

    @cached_property
    def supporters(self) -> Mapping[UUID, Sequence[UUID]]:
        return _supporters(self.analysis)


async def stored_reports(
    session: Session, actor: Actor, request: ReportRequest, now: datetime
) -> list[Report]:
    """What there is to tell of each cycle, in turn; the same for the same data and day.

    Raises:
        NotFound: there is no such cycle or team.
        UnusableInput: no cycle is named.
        Invalid: the organization's audit settings name something unknown.
    """
    zone = (await organization_of(session, actor)).timezone
    snapshot = await load_snapshot(session, actor)
    scope = named_scope(snapshot, request.cycles, request.teams)
    if not scope.cycles:
        raise UnusableInput("a report is of a cycle: name one, or several, by --cycle")
    analysis = analyze(snapshot, request.as_of or day_in(zone, now))
    waivers = await waivers_by_fingerprint(session, actor)
    ground = _Ground(session, actor, zone, analysis, scope.teams, waivers, now)
    return [compose(await _material(ground, await _facts(ground, id_))) for id_ in scope.cycles]


async def _facts(ground: _Ground, cycle_id: str) -> CycleFacts:
    """One cycle at a time: what is told of it does not depend on the others."""
    teams = [UUID(id_) for id_ in ground.teams]
    own_id = UUID(cycle_id)
    found = await cycles_called(ground.session, ground.actor, [own_id], teams, ground.analysis)
    return found[own_id]


async def _material(ground: _Ground, stored: CycleFacts) -> Material:
    """All that a report is composed of, with the numbers of the day."""
    session, actor, as_of = ground.session, ground.actor, ground.as_of
    is_over = stored.ends_on is not None and as_of > stored.ends_on
    above = [] if stored.teams or is_over else await _above(ground, stored.id)
    own = [goal.id for goal in stored.goals]
    ids = [*own, *(goal.id for goal in above)]
    history = await history_of(session, actor, ids)
    numbers = history.on(as_of)
    facts = replace(stored, goals=_rewound(stored.goals, history, numbers, as_of))
    return Material(
        facts=facts,
        above=_rewound(above, history, numbers, as_of),
        story=told_of(facts),
        history=history,
        now=numbers,
        audit=_audited(ground, stored.id),
        weights=await _weights(session, actor, ids),
        teams=ground.order,
        supporters=ground.supporters,
        waiting=await waiting_around(session, actor, own, as_of, ground.zone),
        cadence_days=history.facts.settings.cadence_days,
    )


def _audited(ground: _Ground, cycle_id: UUID) -> AuditReport:
    scope = Scope((str(cycle_id),), ground.teams)
    snapshot = ground.analysis.snapshot
    found = audit(snapshot, ground.as_of, scope=scope, generated_at=ground.now)
    return waived(found, ground.waivers)


async def _above(ground: _Ground, cycle_id: UUID) -> Sequence[Goal]:
    """The company objectives of the longer cycles that this one lies in, the longest first."""
    analysis, snapshot = ground.analysis, ground.analysis.snapshot
    nodes = snapshot.nodes
    rows = _cycles_above(snapshot, str(cycle_id))
    chosen = (
        analysis.live
        & (nodes.kind == code(NodeKind.OBJECTIVE))
        & (nodes.level == code(Level.COMPANY))
        & np.isin(nodes.cycle, rows)
    )
    ids = [UUID(nodes.id[row]) for row in np.flatnonzero(chosen).tolist()]
    goals = await goals_called(ground.session, ground.actor, ids, ground.as_of)
    place = {UUID(snapshot.cycles[row].id): at for at, row in enumerate(reversed(rows))}
    return sorted(
        goals.values(), key=lambda goal: (place.get(goal.cycle_id or goal.id, 0), goal.id)
    )


def _cycles_above(snapshot: Snapshot, cycle_id: str) -> list[int]:
    """The rows of the cycles that one lies in, the nearest first; a loop is walked once."""
    rows: list[int] = []
    parent = snapshot.cycles[snapshot.cycle_row_by_id[cycle_id]].parent
    while parent is not None and parent != cycle_id:
        row = snapshot.cycle_row_by_id[parent]
        if row in rows:
            break
        rows.append(row)
        parent = snapshot.cycles[row].parent
    return rows


def _rewound(goals: Iterable[Goal], history: History, numbers: Numbers, day: date) -> list[Goal]:
    """The goals with the numbers of the day."""
    return [
        with_numbers(goal, numbers[goal.id], history, day) if goal.id in numbers else goal
        for goal in goals
    ]


async def _weights(session: Session, actor: Actor, ids: Sequence[UUID]) -> Mapping[UUID, Decimal]:
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    return {row.id: row.weight for row in await session.execute(_WEIGHTS, scope)}


def _in_order(teams: Sequence[TeamRecord]) -> list[UUID]:
    """Depth first, those beside each other by name; what hangs in a loop comes last."""
    below: dict[str | None, list[TeamRecord]] = defaultdict(list)
    for team in sorted(teams, key=lambda one: (one.name.casefold(), one.id), reverse=True):
        below[team.parent].append(team)
    order: dict[str, None] = {}
    waiting = list(below[None])
    while waiting:
        team = waiting.pop()
        order[team.id] = None
        waiting += below[team.id]
    rest = [team.id for team in teams if team.id not in order]
    return [UUID(id_) for id_ in (*order, *sorted(rest))]


def _supporters(analysis: Analysis) -> Mapping[UUID, Sequence[UUID]]:
    """The objectives that are aligned to each objective, or to a key result of it."""
    nodes, edges = analysis.snapshot.nodes, analysis.snapshot.edges
    is_goal = nodes.kind == code(NodeKind.OBJECTIVE)
    aligned = analysis.in_graph & is_goal[edges.child]
    homes = np.where(nodes.home != NO_ROW, nodes.home, np.arange(len(nodes)))
    parents, children = homes[edges.parent[aligned]], edges.child[aligned]
    found: dict[UUID, dict[UUID, None]] = defaultdict(dict)
    for parent, child in zip(parents.tolist(), children.tolist(), strict=True):
        found[UUID(nodes.id[parent])][UUID(nodes.id[child])] = None
    return {parent: list(below) for parent, below in found.items()}
