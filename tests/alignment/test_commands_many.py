"""Many edges at once: each row counts for those after it."""

from decimal import Decimal

import pytest

from service.alignment.commands import (
    AlignmentChange,
    NewAlignment,
    archive_alignments,
    create_alignments,
    restore_alignments,
    update_alignments,
)
from service.alignment.models import Alignment
from service.alignment.rules import AlignmentKind
from service.database import Database
from service.errors import (
    AlignmentCycle,
)
from service.identity.commands import update_organization
from service.writing.batches import ErrorPolicy, Rejected
from service.writing.given import Seen
from tests.alignment.edges import fan, live, primary
from tests.company import Company
from tests.writing.desk import NOW, Desk, statements

ONLY_FAILED = ErrorPolicy.REJECT_FAILED_ROWS


async def test_shares_change_hands_within_one_batch(desk: Desk, company: Company) -> None:
    child, (one, two) = await fan(company, 2)
    first = await company.align(child, one, allocation=Decimal("0.7"))
    second = await company.align(child, two, allocation=Decimal("0.3"))
    less, more = (
        AlignmentChange(id=first, allocation=Decimal("0.2")),
        AlignmentChange(id=second, allocation=Decimal("0.8")),
    )
    with pytest.raises(Rejected):
        await desk.many(update_alignments, [more, less])
    await desk.many(update_alignments, [less, more])
    assert (await desk.row(Alignment, second))["allocation"] == Decimal("0.8")


async def test_the_last_of_a_batch_to_claim_the_place_has_it(desk: Desk, company: Company) -> None:
    child, parents = await fan(company, 3)
    edges = [await company.align(child, parent) for parent in parents]
    await desk.many(update_alignments, [AlignmentChange(id=e, is_primary=True) for e in edges])
    assert await primary(desk, *edges) == [False, False, True]
    back = AlignmentChange(id=edges[0], is_primary=True)
    other = AlignmentChange(id=edges[2], weight=Decimal(2))
    await desk.many(update_alignments, [back, other])
    assert await primary(desk, *edges) == [True, False, False]
    row = await desk.row(Alignment, edges[2])
    assert (row["weight"], row["version"]) == (2, 3)
    claims = [AlignmentChange(id=edge, is_primary=True) for edge in (edges[1], edges[0])]
    await desk.many(update_alignments, claims)
    assert await primary(desk, *edges) == [True, False, False]


async def test_many_edges_at_once_judge_one_another(desk: Desk, company: Company) -> None:
    child, (one, two, three) = await fan(company, 3)
    news = [
        NewAlignment(child, one, allocation=Decimal("0.6")),
        NewAlignment(child, two, allocation=Decimal("0.6")),
        NewAlignment(child, one, kind=AlignmentKind.SUPPORTS),
        NewAlignment(one, two),
        NewAlignment(two, child),
        NewAlignment(child, three, allocation=Decimal("0.4"), is_primary=True),
    ]
    with pytest.raises(Rejected) as rejected:
        await desk.many(create_alignments, news)
    expected = [
        (("1", "allocation"), "INVALID"),
        (("2", "parent_id"), "TAKEN"),
        (("4", "parent_id"), "ALIGNMENT_CYCLE"),
    ]
    found = [(refused.path, refused.error.code) for refused in rejected.value.errors]
    assert found == expected
    assert await desk.told() == []

    outcome = await desk.many(create_alignments, news, ONLY_FAILED)
    assert [(refused.path, refused.error.code) for refused in outcome.errors] == expected
    made = [edge for edge in outcome.ids if edge]
    assert await primary(desk, *made) == [False, True, True]
    cycle = outcome.errors[2].error
    assert isinstance(cycle, AlignmentCycle)
    assert cycle.cycle == (two, child, one)


async def test_a_new_primary_in_a_batch_takes_the_place_of_a_stored_one(
    desk: Desk, company: Company
) -> None:
    child, (one, two, three) = await fan(company, 3)
    stored = await company.align(child, one, is_primary=True)
    news = [NewAlignment(child, parent, is_primary=True) for parent in (two, three)]
    first, second = (await desk.many(create_alignments, news)).ids
    assert await primary(desk, stored, first, second) == [False, False, True]


async def test_where_cycles_are_reported_an_edge_may_close_one(
    desk: Desk, database: Database, company: Company
) -> None:
    async with database.writing(desk.actor.organization_id) as session:
        await update_organization(session, desk.actor, {"settings": {"cycle_policy": "REPORT"}})
    one, two = await company.objective(), await company.objective()
    gone = await company.align(one, two, archived_at=NOW)
    await desk.many(create_alignments, [NewAlignment(two, one)])
    await desk.one(restore_alignments, Seen(id=gone))
    assert await live(desk, gone) == [True]


async def test_where_cycles_are_reported_one_batch_may_close_one(
    desk: Desk, company: Company
) -> None:
    one, two = await company.objective(), await company.objective()
    async with desk.database.writing(desk.actor.organization_id) as session:
        await update_organization(session, desk.actor, {"settings": {"cycle_policy": "REPORT"}})
    outcome = await desk.many(create_alignments, [NewAlignment(one, two), NewAlignment(two, one)])
    assert None not in outcome.ids


async def test_the_statements_are_as_many_for_thirty_edges_as_for_three(
    desk: Desk, company: Company
) -> None:
    parents = [await company.objective(f"Parent {n}") for n in range(30)]
    counts = []
    for size in (3, 30):
        child = await company.objective("Child")
        with statements() as sent:
            news = [NewAlignment(child, parent) for parent in parents[:size]]
            made = [edge for edge in (await desk.many(create_alignments, news)).ids if edge]
        counts.append([len(sent)])
        for command, given in (
            (update_alignments, [AlignmentChange(id=id_, is_primary=True) for id_ in made]),
            (archive_alignments, [Seen(id=id_) for id_ in made]),
            (restore_alignments, [Seen(id=id_) for id_ in made]),
        ):
            with statements() as sent:
                await desk.many(command, given)
            counts[-1].append(len(sent))
    assert counts == [[8, 5, 6, 8], [8, 5, 6, 8]]
