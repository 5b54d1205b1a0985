"""The report of a stored cycle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text

from service.actor import Actor
from service.alignment.analysis import Analysis, analyze
from service.alignment.loading import load_snapshot
from service.alignment.records import TeamRecord
from service.alignment.snapshot import NO_ROW, Snapshot, code
from service.audit.named_scope import named_scope
from service.audit.report import audit, waived
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
from service.reporting.history import History
from service.reporting.model import Report
from service.reporting.told_rows import history_of
from service.reporting.waiting import waiting_around

_WEIGHTS = text("""
SELECT id, weight FROM objective
 WHERE organization_id = :organization AND id = ANY(CAST(:ids AS uuid[]))
""")


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which report is asked for.

    Attributes:
        cycle, team: an id or external id; no team is the whole company.
        as_of: the day to tell it as of; None is today.
    """

    cycle: str
    team: str = ""
    as_of: date | None = None


async def stored_report(
    session: Session, actor: Actor, request: ReportRequest, now: datetime
) -> Report:
    """What there is to tell of one cycle; the same for the same data and day.

    Raises:
        NotFound: there is no such cycle or team.
        UnusableInput: several are named, or none.
        Invalid: the organization's audit settings name something unknown.
    """
    zone = (await organization_of(session, actor)).timezone
    as_of = request.as_of or day_in(zone, now)
    snapshot = await load_snapshot(session, actor)
    scope = named_scope(snapshot, request.cycle, request.team)
    cycle_id, team_id = _one(scope)
    analysis = analyze(snapshot, as_of)
    found = await cycles_called(session, actor, [cycle_id], team_id, analysis)
    facts = found[cycle_id]
    is_over = facts.ends_on is not None and as_of > facts.ends_on
    above = [] if team_id or is_over else await _above(session, actor, analysis, cycle_id)
    own = [goal.id for goal in facts.goals]
    ids = [*own, *(goal.id for goal in above)]
    history = await history_of(session, actor, ids)
    audited = audit(snapshot, as_of, scope=scope, generated_at=now)
    material = Material(
        facts=_as_of(facts, history),
        above=_rewound(above, history, as_of),
        story=told_of(_as_of(facts, history)),
        history=history,
        audit=waived(audited, await waivers_by_fingerprint(session, actor)),
        weights=await _weights(session, actor, ids),
        teams=_in_order(snapshot.teams),
        supporters=_supporters(analysis),
        waiting=await waiting_around(session, actor, own, as_of, zone),
        cadence_days=history.facts.settings.cadence_days,
    )
    return compose(material)


def _one(scope: Scope) -> tuple[UUID, UUID | None]:
    if len(scope.cycles) != 1:
        raise UnusableInput("a report is of one cycle: name it by --cycle")
    if len(scope.teams) > 1:
        raise UnusableInput("a report is of one team, with its parts, or of the whole company")
    return UUID(scope.cycles[0]), UUID(scope.teams[0]) if scope.teams else None


async def _above(
    session: Session, actor: Actor, analysis: Analysis, cycle_id: UUID
) -> Sequence[Goal]:
    """The company objectives of the longer cycles that this one lies in, the longest first."""
    snapshot, nodes = analysis.snapshot, analysis.snapshot.nodes
    rows = _cycles_above(snapshot, str(cycle_id))
    chosen = (
        analysis.live
        & (nodes.kind == code(NodeKind.OBJECTIVE))
        & (nodes.level == code(Level.COMPANY))
        & np.isin(nodes.cycle, rows)
    )
    ids = [UUID(nodes.id[row]) for row in np.flatnonzero(chosen).tolist()]
    goals = await goals_called(session, actor, ids, analysis.as_of)
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


def _as_of(facts: CycleFacts, history: History) -> CycleFacts:
    return replace(facts, goals=_rewound(facts.goals, history, facts.as_of))


def _rewound(goals: Iterable[Goal], history: History, day: date) -> list[Goal]:
    numbers = history.on(day)
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
