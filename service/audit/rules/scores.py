"""SCR: whether what was reached tells that goals were set too low or too high.

A set is what a team, or for its company objectives the organization, has in one cycle.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.alignment.snapshot import NO_ROW, Mask, Numbers, Rows, code
from service.audit.findings import Ref, Severity
from service.audit.inquiry import Inquiry
from service.audit.rules.definition import Hit, Neighborhood, Rule
from service.libraries import np
from service.objectives.rules import Level
from service.progress.rules import Commitment


@dataclass(frozen=True, slots=True)
class _Set:
    """Scored ASPIRATIONAL objectives of one holder in one cycle, and their mean score."""

    holder: Ref
    cycle: Ref
    rows: list[int]
    mean: float


def _sandbagging(inquiry: Inquiry) -> Iterator[Hit]:
    limit = inquiry.thresholds.sandbagging_average
    for one in _sets(inquiry):
        if one.mean > limit:
            yield _hit(one, limit, "they were no stretch")


def _overreach(inquiry: Inquiry) -> Iterator[Hit]:
    limit = inquiry.thresholds.overreach_average
    for one in _sets(inquiry):
        if one.mean < limit:
            yield _hit(one, limit, "they were out of reach")


def _hit(one: _Set, limit: float, meaning: str) -> Hit:
    return Hit(
        subject=one.holder,
        related=(one.cycle,),
        message=f"{len(one.rows)} aspirational objectives of {one.cycle.title} score"
        f" {one.mean:.2f} on average: {meaning}.",
        judged=one.rows,
        evidence={
            "objectives": len(one.rows),
            "average": round(one.mean, 6),
            "limit": limit,
        },
    )


def _sets(inquiry: Inquiry) -> Iterator[_Set]:
    nodes, score = inquiry.snapshot.nodes, _scores(inquiry)
    scored = inquiry.objectives & ~np.isnan(score)
    scored &= nodes.commitment == code(Commitment.ASPIRATIONAL)
    company = nodes.level == code(Level.COMPANY)
    whole = np.zeros(len(nodes), np.int32)
    yield from _held(inquiry, scored & company, whole, lambda _: inquiry.organization_ref)
    yield from _held(inquiry, scored & ~company, nodes.team, inquiry.team_ref)


def _held(inquiry: Inquiry, among: Mask, holder: Rows, ref: Callable[[int], Ref]) -> Iterator[_Set]:
    score = _scores(inquiry)
    rows = np.flatnonzero(among & (holder != NO_ROW) & (inquiry.cycle != NO_ROW))
    places = np.stack([holder[rows], inquiry.cycle[rows]])
    pairs, group, counts = np.unique(places, axis=1, return_inverse=True, return_counts=True)
    sums = np.bincount(group.ravel(), score[rows], len(counts))
    least = max(1, inquiry.thresholds.scored_set_objectives)
    for place in np.flatnonzero(counts >= least).tolist():
        yield _Set(
            holder=ref(int(pairs[0, place])),
            cycle=inquiry.cycle_ref(int(pairs[1, place])),
            rows=rows[group.ravel() == place].tolist(),
            mean=round(float(sums[place]) / int(counts[place]), 12),
        )


def _scores(inquiry: Inquiry) -> Numbers:
    """Of each objective its own, else the weighted mean of its key results' that have one; 0..1."""
    nodes, size = inquiry.snapshot.nodes, len(inquiry.snapshot.nodes)
    score = np.clip(nodes.score, 0.0, 1.0)
    rows = np.flatnonzero(inquiry.key_results & ~np.isnan(score) & (nodes.home != NO_ROW))
    weights, homes = np.nan_to_num(nodes.weight[rows]), nodes.home[rows]
    total = np.bincount(homes, weights, size)
    with np.errstate(all="ignore"):
        of_key_results = np.bincount(homes, weights * score[rows], size) / total
    return np.where(np.isnan(score), of_key_results, score)


RULES = (
    Rule("SCR001", "sandbagging", Severity.WARNING, _sandbagging, Neighborhood.GLOBAL),
    Rule("SCR002", "overreach", Severity.INFO, _overreach, Neighborhood.GLOBAL),
)
