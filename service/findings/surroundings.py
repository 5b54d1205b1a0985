"""What the rules that are judged around a change must see: some subjects, and all that decides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause

from service.actor import Actor
from service.alignment.queries import ids_above
from service.database import Session
from service.findings.around import (
    ALIGNED,
    AWAITED,
    BELOW,
    BESIDE,
    CHAINS,
    CONTRIBUTORS,
    DEPENDENT,
    FOLLOWERS,
    GROUPS,
    HOMES,
    KPIS,
    MOVERS,
    OWNED,
    PARENTS,
    PARTNERS,
    PILLARS,
    SOME_CHILDREN,
)
from service.findings.touching import Touched
from service.objectives.rules import Level

# Beyond these, all is judged anew: that takes less.
MOST_JUDGED = 5_000
MOST_READ = 50_000
_LEVELS = [level.value for level in Level]


class TooWideError(Exception):
    """A change after which the whole is to be judged."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """What is judged: nodes and KPIs."""

    nodes: frozenset[UUID]
    kpis: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Extent:
    """What is read for it.

    Attributes:
        nodes: all that are.
        measured: those whose check-ins are read, too.
        kpis: the KPIs that those may follow, and those that are judged.
    """

    nodes: frozenset[UUID]
    measured: frozenset[UUID]
    kpis: frozenset[UUID]


class Surroundings:
    """Looks around in one organization, within one transaction."""

    def __init__(self, session: Session, actor: Actor, as_of: date) -> None:
        self._session = session
        self._actor = actor
        self._as_of = as_of
        self._most = MOST_JUDGED

    async def follow(self, touched: Touched) -> None:
        """Put what edges, people and KPIs stand for beside the nodes that were touched."""
        for row in await self._rows(ALIGNED, touched.alignments):
            cause = touched.alignments[row.id]
            touched.near |= {row.child_id: cause, row.parent_id: cause}
            touched.far[row.child_id] = cause
        for row in await self._rows(DEPENDENT, touched.dependencies):
            cause = touched.dependencies[row.id]
            touched.near |= {row.from_id: cause, row.to_id: cause}
        for statement, given in ((OWNED, touched.people), (FOLLOWERS, touched.kpis)):
            if given:
                found = await self._ids(statement, given)
                touched.own |= dict.fromkeys(found, max(given.values()))

    async def subjects(self, touched: Touched, circles: Sequence[Collection[UUID]]) -> Subjects:
        """All that the change may have done something to.

        Args:
            touched: what the change is known to have touched.
            circles: the members of each circle that is on record.

        Raises:
            TooWideError: there are too many.
        """
        near, own = await self._ids(GROUPS, touched.near), await self._ids(GROUPS, touched.own)
        beside = await self._ids(BESIDE, near)
        parents = await self._ids(GROUPS, await self._ids(PARENTS, near))
        below = await self._ids(BELOW, touched.far)
        chained = await self._ids(GROUPS, await self._ids(CHAINS, near))
        found = near | own | beside | parents | below | chained
        # What is left of a circle may be one yet.
        found = found.union(*(members for members in circles if not found.isdisjoint(members)))
        kpis = touched.kpis.keys() | await self._ids(KPIS, near | own)
        if len(found) + len(kpis) > MOST_JUDGED:
            raise TooWideError
        return Subjects(frozenset(found), frozenset(kpis))

    async def extent(self, subjects: Subjects) -> Extent:
        """All that the rules look at when they judge these.

        Raises:
            TooWideError: there is too much.
        """
        self._most, nodes = MOST_READ, subjects.nodes
        measured = await self._ids(GROUPS, nodes)
        kpis = subjects.kpis | await self._ids(KPIS, measured)
        around = [
            measured,
            await self._ids(SOME_CHILDREN, measured),
            await self._ids(CONTRIBUTORS, nodes),
            await self._ids(CHAINS, nodes),
            await self._ids(PARTNERS, nodes),
            await self._ids(AWAITED, nodes),
            await self._ids(MOVERS, subjects.kpis),
            await self._ids(PILLARS, levels=_LEVELS),
            set(await ids_above(self._session, self._actor, list(nodes))),
        ]
        seen = set[UUID]().union(*around)
        seen |= await self._ids(HOMES, seen)
        if len(seen) > MOST_READ:
            raise TooWideError
        return Extent(frozenset(seen), frozenset(measured), frozenset(kpis))

    async def _ids(
        self, statement: TextClause, ids: Iterable[UUID] = (), **others: object
    ) -> set[UUID]:
        """What a statement finds.

        Raises:
            TooWideError: more than are read at most.
        """
        return {row[0] for row in await self._rows(statement, ids, **others)}

    async def _rows(
        self, statement: TextClause, ids: Iterable[UUID], **others: object
    ) -> Sequence[Any]:
        given = list(ids)
        if not given and not others:
            return []
        scope = {
            "organization": self._actor.organization_id,
            "ids": given,
            "most": self._most,
            "day": self._as_of,
            **others,
        }
        asked = {name: scope[name] for name in statement._bindparams}  # noqa: SLF001
        rows = (await self._session.execute(statement, asked)).all()
        if len(rows) > self._most:
            raise TooWideError
        return rows
