from enum import StrEnum


class TeamKind(StrEnum):
    """Where a team stands in the organization."""

    COMPANY = "COMPANY"
    DIVISION = "DIVISION"
    DEPARTMENT = "DEPARTMENT"
    TEAM = "TEAM"


class TeamRole(StrEnum):
    """What a person is in a team."""

    LEAD = "LEAD"
    MEMBER = "MEMBER"
