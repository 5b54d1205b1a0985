"""What moved, seed by seed, and what there is to tell of it: pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.alignment.arrays import slots_of
from service.alignment.snapshot import Codes, Rows, code
from service.events.catalogue import EventType
from service.events.facts import Fact
from service.libraries import np
from service.nodes.rules import NodeKind
from service.sight.ground import Ground
from service.sight.seeds import Seed
from service.sight.standing import Standing

# Subjects that one event names; it counts all.
MOST_NAMED = 1_000

_KINDS = {code(kind): kind.value.lower() for kind in NodeKind}
_GOALS = (code(NodeKind.OBJECTIVE), code(NodeKind.KEY_RESULT))


@dataclass(frozen=True, eq=False, slots=True)
class _Flip:
    """The rows of all that moved with one seed, in their order, and the seed's own."""

    row: int
    rows: Rows
    before: Codes
    after: Codes


class Settling:
    """Goes over a ground seed by seed; what moved with one is settled for those after it."""

    def __init__(self, ground: Ground, stored: Codes) -> None:
        self._ground = ground
        self._moves = np.sign(ground.actual - stored)
        self.standings = stored.copy()

    def facts(self, seed: Seed) -> list[Fact]:
        """What follows from it: one fact of all lines of sight, and one of the seed itself."""
        row = self._ground.row(seed.node_id)
        if row is None:
            return []
        before = Standing(int(self.standings[row]))
        found = [self._sight_fact(seed, self._flip(row))] if self._moves[row] else []
        found.append(self._parent_fact(seed, row, before))
        return [fact for fact in found if fact is not None]

    def _flip(self, row: int) -> _Flip:
        """The seed, and whatever is below it and moved in the same direction."""
        graph, way = self._ground.graph, self._moves[row]
        level = np.array([row], np.int32)
        levels = []
        while len(level):
            self._moves[level] = 0
            levels.append(level)
            below = graph.down[slots_of(graph.down_start, level)[0]]
            level = np.unique(below[self._moves[below] == way])
        rows = np.sort(np.concatenate(levels))
        before, after = self.standings[rows], self._ground.actual[rows]
        self.standings[rows] = after
        return _Flip(row, rows, before, after)

    def _sight_fact(self, seed: Seed, flip: _Flip) -> Fact | None:
        """None where nobody lost or won anything: what comes to life or leaves it does not."""
        stays = (flip.before != Standing.AWAY) & (flip.after != Standing.AWAY)
        told = stays & np.isin(self._ground.kind[flip.rows], _GOALS)
        rows = flip.rows[told].tolist()
        if not rows:
            return None
        names = list(zip(rows, flip.before[told].tolist(), flip.after[told].tolist(), strict=True))
        _, before, after = names[0]
        restored = after > before
        own = {row: (_name(was), _name(now)) for row, was, now in names if row == flip.row}
        return Fact(
            EventType.LINE_OF_SIGHT_RESTORED if restored else EventType.LINE_OF_SIGHT_LOST,
            self._kind(flip.row),
            seed.node_id,
            {"line_of_sight": own[flip.row]} if own else {},
            {
                "count": len(names),
                "subjects": [
                    {
                        "kind": self._kind(row),
                        "id": str(self._ground.id(row)),
                        "from": _name(was),
                        "to": _name(now),
                    }
                    for row, was, now in names[:MOST_NAMED]
                ],
                "truncated": len(names) > MOST_NAMED,
                "calendar": seed.cause_id is None,
            },
            seed.cause_id,
        )

    def _parent_fact(self, seed: Seed, row: int, before: Standing) -> Fact | None:
        """That it is an orphan now, or no longer one; a reason to stand alone makes it none."""
        is_objective = self._ground.kind[row] == code(NodeKind.OBJECTIVE)
        after = Standing(int(self.standings[row]))
        if not is_objective or self._ground.standalone[row] or Standing.AWAY in (before, after):
            return None
        was, now = before is Standing.NONE and not seed.lost_reason, after is Standing.NONE
        if was == now:
            return None
        type_ = EventType.OBJECTIVE_ORPHANED if now else EventType.OBJECTIVE_ADOPTED
        changes: Mapping[str, tuple[object, object]] = {"line_of_sight": (before.name, after.name)}
        return Fact(type_, "objective", seed.node_id, changes, None, seed.cause_id)

    def _kind(self, row: int) -> str:
        return _KINDS[int(self._ground.kind[row])]


def _name(standing: int) -> str:
    return Standing(standing).name
