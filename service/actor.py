"""Who asks: the second argument of every query and command."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a token may do; each role may do all that the one before it may."""

    VIEWER = "VIEWER"
    MEMBER = "MEMBER"
    ADMIN = "ADMIN"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


@dataclass(frozen=True, slots=True)
class Actor:
    """A principal in one organization; everything it sees and writes belongs to that one.

    Attributes:
        token_id: the API token it came with, absent for the operator at the command line.
        person_id: the person the token stands for, where it names one.
    """

    organization_id: UUID
    role: Role
    token_id: UUID | None = None
    person_id: UUID | None = None


def operator(organization_id: UUID) -> Actor:
    """Who sits at the command line: trusted with the database, so an admin."""
    return Actor(organization_id=organization_id, role=Role.ADMIN)
