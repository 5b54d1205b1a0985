"""Levels of the cascade, and how long it is."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from service.alignment.rules import Reach
from service.alignment.snapshot import code
from service.audit.findings import Severity
from service.audit.inquiry import Inquiry, rows_of
from service.audit.rules.definition import Hit, Rule
from service.objectives.rules import Level


def _skips(inquiry: Inquiry) -> Iterator[Hit]:
    levels = inquiry.snapshot.nodes.level[inquiry.objectives]
    in_use = [level for level in Level if (levels == code(level)).any()]
    for parent, child in combinations(Level, 2):
        between = [level for level in in_use if code(parent) < code(level) < code(child)]
        if between:
            yield from _edge_hits(inquiry, child, parent, between)


def _inversions(inquiry: Inquiry) -> Iterator[Hit]:
    for child, parent in combinations(Level, 2):
        yield from _edge_hits(inquiry, child, parent)


def _edge_hits(
    inquiry: Inquiry, child_level: Level, parent_level: Level, skipped: Sequence[Level] = ()
) -> Iterator[Hit]:
    """The alignments between two levels; a key result stands at the level of its objective."""
    edges = inquiry.snapshot.edges
    levels = inquiry.of_objective(inquiry.snapshot.nodes.level)
    linked = inquiry.alignments & (levels[edges.child] == code(child_level))
    linked &= levels[edges.parent] == code(parent_level)
    message = f"{child_level.capitalize()} goal under {_a(parent_level)} goal"
    if skipped:
        message += f", past {_listed(skipped)} goals"
    evidence = {"child_level": child_level, "parent_level": parent_level}
    for edge in rows_of(linked):
        child = int(edges.child[edge])
        yield Hit(
            subject=inquiry.node_ref(child),
            related=(inquiry.node_ref(int(edges.parent[edge])),),
            message=f"{message}.",
            judged=(child,),
            evidence={**evidence, "skipped_levels": list(skipped)} if skipped else evidence,
        )


def _a(level: Level) -> str:
    article = "an" if level is Level.INDIVIDUAL else "a"
    return f"{article} {level.lower()}"


def _listed(levels: Sequence[Level]) -> str:
    return " and ".join(level.lower() for level in levels)


def _deep_chains(inquiry: Inquiry) -> Iterator[Hit]:
    """Only ways that end in strategy: a shorter one to a company objective is no such chain."""
    analysis, limit = inquiry.analysis, inquiry.thresholds.deep_chain_steps
    goals = inquiry.objectives | inquiry.key_results
    deep = goals & (analysis.reach == code(Reach.FULL)) & (analysis.distance > limit)
    for row, steps in zip(rows_of(deep), analysis.distance[deep].tolist(), strict=True):
        yield Hit(
            subject=inquiry.node_ref(row),
            message=f"{steps} steps to strategy, {limit} are enough.",
            judged=(row,),
            evidence={"distance": steps, "limit": limit},
        )


RULES = (
    Rule("ALN010", "level-skip", Severity.INFO, _skips),
    Rule("ALN011", "inverted-level", Severity.ERROR, _inversions),
    Rule("ALN015", "deep-chain", Severity.INFO, _deep_chains),
)
