"""A part of an organization as a snapshot of its own: complete where its subjects are judged."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from sqlmodel import col

from service.actor import Actor
from service.alignment.fact_rows import (
    check_in_records,
    checkpoint_records,
    milestone_records,
    reading_records,
)
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
from service.alignment.queries import alignments
from service.alignment.records import DependencyRecord, NodeRecord, OrganizationRecords
from service.database import Session
from service.findings.around import DEPENDENCIES_AMONG
from service.findings.surroundings import Extent
from service.identity.queries import organization_of
from service.writing.rows import any_of


async def part_of(session: Session, actor: Actor, extent: Extent) -> OrganizationRecords:
    """The nodes of the extent, every edge among them, and all that they refer to.

    What a node at the border refers to beyond it is left out.
    """
    organization = await organization_of(session, actor)
    ids, measured = list(extent.nodes), list(extent.measured)
    found = await node_records(session, actor, ids)
    known = {node.id for node in found} | {str(one) for one in extent.kpis}
    nodes = [_within(node, known) for node in found]
    among = {"organization": actor.organization_id, "ids": ids}
    dependencies = await dependency_records(
        session, actor, list(await session.scalars(DEPENDENCIES_AMONG, among))
    )
    upward = alignments(actor).where(col(Alignment.child_id) == any_of(ids))
    edges = await alignment_records(session, upward)
    return OrganizationRecords(
        id=str(organization.id),
        name=organization.name,
        settings=organization.settings,
        nodes=nodes,
        alignments=[edge for edge in edges if edge.parent in known],
        dependencies=dependencies,
        cycles=await cycle_records(session, actor, _named(nodes, lambda node: node.cycle)),
        teams=await team_records(session, actor, _teams(nodes, dependencies)),
        people=await person_records(session, actor, _people(nodes, dependencies)),
        check_ins=await check_in_records(session, actor, measured),
        kpis=await kpi_records(session, actor, extent.kpis),
        readings=await reading_records(session, actor, extent.kpis),
        checkpoints=await checkpoint_records(session, actor, measured),
        milestones=await milestone_records(session, actor, measured),
    )


def _within(node: NodeRecord, known: set[str]) -> NodeRecord:
    return replace(
        node,
        parent=node.parent if node.parent in known else None,
        serves=tuple(one for one in node.serves if one in known),
        carried_from=node.carried_from if node.carried_from in known else None,
        kpi=node.kpi if node.kpi in known else None,
    )


def _named(
    nodes: Iterable[NodeRecord], of: Callable[[NodeRecord], str | None], more: Iterable[str] = ()
) -> set[UUID]:
    return {UUID(one) for one in (*map(of, nodes), *more) if one is not None}


def _teams(nodes: Iterable[NodeRecord], dependencies: Iterable[DependencyRecord]) -> set[UUID]:
    providers = (one.provider_team for one in dependencies if one.provider_team is not None)
    return _named(nodes, lambda node: node.team, providers)


def _people(nodes: Iterable[NodeRecord], dependencies: Iterable[DependencyRecord]) -> set[UUID]:
    owners = (one.risk_owner for one in dependencies if one.risk_owner is not None)
    return _named(nodes, lambda node: node.owner, owners)
