"""The few rows around a node give what the whole organization gives."""

from datetime import date, timedelta

import pytest

from service.actor import Actor
from service.alignment.line_of_sight import lines_of_sight
from service.alignment.queries import (
    data_version,
    lines_of_sight_of,
    organization_records,
    records_strategy,
)
from service.alignment.rules import AlignmentClass, BreakReason, Reach
from service.database import Database
from service.errors import NotFound
from service.tables import utc_now
from tests.company import Company

TODAY = date(2026, 11, 22)


async def tangled(company: Company) -> None:
    """Every reason why a line of sight may break, beside whole ones."""
    chain = await company.cascade()
    top = chain[1]
    lone = await company.objective("Lone")
    await company.key_result(lone, "of the lone")
    parent = await company.objective("Parent of a cluster")
    await company.align(await company.objective("Child of a cluster"), parent)
    await company.align(await company.objective("Proposed"), top, state="PROPOSED")
    await company.align(await company.objective("Declined"), top, state="DECLINED")
    dead = await company.objective("Dead", lifecycle="CANCELLED")
    await company.align(await company.objective("Under the dead"), dead)
    gone = await company.objective("Gone", archived_at=utc_now())
    await company.key_result(gone, "of the gone", archived_at=utc_now())
    await company.align(await company.objective("Under the gone"), gone)
    one, two = await company.objective("Ring one"), await company.objective("Ring two")
    await company.align(one, two)
    await company.align(two, await company.key_result(one, "of ring one"))
    await company.align(await company.objective("Under the ring"), two)
    past = {"valid_to": TODAY - timedelta(days=1)}
    await company.align(await company.objective("No longer"), top, **past)
    twice = await company.objective("Aligned to by its own key result")
    await company.align(await company.key_result(twice, "of the same"), twice)
    await company.align(await company.objective("Below it"), twice)
    await company.objective("Exempt", standalone_reason="regulation")
    await company.align(chain[4], top)
    await company.initiative("Project", chain[-1], lone)
    await company.initiative("Idle project")
    await company.align(await company.objective("On a key result of the lone"), lone)


async def test_each_node_s_line_of_sight_is_that_of_the_whole_organization(
    database: Database, actor: Actor, company: Company
) -> None:
    await tangled(company)
    async with database.reading() as session:
        records = await organization_records(session, actor)
        ids = [node.id for node in records.nodes]
        strategic = await records_strategy(session, actor)
        whole = lines_of_sight(records, ids, TODAY, records_strategy=strategic)
        alone = [
            (await lines_of_sight_of(session, actor, [node_id], TODAY))[0]
            for node_id in company.ids
        ]
    assert alone == [line for line in whole if line.subject in {str(id_) for id_ in company.ids}]
    assert {line.reach for line in alone} == {Reach.FULL, Reach.NONE}
    assert {line.alignment_class for line in alone} == set(AlignmentClass) - {
        AlignmentClass.UNANCHORED
    }
    reasons = {broken.reason for line in alone for broken in line.broken_at}
    assert reasons == set(BreakReason)


async def test_a_batch_gives_what_single_questions_give(
    database: Database, actor: Actor, company: Company
) -> None:
    await tangled(company)
    async with database.reading() as session:
        batch = await lines_of_sight_of(session, actor, company.ids, TODAY)
        single = [
            (await lines_of_sight_of(session, actor, [node_id], TODAY))[0]
            for node_id in company.ids
        ]
    assert batch == single


async def test_nothing_of_another_organization_is_read(
    database: Database, actor: Actor, strange_company: Company
) -> None:
    await tangled(strange_company)
    async with database.reading() as session:
        records = await organization_records(session, actor)
        assert (records.nodes, records.alignments, records.cycles) == ([], [], [])
        assert not await records_strategy(session, actor)
        with pytest.raises(NotFound):
            await lines_of_sight_of(session, actor, strange_company.ids[:1], TODAY)


async def test_every_recorded_fact_changes_the_version(database: Database, actor: Actor) -> None:
    async with database.reading() as session:
        assert await data_version(session, actor) == 1
