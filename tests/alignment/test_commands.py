"""Linking and unlinking against a real database: what is refused leaves nothing behind."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import cycle
from uuid import UUID

import pytest
from sqlmodel import col, select

from service.actor import Actor, Role
from service.alignment.analysis import analyze
from service.alignment.commands import NewAlignment, archive_alignments, create_alignments
from service.alignment.models import Alignment
from service.alignment.queries import organization_records
from service.alignment.rules import AlignmentKind
from service.alignment.snapshot import snapshot_from_records
from service.database import Database
from service.errors import (
    AlignmentCycle,
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    ReadOnly,
    SelfLink,
    Taken,
)
from service.identity.commands import update_organization
from service.tables import new_id, utc_now
from service.writing.given import Seen
from tests.company import QUARTER, Company, events_of
from tests.writing.desk import Desk


async def link(database: Database, actor: Actor, child: UUID, parent: UUID, **values) -> UUID:
    new = NewAlignment(child, parent, **values)
    return await Desk(database, actor).one(create_alignments, new)


async def unlink(database: Database, actor: Actor, edge: UUID, version: int | None = None) -> None:
    seen = Seen(id=edge, expected_version=version)
    await Desk(database, actor).one(archive_alignments, seen)


async def edges(database: Database, actor: Actor) -> list[tuple[UUID, UUID, bool]]:
    async with database.reading() as session:
        rows = await session.scalars(
            select(Alignment)
            .where(col(Alignment.organization_id) == actor.organization_id)
            .where(col(Alignment.archived_at).is_(None))
            .order_by(col(Alignment.id))
        )
        return [(row.child_id, row.parent_id, row.is_primary) for row in rows]


async def events(database: Database, actor: Actor) -> list[tuple[str, UUID, dict]]:
    told = await events_of(database, actor)
    return [(event.type, event.subject_id, event.changes) for event in told]


async def test_a_link_is_stored_and_told_with_every_value(
    database: Database, actor: Actor, company: Company
) -> None:
    child, parent = await company.objective("Child"), await company.objective("Parent")
    edge = await link(database, actor, child, parent, weight=Decimal("2.50"), rationale="why")
    assert await edges(database, actor) == [(child, parent, True)]
    ((type_, subject, changes),) = await events(database, actor)
    assert (type_, subject) == ("alignment.created", edge)
    assert changes["weight"] == [None, "2.5"]
    assert changes["child_id"] == [None, str(child)]
    assert changes["rationale"] == [None, "why"]
    assert changes["state"] == [None, "ACCEPTED"]


async def test_a_new_primary_parent_takes_the_place_of_the_old_one(
    database: Database, actor: Actor, company: Company
) -> None:
    child = await company.objective("Child")
    first, second, third = [await company.objective(f"P{n}") for n in range(3)]
    for parent in (first, second):
        await link(database, actor, child, parent)
    await link(database, actor, child, third, is_primary=True)
    assert await edges(database, actor) == [
        (child, first, False),
        (child, second, False),
        (child, third, True),
    ]
    assert [type_ for type_, _, _ in await events(database, actor)] == [
        "alignment.created",
        "alignment.created",
        "alignment.updated",
        "alignment.created",
    ]


async def test_a_cycle_through_key_results_is_refused_with_its_path(
    database: Database, actor: Actor, company: Company
) -> None:
    one, two = await company.objective("A"), await company.objective("B")
    kr_one, kr_two = await company.key_result(one, "a"), await company.key_result(two, "b")
    await link(database, actor, one, kr_two)
    with pytest.raises(AlignmentCycle) as refused:
        await link(database, actor, two, kr_one)
    assert refused.value.cycle == (two, kr_one, one, kr_two)
    assert refused.value.message == "this would close a cycle: “B” → “a” → “A” → “b” → “B”"
    assert await edges(database, actor) == [(one, kr_two, True)]
    assert len(await events(database, actor)) == 1


async def test_a_cycle_through_an_edge_of_another_year_is_refused_all_the_same(
    database: Database, actor: Actor, company: Company
) -> None:
    one, two = await company.objective(), await company.objective()
    await link(database, actor, one, two, valid_to=QUARTER["starts_on"])
    with pytest.raises(AlignmentCycle):
        await link(database, actor, two, one)


async def test_an_organization_may_have_its_cycles_reported_instead(
    database: Database, actor: Actor, company: Company
) -> None:
    async with database.writing(actor.organization_id) as session:
        await update_organization(session, actor, {"settings": {"cycle_policy": "REPORT"}})
    one, two = await company.objective(), await company.objective()
    await link(database, actor, one, two)
    await link(database, actor, two, one)
    assert len(await edges(database, actor)) == 2


async def test_a_cancelled_objective_closes_no_cycle(
    database: Database, actor: Actor, company: Company
) -> None:
    one, two = await company.objective(), await company.objective()
    dead = await company.objective("Dead", lifecycle="CANCELLED")
    await company.align(one, dead)
    await company.align(dead, two)
    await link(database, actor, two, one)
    assert len(await edges(database, actor)) == 3


async def test_what_an_edge_cannot_be_is_refused(
    database: Database, actor: Actor, company: Company
) -> None:
    closed = await company.cycle("Old", state="CLOSED")
    one, two = await company.objective("One"), await company.objective("Two")
    pillar, project = await company.pillar(), await company.initiative("Project", one)
    dead = await company.objective("Dead", lifecycle="CANCELLED")
    gone = await company.objective("Gone", archived_at=utc_now())
    old = await company.objective("Old", cycle_id=closed)
    used = await company.align(old, two)
    cases: Sequence[tuple[type[DomainError], tuple[str, ...], UUID, UUID, dict]] = [
        (SelfLink, ("parent_id",), one, one, {}),
        (NotFound, ("child_id",), new_id(), two, {}),
        (NotFound, ("parent_id",), one, new_id(), {}),
        (NotFound, ("parent_id",), one, gone, {}),
        (NotFound, ("child_id",), gone, one, {}),
        (Invalid, ("child_id",), pillar, one, {}),
        (Invalid, ("child_id",), project, one, {}),
        (Invalid, ("parent_id",), one, project, {}),
        (Invalid, ("parent_id",), one, dead, {}),
        (ReadOnly, ("child_id",), old, one, {}),
        (Taken, ("id",), one, two, {"id": used}),
        (Invalid, ("weight",), one, two, {"weight": Decimal(-1)}),
        (Invalid, ("weight",), one, two, {"weight": Decimal("NaN")}),
        (Invalid, ("allocation",), one, two, {"allocation": Decimal("1.01")}),
        (
            Invalid,
            ("valid_to",),
            one,
            two,
            {"valid_from": QUARTER["ends_on"], "valid_to": QUARTER["starts_on"]},
        ),
    ]
    for error, path, child, parent, values in cases:
        with pytest.raises(error) as refused:
            await link(database, actor, child, parent, **values)
        assert (type(refused.value), refused.value.path) == (error, path)
    assert await edges(database, actor) == [(old, two, False)]
    assert await events(database, actor) == []


async def test_a_second_link_of_the_same_two_is_refused(
    database: Database, actor: Actor, company: Company
) -> None:
    one, two = await company.objective(), await company.objective()
    await link(database, actor, one, two)
    with pytest.raises(Taken):
        await link(database, actor, one, two, kind=AlignmentKind.SUPPORTS)


async def test_allocations_of_more_than_all_are_refused(
    database: Database, actor: Actor, company: Company
) -> None:
    child = await company.objective()
    parents = [await company.objective() for _ in range(3)]
    await link(database, actor, child, parents[0], allocation=Decimal("0.7"))
    with pytest.raises(Invalid) as refused:
        await link(database, actor, child, parents[1], allocation=Decimal("0.31"))
    assert refused.value.path == ("allocation",)
    await link(database, actor, child, parents[1], allocation=Decimal("0.3"))
    await link(database, actor, child, parents[2], kind=AlignmentKind.SUPPORTS)


async def test_ends_of_another_organization_are_not_found(
    database: Database, actor: Actor, company: Company, strange_company: Company
) -> None:
    own, foreign = await company.objective(), await strange_company.objective()
    for child, parent in ((own, foreign), (foreign, own)):
        with pytest.raises(NotFound):
            await link(database, actor, child, parent)
    foreign_edge = await strange_company.align(foreign, await strange_company.objective())
    with pytest.raises(NotFound):
        await unlink(database, actor, foreign_edge)


async def test_a_viewer_changes_nothing(database: Database, actor: Actor, company: Company) -> None:
    viewer = replace(actor, role=Role.VIEWER)
    one, two = await company.objective(), await company.objective()
    edge = await company.align(one, two)
    with pytest.raises(Forbidden):
        await link(database, viewer, two, one)
    with pytest.raises(Forbidden):
        await unlink(database, viewer, edge)
    assert await edges(database, actor) == [(one, two, False)]


async def test_unlinking_is_told_and_frees_the_place(
    database: Database, actor: Actor, company: Company
) -> None:
    one, two = await company.objective(), await company.objective()
    edge = await link(database, actor, one, two)
    await unlink(database, actor, edge, version=1)
    assert await edges(database, actor) == []
    assert [type_ for type_, _, _ in await events(database, actor)] == [
        "alignment.created",
        "alignment.archived",
    ]
    await link(database, actor, two, one)


async def test_unlinking_a_version_that_is_gone_is_a_conflict(
    database: Database, actor: Actor, company: Company
) -> None:
    edge = await company.align(await company.objective(), await company.objective())
    with pytest.raises(Conflict) as refused:
        await unlink(database, actor, edge, version=2)
    assert refused.value.message == "the alignment is at version 1, not 2"
    assert len(await edges(database, actor)) == 1


async def test_many_writers_closing_cycles_from_both_ends_leave_none_behind(
    database: Database, other_process: Database, actor: Actor, company: Company
) -> None:
    ring = [await company.objective(f"O{n}") for n in range(8)]
    pairs = [(ring[n], ring[(n + step) % 8]) for step in (1, 7, 3, 5) for n in range(8)]
    answers = await asyncio.gather(
        *(
            link(place, actor, child, parent)
            for (child, parent), place in zip(pairs, cycle((database, other_process)), strict=False)
        ),
        return_exceptions=True,
    )
    assert {type(answer) for answer in answers} == {UUID, AlignmentCycle}
    async with database.reading() as session:
        records = await organization_records(session, actor)
    analysis = analyze(snapshot_from_records(records), QUARTER["starts_on"])
    assert analysis.components == ()
    stored = sum(isinstance(answer, UUID) for answer in answers)
    assert len(records.alignments) == stored >= 7
