"""Two who each accept half of a cycle at once: one of them is told so, every time."""

import asyncio
from uuid import UUID

from service.actor import Actor
from service.alignment.analysis import analyze
from service.alignment.commands import (
    AlignmentAcceptance,
    AlignmentDecision,
    NewProposal,
    accept_alignments,
    archive_alignments,
    decline_alignments,
    propose_alignments,
    withdraw_alignments,
)
from service.alignment.queries import organization_records
from service.alignment.snapshot import snapshot_from_records
from service.database import Database
from service.errors import AlignmentCycle, Conflict
from service.writing.given import Seen
from tests.company import QUARTER, Company
from tests.writing.desk import Desk

ROUNDS, PAIRS = 10, 20


async def test_of_two_hundred_times_two_acceptances_no_cycle_slips_in(
    desk: Desk, other_desk: Desk, database: Database, actor: Actor, company: Company
) -> None:
    halves = [half for _ in range(PAIRS) for half in await two_halves(company)]
    for _ in range(ROUNDS):
        outcome = await desk.many(propose_alignments, halves)
        edges = [edge for edge in outcome.ids if edge]
        answers = await asyncio.gather(
            *(
                place.one(accept_alignments, AlignmentAcceptance(id=edge))
                for pair in zip(edges[::2], edges[1::2], strict=True)
                for place, edge in zip((desk, other_desk), pair, strict=True)
            ),
            return_exceptions=True,
        )
        for pair in zip(answers[::2], answers[1::2], strict=True):
            assert {type(answer) for answer in pair} == {UUID, AlignmentCycle}
        async with database.reading() as session:
            records = await organization_records(session, actor)
        analysis = analyze(snapshot_from_records(records), QUARTER["starts_on"])
        assert analysis.components == ()
        await desk.many(archive_alignments, [Seen(id=edge) for edge in edges])


async def test_of_three_who_decide_at_once_one_does(
    desk: Desk, other_desk: Desk, company: Company
) -> None:
    child, parent = await company.objective("Child"), await company.objective("Parent")
    edge = await desk.one(propose_alignments, NewProposal(child, parent))
    answers = await asyncio.gather(
        desk.one(accept_alignments, AlignmentAcceptance(id=edge)),
        other_desk.one(decline_alignments, AlignmentDecision(id=edge)),
        other_desk.one(withdraw_alignments, AlignmentDecision(id=edge)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Conflict", "UUID"]
    assert len(await desk.told(edge)) == 2
    assert all(isinstance(answer, Conflict | UUID) for answer in answers)


async def two_halves(company: Company) -> tuple[NewProposal, NewProposal]:
    """Proposals that close a cycle together, through key results."""
    one, two = await company.objective("One"), await company.objective("Two")
    first, second = await company.key_result(one), await company.key_result(two)
    return NewProposal(one, second), NewProposal(two, first)
