from enum import StrEnum


class InitiativeStatus(StrEnum):
    """The stages of a project or task."""

    PROPOSED = "PROPOSED"
    PLANNED = "PLANNED"
    IN_PROGRESS = "IN_PROGRESS"
    BLOCKED = "BLOCKED"
    DONE = "DONE"
    DROPPED = "DROPPED"
