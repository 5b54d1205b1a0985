from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, text
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from service.actor import Actor
from service.alignment.fact_rows import (
    check_in_records,
    checkpoint_records,
    milestone_records,
    reading_records,
)
from service.alignment.line_of_sight import LineOfSight, lines_of_sight
from service.alignment.models import Alignment
from service.alignment.node_rows import node_records
from service.alignment.other_rows import (
    alignment_records,
    cycle_records,
    dependency_records,
    kpi_records,
    person_records,
    team_records,
)
from service.alignment.records import OrganizationRecords
from service.alignment.rules import AlignmentState
from service.database import Session
from service.errors import NotFound
from service.identity.queries import organization_of
from service.objectives.models import Objective
from service.objectives.queries import objectives
from service.strategy.models import StrategyElement

# Every node above some, over edges of any state and through the dead, too: what counts on which
# day is for the graph to judge, and the few rows more cost nothing.
_ABOVE = text("""
WITH RECURSIVE above(id) AS (
    SELECT unnest(CAST(:ids AS uuid[]))
    UNION
    SELECT edge.parent_id FROM above CROSS JOIN LATERAL (
        SELECT objective_id AS parent_id FROM key_result
         WHERE organization_id = :organization AND id = above.id
        UNION ALL
        SELECT parent_id FROM alignment
         WHERE organization_id = :organization AND child_id = above.id AND archived_at IS NULL
        UNION ALL
        SELECT target_id FROM initiative_target
         WHERE organization_id = :organization AND initiative_id = above.id
        UNION ALL
        SELECT parent_id FROM strategy_element
         WHERE organization_id = :organization AND id = above.id AND parent_id IS NOT NULL
    ) edge
)
SELECT id FROM above
""")

# One live child is enough to tell a lone node from one in the wrong place: a node near the top
# may have a hundred thousand.
_CHILDREN = text("""
SELECT child.id FROM unnest(CAST(:ids AS uuid[])) AS subject(id) CROSS JOIN LATERAL (
    (SELECT a.child_id AS id FROM alignment a
      JOIN node n ON n.organization_id = a.organization_id AND n.id = a.child_id
      LEFT JOIN key_result k ON k.organization_id = a.organization_id AND k.id = a.child_id
      JOIN objective o
        ON o.organization_id = a.organization_id AND o.id = coalesce(k.objective_id, a.child_id)
     WHERE a.organization_id = :organization AND a.parent_id = subject.id
       AND a.archived_at IS NULL AND a.state = 'ACCEPTED'
       AND coalesce(a.valid_from <= :day, true) AND coalesce(a.valid_to >= :day, true)
       AND k.objective_id IS DISTINCT FROM a.parent_id
       AND k.archived_at IS NULL AND o.archived_at IS NULL AND o.lifecycle <> 'CANCELLED'
     LIMIT 1)
    UNION ALL
    (SELECT i.id FROM initiative_target t
       JOIN initiative i ON i.organization_id = t.organization_id AND i.id = t.initiative_id
      WHERE t.organization_id = :organization AND t.target_id = subject.id
        AND i.archived_at IS NULL AND i.status IS DISTINCT FROM 'DROPPED'
      LIMIT 1)
) child
""")


_RECORDED = text("""
SELECT coalesce((SELECT sequence FROM event_chain WHERE organization_id = :organization), 0)
     + (SELECT count(*) FROM event WHERE organization_id = :organization AND sequence IS NULL)
""")


def alignments(actor: Actor) -> Select[Alignment]:
    return select(Alignment).where(
        col(Alignment.organization_id) == actor.organization_id,
        col(Alignment.archived_at).is_(None),
    )


def objectives_aligned(actor: Actor) -> Select[Objective]:
    """Objectives once for everything that they are aligned to, which the statement can name."""
    return objectives(actor).join(Alignment, _accepted(col(Alignment.child_id)))


def objectives_above(actor: Actor) -> Select[Objective]:
    """Objectives once for everything that is aligned to them, which the statement can name."""
    return objectives(actor).join(Alignment, _accepted(col(Alignment.parent_id)))


def _accepted(end: Mapped[UUID]) -> ColumnElement[bool]:
    """An alignment that holds, with an objective at this end of it."""
    return and_(
        col(Alignment.organization_id) == col(Objective.organization_id),
        end == col(Objective.id),
        col(Alignment.archived_at).is_(None),
        col(Alignment.state) == AlignmentState.ACCEPTED,
    )


async def organization_records(session: Session, actor: Actor) -> OrganizationRecords:
    """The whole organization: ids are UUIDs as text, keys the external id where there is one."""
    organization = await organization_of(session, actor)
    return OrganizationRecords(
        id=str(organization.id),
        name=organization.name,
        settings=organization.settings,
        nodes=await node_records(session, actor),
        alignments=await alignment_records(session, alignments(actor)),
        dependencies=await dependency_records(session, actor),
        cycles=await cycle_records(session, actor),
        teams=await team_records(session, actor),
        people=await person_records(session, actor),
        check_ins=await check_in_records(session, actor),
        kpis=await kpi_records(session, actor),
        readings=await reading_records(session, actor),
        checkpoints=await checkpoint_records(session, actor),
        milestones=await milestone_records(session, actor),
    )


async def ids_above(session: Session, actor: Actor, ids: Sequence[UUID]) -> list[UUID]:
    """The nodes of `ids` and all above them, over edges of any state."""
    scope = {"organization": actor.organization_id, "ids": list(ids)}
    return list(await session.scalars(_ABOVE, scope))


async def records_above(session: Session, actor: Actor, ids: Sequence[UUID]) -> OrganizationRecords:
    """The nodes of `ids`, all above them and every edge out of these: a few dozen rows."""
    above = await ids_above(session, actor, ids)
    return OrganizationRecords(
        name="",
        nodes=await node_records(session, actor, above),
        alignments=await alignment_records(
            session, alignments(actor).where(col(Alignment.child_id).in_(above))
        ),
    )


async def lines_of_sight_of(
    session: Session, actor: Actor, ids: Sequence[UUID], as_of: date, max_paths: int = 3
) -> list[LineOfSight]:
    """The line of sight of each node, in the order of `ids`.

    Raises:
        NotFound: one of them is not a node of the actor's organization.
    """
    scope = {"organization": actor.organization_id, "ids": list(ids), "day": as_of}
    children = await session.scalars(_CHILDREN, scope)
    records = await records_above(session, actor, [*ids, *children])
    if not {node.id for node in records.nodes}.issuperset(map(str, ids)):
        raise NotFound("there is no such node", ["id"])
    return lines_of_sight(
        records,
        [str(node) for node in ids],
        as_of,
        max_paths,
        records_strategy=await records_strategy(session, actor),
    )


async def records_strategy(session: Session, actor: Actor) -> bool:
    """Whether the organization has a strategy element that lines of sight could end at."""
    found = await session.scalar(
        select(col(StrategyElement.id))
        .where(
            col(StrategyElement.organization_id) == actor.organization_id,
            col(StrategyElement.archived_at).is_(None),
        )
        .limit(1)
    )
    return found is not None


async def data_version(session: Session, actor: Actor) -> int:
    """A number that grows with every fact recorded in the organization: how many there were."""
    # What has a number was counted by it; the rest are few, and found by an index of theirs.
    scope = {"organization": actor.organization_id}
    return int(await session.scalar(_RECORDED, scope) or 0)
