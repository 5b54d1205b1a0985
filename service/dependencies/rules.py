from collections.abc import Mapping
from enum import StrEnum

from service.cycles.rules import Deed, check_permits
from service.errors import Invalid
from service.nodes.rules import NodeKind
from service.writing.checks import Check, required, text


class DependencyKind(StrEnum):
    """What one goal is to another that it depends on, or holds up."""

    BLOCKS = "BLOCKS"
    NEEDS = "NEEDS"
    RELATES = "RELATES"
    CONFLICTS = "CONFLICTS"


class DependencyState(StrEnum):
    """Where the request to the other team stands."""

    REQUESTED = "REQUESTED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"
    AT_RISK = "AT_RISK"
    RESOLVED = "RESOLVED"


# What may become of a dependency in each state; an import stores any.
_STEPS: Mapping[DependencyState, frozenset[DependencyState]] = {
    DependencyState.REQUESTED: frozenset({DependencyState.CONFIRMED, DependencyState.DECLINED}),
    DependencyState.CONFIRMED: frozenset({DependencyState.AT_RISK, DependencyState.RESOLVED}),
    DependencyState.AT_RISK: frozenset({DependencyState.CONFIRMED, DependencyState.RESOLVED}),
    DependencyState.DECLINED: frozenset({DependencyState.REQUESTED}),
    DependencyState.RESOLVED: frozenset(),
}

DEPENDENCY_CHECKS: Mapping[str, Check] = {
    "kind": required,
    "state": required,
    "note": text,
}


def check_step(before: str, after: str) -> None:
    """Whether a dependency in the one state may come into the other.

    Raises:
        Invalid: it may not.
    """
    steps = _STEPS[DependencyState(before)]
    if after not in steps:
        words = " or ".join(state for state in DependencyState if state in steps)
        may_become = f"becomes {words}" if words else "stays so"
        raise Invalid(f"a dependency that is {before} {may_become}, not {after}", ["state"])


def check_end(kind: str, field: str) -> None:
    """Whether a dependency may lead from or to such a node.

    Raises:
        Invalid: only goals depend on one another.
    """
    if kind not in (NodeKind.OBJECTIVE, NodeKind.KEY_RESULT):
        raise Invalid("only objectives and key results depend on one another", [field])


def check_open(cycle_state: str | None, field: str) -> None:
    """Whether what a goal of this cycle depends on may still be written.

    Raises:
        ReadOnly: the cycle is closed.
    """
    check_permits(cycle_state, Deed.WRITE, [field], "the cycle of the dependent goal")
