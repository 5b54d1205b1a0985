"""The ground around nodes that may have moved: all that may have moved with them, and all above."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from service.alignment.packed_ids import ID_BYTES
from service.alignment.snapshot import NO_ROW, Codes, Rows, code
from service.database import Session
from service.libraries import np
from service.nodes.rules import NodeKind
from service.sight.ground import Ground, Soil, ground_of
from service.sight.reaches import Reaches
from service.sight.standing import Standing
from service.sight.statements import ABOVE, BELOW, MEMBERS
from service.sight.storing import read_parts

# Beyond so many nodes one look at everything is cheaper, and takes less memory.
WIDEST = 20_000


class TooWideError(Exception):
    """Too much may have moved to be looked at node by node."""


class Walk:
    """Reads of one moment, and what is stored of what it comes by."""

    def __init__(
        self, session: Session, writing: Session, organization_id: UUID, day: date
    ) -> None:
        """`session` reads the graph, `writing` what is stored, which nobody else changes."""
        self._session = session
        self._writing = writing
        self._organization_id = organization_id
        self._scope = {"organization": organization_id, "day": day}
        self.reaches = Reaches()

    async def ground(self, seeds: Sequence[UUID]) -> Ground:
        """The seeds, all below that may have moved with them, and all above these.

        Raises:
            TooWideError: they are too many.
        """
        ground = await self._above(seeds)
        moved = self._moved(ground, seeds)
        if not len(moved):
            return ground
        if members := await self._members(ground, moved):
            seeds = list({*seeds, *members})
            ground = await self._above(seeds)
            moved = self._moved(ground, seeds)
        before, after = self.reaches.of(ground.seq[moved]), ground.actual[moved]
        up = after > before
        found = set(seeds)
        found |= await self._followers(ground, moved[up], lambda seen: seen < after[up].max())
        found |= await self._followers(
            ground,
            moved[~up],
            lambda seen: (seen > after[~up].min()) & (seen <= before[~up].max()),
        )
        return await self._above(list(found))

    def _moved(self, ground: Ground, ids: Sequence[UUID]) -> Rows:
        """The rows of those that stand other than is stored."""
        found = [row for one in ids if (row := ground.row(one)) is not None]
        rows = np.array(found, np.int32)
        moved: Rows = rows[self.reaches.of(ground.seq[rows]) != ground.actual[rows]]
        return moved

    async def _members(self, ground: Ground, moved: Rows) -> Sequence[UUID]:
        """Key results that come to life or leave it with their objectives.

        They may see farther than these, and so may what is below them.
        """
        away = (self.reaches.of(ground.seq[moved]) == Standing.AWAY) | (
            ground.actual[moved] == Standing.AWAY
        )
        ids = [ground.id(row) for row in moved[away].tolist()]
        scope = {**self._scope, "ids": ids, "most": WIDEST}
        found: Sequence[UUID] = (await self._session.scalars(MEMBERS, scope)).all() if ids else ()
        if len(found) >= WIDEST:
            raise TooWideError
        return found

    async def _followers(
        self, ground: Ground, rows: Rows, may_follow: Callable[[Codes], Any]
    ) -> set[UUID]:
        """What is below and may have moved, too, by what is stored of it, level by level."""
        level = [ground.id(row) for row in rows.tolist()]
        found = set(level)
        while level:
            scope = {**self._scope, "ids": level, "most": WIDEST}
            children = (await self._session.execute(BELOW, scope)).all()
            if len(found) + len(children) >= WIDEST:
                raise TooWideError
            seqs = np.array([child.seq for child in children], np.int64)
            await read_parts(self._writing, self._organization_id, self.reaches, seqs)
            follows = may_follow(self.reaches.of(seqs)).tolist()
            next_level = {child.id for child, may in zip(children, follows, strict=True) if may}
            level = list(next_level - found)
            found |= next_level
        return found

    async def _above(self, ids: Sequence[UUID]) -> Ground:
        rows = (await self._session.execute(ABOVE, {**self._scope, "ids": list(ids)})).all()
        ground = await asyncio.to_thread(lambda: ground_of(_soil(rows)))
        await read_parts(self._writing, self._organization_id, self.reaches, ground.seq)
        return ground


def _soil(found: Sequence[Any]) -> Soil:
    nodes = sorted(found, key=lambda row: row.seq)
    ids = np.array([row.id.bytes for row in nodes], f"S{ID_BYTES}")
    row_by_id = {row.id: place for place, row in enumerate(nodes)}
    edges = [
        (place, row_by_id[parent])
        for place, row in enumerate(nodes)
        for parent in (*row.parents, *([row.home] if row.home else []))
    ]
    ends = np.array(edges, np.int32).reshape(-1, 2)
    return Soil(
        ids=ids,
        seq=np.array([row.seq for row in nodes], np.int64),
        kind=np.array([code(NodeKind(row.kind)) for row in nodes], np.int8),
        home=np.array([row_by_id[row.home] if row.home else NO_ROW for row in nodes], np.int32),
        live=np.array([row.live for row in nodes], np.bool_),
        company=np.array([row.company for row in nodes], np.bool_),
        standalone=np.array([row.standalone for row in nodes], np.bool_),
        child=ends[:, 0].copy(),
        parent=ends[:, 1].copy(),
    )
