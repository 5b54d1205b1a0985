"""SCR: whether goals are graded in the end, what their grades leave open, and what comes again."""

from collections.abc import Iterator

from service.alignment.snapshot import NO_ROW, Mask, Numbers, Rows, code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Rule
from service.cycles.rules import CycleState
from service.libraries import np
from service.objectives.rules import Lifecycle
from service.progress.rules import Commitment, KeyResultSource, ProgressDriver

_BY_KPI, _BY_CHILDREN = code(KeyResultSource.KPI), code(KeyResultSource.ALIGNED_CHILDREN)
_BY_OTHERS = [code(ProgressDriver.ALIGNED_CHILDREN), code(ProgressDriver.BOTH)]


def _committed_missed(inquiry: Inquiry) -> Iterator[Hit]:
    nodes = inquiry.snapshot.nodes
    promised = inquiry.objectives & (nodes.commitment == code(Commitment.COMMITTED))
    for row in rows_of(promised & (nodes.score < 1) & ~nodes.noted):
        score = _shown(nodes.score[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"Committed, scored {score:g}, and no note says what was missing.",
            judged=(row,),
            evidence={"score": score, "committed": 1.0},
        )


def _unexplained_override(inquiry: Inquiry) -> Iterator[Hit]:
    nodes, limit = inquiry.snapshot.nodes, inquiry.thresholds.unexplained_override_difference
    suggested = _suggested(inquiry)
    apart = np.round(np.clip(nodes.score, 0.0, 1.0) - suggested, 12)
    goals = inquiry.objectives | inquiry.key_results
    for row in rows_of(goals & ~nodes.noted & (np.abs(apart) >= limit)):
        score, suggestion = _shown(nodes.score[row]), _shown(suggested[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"Scored {score:g} where its progress suggests {suggestion:g}, without a note.",
            judged=(row,),
            evidence={
                "score": score,
                "suggested": suggestion,
                "difference": _shown(apart[row]),
                "limit": limit,
            },
        )


def _not_graded(inquiry: Inquiry) -> Iterator[Hit]:
    """Of what runs or has ended; drafts and the cancelled need no grade."""
    nodes = inquiry.snapshot.nodes
    ended = np.isin(nodes.lifecycle, [code(Lifecycle.ACTIVE), code(Lifecycle.CLOSED)])
    due = inquiry.objectives & ended & _in(inquiry, CycleState.GRADING, CycleState.CLOSED)
    scored = inquiry.key_results & (nodes.home != NO_ROW) & ~np.isnan(nodes.score)
    counts = np.bincount(nodes.home[scored], minlength=len(nodes))
    for row in rows_of(due & np.isnan(nodes.score)):
        cycle = int(inquiry.cycle[row])
        state = inquiry.snapshot.cycles[cycle].state
        yield Hit(
            subject=inquiry.node_ref(row),
            related=(inquiry.cycle_ref(cycle),),
            message=f"No score, and its cycle is {state}.",
            judged=(row,),
            evidence={
                "cycle_state": state,
                "key_results": int(inquiry.key_result_counts[row]),
                "key_results_scored": int(counts[row]),
            },
        )


def _carried_again(inquiry: Inquiry) -> Iterator[Hit]:
    """Told of the last of a chain alone, and of a key result where its objective is not told of."""
    limit, nodes = inquiry.thresholds.carried_again_times, inquiry.snapshot.nodes
    goals = inquiry.objectives | inquiry.key_results
    goals &= nodes.carried_from != NO_ROW
    chains = {row: _chain(nodes.carried_from, row) for row in rows_of(_last(inquiry) & goals)}
    again = {row for row, chain in chains.items() if len(chain) >= max(1, limit)}
    for row in sorted(again):
        if int(nodes.home[row]) in again:
            continue
        first, times = chains[row][-1], len(chains[row])
        yield Hit(
            subject=inquiry.node_ref(row),
            related=(inquiry.node_ref(first),),
            message=f"Carried over {times} times since {nodes.key[first]}.",
            judged=(row,),
            evidence={"times": times, "limit": limit},
        )


def _suggested(inquiry: Inquiry) -> Numbers:
    """The progress of a goal; NaN where what drives it is more than its own key results.

    A KPI goes on after the end: what follows one says no more how far a closed cycle got.
    """
    nodes, size = inquiry.snapshot.nodes, len(inquiry.snapshot.nodes)
    goes_on = (nodes.follows == _BY_KPI) & _in(inquiry, CycleState.CLOSED)
    unknown = inquiry.key_results & ((nodes.follows == _BY_CHILDREN) | goes_on)
    own = np.where(unknown, np.nan, inquiry.measured.progress)
    rows = np.flatnonzero(inquiry.key_results & (nodes.home != NO_ROW) & ~np.isnan(own))
    homes, weights = nodes.home[rows], np.nan_to_num(nodes.weight[rows])
    with np.errstate(all="ignore"):
        mean = np.bincount(homes, weights * own[rows], size) / np.bincount(homes, weights, size)
    mean[nodes.home[unknown & (nodes.home != NO_ROW)]] = np.nan
    mean[np.isin(nodes.progress_driver, _BY_OTHERS)] = np.nan
    return np.where(inquiry.objectives, np.round(mean, 12), own)


def _in(inquiry: Inquiry, *states: CycleState) -> Mask:
    """Nodes whose cycle is in one of these states."""
    cycles = inquiry.snapshot.cycles
    return np.array([*(cycle.state in states for cycle in cycles), False])[inquiry.cycle]


def _last(inquiry: Inquiry) -> Mask:
    """Goals that no live one continues."""
    live, carried_from = inquiry.analysis.live, inquiry.snapshot.nodes.carried_from
    last = np.ones(len(live), np.bool_)
    last[carried_from[live & (carried_from != NO_ROW)]] = False
    return last


def _chain(carried_from: Rows, row: int) -> list[int]:
    """What a goal continues, back to the first; imported ones may run in a circle."""
    chain: list[int] = []
    seen, at = {row}, int(carried_from[row])
    while at != NO_ROW and at not in seen:
        seen.add(at)
        chain.append(at)
        at = int(carried_from[at])
    return chain


def _shown(value: float) -> float:
    return round(float(value), 6)


RULES = (
    Rule("SCR003", "committed-missed", Severity.WARNING, _committed_missed),
    Rule("SCR004", "unexplained-override", Severity.WARNING, _unexplained_override),
    Rule("SCR005", "not-graded", Severity.ERROR, _not_graded),
    Rule("SCR006", "carried-again", Severity.WARNING, _carried_again),
)
