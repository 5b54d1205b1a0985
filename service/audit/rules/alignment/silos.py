"""Parts of the organization that hang by nothing, or by one thing."""

from collections.abc import Iterator

from service.alignment.dominators import carried_key_results
from service.alignment.reach import hops
from service.alignment.snapshot import NO_ROW, Mask, Rows, code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.dependencies.rules import DependencyState
from service.libraries import np
from service.nodes.rules import NodeKind
from service.objectives.rules import Level


def _silos(inquiry: Inquiry) -> Iterator[Hit]:
    lines = [_line_up(inquiry, team) for team in range(len(inquiry.snapshot.teams))]
    tied = _tied_teams(inquiry, lines)
    objectives: dict[int, list[int]] = {}
    for row in rows_of(inquiry.objectives & (inquiry.team != NO_ROW)):
        for team in lines[inquiry.team[row]]:
            objectives.setdefault(team, []).append(row)
    minimum = inquiry.thresholds.silo_objectives
    for team in sorted(set(objectives) - tied):
        count = len(objectives[team])
        if inquiry.snapshot.teams[team].parent is not None and count >= minimum:
            yield Hit(
                subject=inquiry.team_ref(team),
                message=f"{count} objectives without a link or dependency to another team"
                " or to a company objective.",
                judged=objectives[team],
                evidence={"objectives": count, "minimum": minimum, "ties": 0},
            )


def _line_up(inquiry: Inquiry, team: int) -> list[int]:
    """The team, its parent and so on up to the root; a loop among teams is walked once."""
    line = [team]
    while (parent := inquiry.snapshot.teams[line[-1]].parent) is not None:
        row = inquiry.snapshot.team_row_by_id[parent]
        if row in line:
            break
        line.append(row)
    return line


def _tied_teams(inquiry: Inquiry, lines: list[list[int]]) -> set[int]:
    """Teams whose subtree has something to do with the rest of the company.

    A link counts in both directions; one to a strategy element ties to the company, and so does
    holding a company objective oneself.
    """
    tied: set[int] = set()
    top = _belongs_to_the_company(inquiry)
    for team in np.unique(inquiry.team[top & (inquiry.team != NO_ROW)]).tolist():
        tied.update(lines[team])
    one, other = _linked_nodes(inquiry)
    for team in np.unique(inquiry.team[one[top[other] & (inquiry.team[one] != NO_ROW)]]).tolist():
        tied.update(lines[team])
    for team, partner in _linked_teams(inquiry, one, other):
        tied.update(set(lines[team]).symmetric_difference(lines[partner]))
    return tied


def _belongs_to_the_company(inquiry: Inquiry) -> Mask:
    is_company = inquiry.of_objective(inquiry.snapshot.nodes.level) == code(Level.COMPANY)
    goals: Mask = is_company & inquiry.analysis.live
    return goals | inquiry.live(NodeKind.STRATEGY_ELEMENT)


def _linked_nodes(inquiry: Inquiry) -> tuple[Rows, Rows]:
    """The ends of every edge and of every dependency not declined, each pair both ways."""
    snapshot, live = inquiry.snapshot, inquiry.analysis.live
    edges, among = snapshot.edges, inquiry.analysis.in_graph
    pairs = [
        (snapshot.row_by_id[row.source], snapshot.row_by_id[row.target])
        for row in snapshot.dependencies
        if row.state is not DependencyState.DECLINED
    ]
    ends = np.array(pairs, np.int32).reshape(-1, 2)
    ends = ends[live[ends].all(axis=1)]
    one = np.concatenate([edges.child[among], ends[:, 0]])
    other = np.concatenate([edges.parent[among], ends[:, 1]])
    return np.concatenate([one, other]), np.concatenate([other, one])


def _linked_teams(inquiry: Inquiry, one: Rows, other: Rows) -> list[tuple[int, int]]:
    teams = np.stack([inquiry.team[one], inquiry.team[other]])
    apart = (teams[0] != NO_ROW) & (teams[1] != NO_ROW) & (teams[0] < teams[1])
    pairs = np.unique(teams[:, apart], axis=1)
    return list(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True))


def _single_points(inquiry: Inquiry) -> Iterator[Hit]:
    analysis, lines = inquiry.analysis, inquiry.thresholds
    for element in rows_of(inquiry.live(NodeKind.STRATEGY_ELEMENT)):
        start, end = analysis.graph.down_start[element : element + 2]
        if len(set(analysis.graph.down[start:end].tolist())) < lines.single_point_supporters:
            continue
        below, carried = carried_key_results(analysis, element)
        total = int(inquiry.key_results[below].sum())
        heavy = carried > lines.single_point_share * total
        if not heavy.any():
            continue
        row, count = _deepest(inquiry, element, below[heavy], carried[heavy])
        yield Hit(
            subject=inquiry.node_ref(row),
            related=(inquiry.node_ref(element),),
            message=f"{count} of the {total} key results of {inquiry.snapshot.nodes.key[element]}"
            " reach it through this alone.",
            judged=(row,),
            evidence={
                "key_results": count,
                "all_key_results": total,
                "share": round(count / total, 6),
                "limit": lines.single_point_share,
            },
        )


def _deepest(inquiry: Inquiry, element: int, rows: Rows, carried: Rows) -> tuple[int, int]:
    """The one farthest from the element: those that carry more than half lie on one chain."""
    graph = inquiry.analysis.graph
    is_element = np.arange(graph.size) == element
    distance = hops(graph.down_start, graph.down, is_element)[rows]
    place = int(np.argmax(distance))
    return int(rows[place]), int(carried[place])


RULES = (
    Rule("ALN016", "silo", Severity.INFO, _silos, Neighborhood.GLOBAL),
    Rule("ALN017", "single-point", Severity.INFO, _single_points, Neighborhood.GLOBAL),
)
