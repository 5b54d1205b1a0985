"""What an audit speaks of: some cycles and teams, or everything live. The graph is always whole."""

from dataclasses import dataclass

from service.alignment.rules import EdgeOrigin
from service.alignment.snapshot import NO_ROW, Mask, code
from service.alignment.trees import with_children
from service.audit.inquiry import Inquiry
from service.audit.rules.definition import Hit
from service.libraries import np
from service.nodes.rules import NodeKind


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of the chosen cycles and teams, without their children; none chosen is no limit."""

    cycles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Selection:
    """The nodes, cycles and teams in scope.

    What belongs to no cycle by its nature (strategy, teams, people, KPIs, the organization) is in
    the scope of every cycle. What belongs to no team by its nature is in no team's scope.

    Attributes:
        organization: whether what concerns the whole organization is meant, too; its KPIs do.
        everything: no limit was chosen.
    """

    everything: bool
    nodes: Mask
    cycles: Mask
    teams: Mask
    organization: bool

    def holds(self, hit: Hit, inquiry: Inquiry) -> bool:
        """Whether the hit's subject is in scope; one of several nodes' is where one of them is."""
        if self.everything:
            return True
        snapshot = inquiry.snapshot
        match hit.subject.kind:
            case "organization" | "kpi" if not self.organization:
                return False
            case "team" if not self.teams[snapshot.team_row_by_id[hit.subject.id]]:
                return False
            case "cycle" if not self.cycles[snapshot.cycle_row_by_id[hit.subject.id]]:
                return False
        return not hit.judged or bool(self.nodes[list(hit.judged)].any())


def selection(inquiry: Inquiry, scope: Scope) -> Selection:
    snapshot = inquiry.snapshot
    cycles = with_children(snapshot.cycles, snapshot.cycle_row_by_id, scope.cycles)
    teams = with_children(snapshot.teams, snapshot.team_row_by_id, scope.teams)
    goals = _goals(inquiry, cycles if scope.cycles else None, teams if scope.teams else None)
    return Selection(
        everything=scope == Scope(),
        nodes=goals | _initiatives(inquiry, goals, scope, teams) | _strategy(inquiry, scope),
        cycles=cycles if scope.cycles else np.ones(len(cycles), np.bool_),
        teams=teams if scope.teams else np.ones(len(teams), np.bool_),
        organization=not scope.teams,
    )


def _goals(inquiry: Inquiry, cycles: Mask | None, teams: Mask | None) -> Mask:
    """Objectives and key results of these cycles and of these teams; None is no limit."""
    chosen: Mask = inquiry.objective_row != NO_ROW
    if cycles is not None:
        chosen = chosen & np.append(cycles, False)[inquiry.cycle]
    if teams is not None:
        chosen = chosen & np.append(teams, False)[inquiry.team]
    return chosen


def _initiatives(inquiry: Inquiry, goals: Mask, scope: Scope, teams: Mask) -> Mask:
    """In scope by what they serve; one that serves nothing by its team, and in no cycle."""
    edges, is_initiative = inquiry.snapshot.edges, _is(inquiry, NodeKind.INITIATIVE)
    if not scope.cycles and not scope.teams:
        return is_initiative
    chosen = np.zeros(len(is_initiative), np.bool_)
    serves = inquiry.of_origin(EdgeOrigin.SERVES)
    chosen[edges.child[serves & goals[edges.parent]]] = True
    if scope.teams and not scope.cycles:
        chosen |= is_initiative & np.append(teams, False)[inquiry.team]
    return chosen


def _strategy(inquiry: Inquiry, scope: Scope) -> Mask:
    is_strategy = _is(inquiry, NodeKind.STRATEGY_ELEMENT)
    return np.zeros_like(is_strategy) if scope.teams else is_strategy


def _is(inquiry: Inquiry, kind: NodeKind) -> Mask:
    is_kind: Mask = inquiry.snapshot.nodes.kind == code(kind)
    return is_kind
