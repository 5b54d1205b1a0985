"""What is on record and stands, as runs compare with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from service.actor import Actor
from service.database import Session
from service.findings.judging import CIRCLES, LOCAL
from service.findings.statements import CIRCLES_ON_RECORD, STANDING, STANDING_OF
from service.findings.surroundings import Subjects

_BY_SUBJECT = [rule.id for rule in LOCAL if rule.id not in CIRCLES]


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle on record, and all that belong to it."""

    id: UUID
    members: frozenset[UUID]


async def all_standing(session: Session, actor: Actor) -> bytes:
    """The marks of everything that stands."""
    return bytes(await session.scalar(STANDING, {"organization": actor.organization_id}))


async def circles_on_record(session: Session, actor: Actor) -> list[Circle]:
    scope = {"organization": actor.organization_id, "rules": list(CIRCLES)}
    return [
        Circle(row.id, frozenset({row.subject_id, *(UUID(one["id"]) for one in row.related)}))
        for row in await session.execute(CIRCLES_ON_RECORD, scope)
    ]


async def standing_of(
    session: Session, actor: Actor, subjects: Subjects, circles: Sequence[Circle]
) -> bytes:
    """The marks of what stands by the local rules about the subjects."""
    scope = {
        "organization": actor.organization_id,
        "rules": _BY_SUBJECT,
        "subjects": [*subjects.nodes, *subjects.kpis],
        "ids": [one.id for one in circles if not one.members.isdisjoint(subjects.nodes)],
    }
    return bytes(await session.scalar(STANDING_OF, scope))
