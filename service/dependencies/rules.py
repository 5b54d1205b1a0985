from enum import StrEnum


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
