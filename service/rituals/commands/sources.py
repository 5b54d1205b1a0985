"""What there is to clone of a cycle, read in as many statements however much it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, select, text

from service.actor import Actor
from service.cycles.models import Cycle
from service.cycles.rules import Deed, check_permits
from service.database import Session
from service.errors import Conflict, NotFound
from service.objectives.commands.stages import stored_rows
from service.objectives.commands.stored import KEY_RESULTS, OBJECTIVES
from service.objectives.rules import STAGES
from service.progress.rules import KeyResultSource
from service.rituals.commands.carrying import Span
from service.writing.recordset import table_of
from service.writing.rows import Row

_CYCLES = table_of(Cycle)

# Held before any cycle is, and at once: whoever records a reading looks who follows its KPI.
_FOLLOWED = text("""
SELECT id FROM kpi
 WHERE organization_id = :organization AND id IN (
       SELECT k.kpi_id FROM objective o
         JOIN key_result k ON k.organization_id = :organization AND k.objective_id = o.id
        WHERE o.organization_id = :organization AND o.cycle_id = :cycle AND k.follows = 'KPI')
 ORDER BY id FOR SHARE
""")

# Of the cycle's goals, up to what lives, or is among them; the rest is dead.
_EDGES = text("""
SELECT a.child_id, a.child_kind, a.parent_id, a.parent_kind, a.kind, a.is_primary, a.weight,
       a.allocation, a.rationale, a.valid_to,
       coalesce(o.archived_at, k.archived_at, home.archived_at, s.archived_at) IS NOT NULL
           OR coalesce(o.lifecycle, home.lifecycle) IS NOT DISTINCT FROM 'CANCELLED' AS is_dead
  FROM alignment a
  LEFT JOIN objective o ON o.organization_id = :organization AND o.id = a.parent_id
  LEFT JOIN key_result k ON k.organization_id = :organization AND k.id = a.parent_id
  LEFT JOIN objective home ON home.organization_id = :organization AND home.id = k.objective_id
  LEFT JOIN strategy_element s ON s.organization_id = :organization AND s.id = a.parent_id
 WHERE a.organization_id = :organization AND a.child_id = ANY(CAST(:ids AS uuid[]))
   AND a.archived_at IS NULL AND a.state = 'ACCEPTED'
 ORDER BY a.id
""")

_PLANNING = text("""
SELECT audience, starts_on, ends_on, note FROM planning_step
 WHERE organization_id = :organization AND cycle_id = :cycle ORDER BY starts_on, id
""")


@dataclass(frozen=True, slots=True)
class Goals:
    """The live goals of a cycle, the oldest first; archived ones are left out."""

    objectives: Sequence[Row]
    key_results: Sequence[Row]


async def held_cycle(session: Session, actor: Actor, cycle_id: UUID, *, marks: bool) -> Row:
    """The cycle to clone, in whatever state; it stays there until the transaction ends.

    The caller holds the graph, as whoever takes a cycle from state to state.

    Raises:
        NotFound: there is none.
        ReadOnly, Invalid: its goals are to get `marks`, and its state does not permit that.
    """
    scope = {"organization": actor.organization_id, "id": cycle_id}
    found = (await session.execute(_HELD_CYCLE, scope)).one_or_none()
    if found is None:
        raise NotFound("there is no such cycle", ["id"])
    if marks:
        check_permits(found.state, Deed.SCORE, ["mark_carried"])
    return found._asdict()


async def hold_followed(session: Session, actor: Actor, cycle_id: UUID) -> set[UUID]:
    """The KPIs that key results of the cycle follow, held until the transaction ends."""
    scope = {"organization": actor.organization_id, "cycle": cycle_id}
    return set(await session.scalars(_FOLLOWED, scope))


async def goals_of(
    session: Session, actor: Actor, cycle_id: UUID, followed: set[UUID], *, marks: bool
) -> Goals:
    """The goals that are there to be cloned; the objectives are held where they get `marks`.

    Raises:
        Conflict: one follows a KPI that is not held: it has begun to just now.
    """
    objectives = await _rows(
        session, _HELD_OBJECTIVES if marks else _OBJECTIVES, actor, cycle=cycle_id
    )
    ids = [row["id"] for row in objectives]
    key_results = await _rows(session, _KEY_RESULTS, actor, ids=ids)
    following = {row["kpi_id"] for row in key_results if row["follows"] == KeyResultSource.KPI}
    if not following <= followed | {None}:
        raise Conflict("a key result follows another KPI since just now; try again")
    return Goals(objectives, key_results)


async def edges_of(session: Session, actor: Actor, child_ids: Sequence[UUID]) -> list[Row]:
    """The accepted alignments of these goals, the oldest first, and whether the parent is dead."""
    scope = {"organization": actor.organization_id, "ids": list(child_ids)}
    return [row._asdict() for row in await session.execute(_EDGES, scope)]


async def stages_of(
    session: Session, actor: Actor, key_result_ids: Sequence[UUID]
) -> Mapping[str, Mapping[UUID, Sequence[Row]]]:
    """By `checkpoints` and `milestones`, those of each key result in their order."""
    found: dict[str, Mapping[UUID, Sequence[Row]]] = {}
    for name in STAGES:
        rows = await stored_rows(session, actor, name, key_result_ids)
        found[name] = defaultdict(list, rows)
    return found


async def planning_of(session: Session, actor: Actor, cycle_id: UUID) -> list[Row]:
    """The steps of its planning calendar, by first day."""
    scope = {"organization": actor.organization_id, "cycle": cycle_id}
    return [row._asdict() for row in await session.execute(_PLANNING, scope)]


def span_of(cycle: Row) -> Span:
    return Span(cycle["starts_on"], cycle["ends_on"])


async def _rows(
    session: Session,
    statement: Select[Any],
    actor: Actor,
    **scope: Any,  # noqa: ANN401  # what the statement asks for
) -> list[Row]:
    given = {"organization": actor.organization_id, **scope}
    return [row._asdict() for row in await session.execute(statement, given)]


_OWN = bindparam("organization", type_=Uuid)
_HELD_CYCLE = (
    select(_CYCLES)
    .where(_CYCLES.c.organization_id == _OWN, _CYCLES.c.id == bindparam("id", type_=Uuid))
    .with_for_update(read=True, key_share=True)
)
_OBJECTIVES = (
    select(OBJECTIVES)
    .where(
        OBJECTIVES.c.organization_id == _OWN,
        OBJECTIVES.c.cycle_id == bindparam("cycle", type_=Uuid),
        OBJECTIVES.c.archived_at.is_(None),
    )
    .order_by(OBJECTIVES.c.id)
)
_HELD_OBJECTIVES = _OBJECTIVES.with_for_update(key_share=True)
_KEY_RESULTS = (
    select(KEY_RESULTS)
    .where(
        KEY_RESULTS.c.organization_id == _OWN,
        KEY_RESULTS.c.objective_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        KEY_RESULTS.c.archived_at.is_(None),
    )
    .order_by(KEY_RESULTS.c.id)
)
