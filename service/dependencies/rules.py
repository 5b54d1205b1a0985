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


DEPENDENCY_CHECKS: Mapping[str, Check] = {
    "kind": required,
    "state": required,
    "note": text,
}


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
