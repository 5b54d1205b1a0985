"""Proposals: who offers what it will contribute, and who decides about that."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from service.actor import Role
from service.alignment.commands import (
    AlignmentAcceptance,
    AlignmentChange,
    AlignmentDecision,
    NewAlignment,
    NewProposal,
    accept_alignments,
    archive_alignments,
    create_alignments,
    decline_alignments,
    propose_alignments,
    restore_alignments,
    update_alignments,
    withdraw_alignments,
)
from service.alignment.models import Alignment
from service.alignment.rules import AlignmentKind
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
    TooLong,
)
from service.objectives.models import Objective
from service.tables import new_id
from service.writing.batches import ErrorPolicy
from service.writing.given import Seen
from tests.alignment.edges import fan, live, primary
from tests.company import Company
from tests.writing.desk import NOW, Desk, statements

ONLY_FAILED = ErrorPolicy.REJECT_FAILED_ROWS


def accept(edge: UUID, **given) -> AlignmentAcceptance:
    return AlignmentAcceptance(id=edge, **given)


def decide(edge: UUID, note: str | None = None) -> AlignmentDecision:
    return AlignmentDecision(id=edge, note=note)


async def desk_of_person(desk: Desk, company: Company, name: str, role: Role) -> Desk:
    person = await company.person(name)
    return replace(desk, actor=replace(desk.actor, role=role, person_id=person))


async def test_a_proposal_and_each_decision_tell_all_that_a_notifier_needs(
    desk: Desk, company: Company
) -> None:
    team = await desk_of_person(desk, company, "Ada", Role.MEMBER)
    owner = await desk_of_person(desk, company, "Bob", Role.MEMBER)
    child, parents = await fan(company, 3)
    edges = [
        await team.one(propose_alignments, NewProposal(child, parent, rationale="we ship it"))
        for parent in parents
    ]
    proposed = await desk.told()
    await owner.one(accept_alignments, accept(edges[0], note="welcome"))
    await owner.one(decline_alignments, decide(edges[1], "not this quarter"))
    await team.one(withdraw_alignments, decide(edges[2]))

    for (type_, subject, changes), edge, parent in zip(proposed, edges, parents, strict=True):
        assert (type_, subject) == ("alignment.proposed", edge)
        assert {name: new for name, (_, new) in changes.items()} == {
            "child_id": str(child),
            "child_kind": "OBJECTIVE",
            "parent_id": str(parent),
            "parent_kind": "OBJECTIVE",
            "kind": "CONTRIBUTES",
            "state": "PROPOSED",
            "is_primary": False,
            "weight": "1",
            "rationale": "we ship it",
            "proposed_at": NOW.isoformat(),
            "proposed_by_id": str(team.actor.person_id),
        }
    decided = (await desk.told())[3:]
    assert [(type_, subject) for type_, subject, _ in decided] == list(
        zip(["alignment.accepted", "alignment.declined", "alignment.withdrawn"], edges, strict=True)
    )
    deciders = (owner, owner, team)
    notes = ("welcome", "not this quarter", None)
    for (_, _, changes), parent, decider, note in zip(
        decided, parents, deciders, notes, strict=True
    ):
        assert changes["child_id"] == [str(child)] * 2
        assert changes["parent_id"] == [str(parent)] * 2
        assert changes["proposed_by_id"] == [str(team.actor.person_id)] * 2
        assert changes["rationale"] == ["we ship it"] * 2
        assert changes["decided_by_id"] == [None, str(decider.actor.person_id)]
        assert changes["decided_at"] == [None, NOW.isoformat()]
        assert changes.get("decision_note") == (None if note is None else [None, note])


async def test_numbers_follow_an_acceptance_and_no_proposal(desk: Desk, company: Company) -> None:
    goal = await company.objective("Goal", progress_driver="ALIGNED_CHILDREN")
    child = await company.objective("Child", progress=Decimal("0.5"))
    edge = await desk.one(propose_alignments, NewProposal(child, goal))
    assert (await desk.row(Objective, goal))["progress"] is None
    await desk.one(accept_alignments, accept(edge))
    row = await desk.row(Objective, goal)
    assert (row["progress"], row["data_coverage"]) == (Decimal("0.5"), 1)


async def test_what_cannot_be_proposed_is_refused(desk: Desk, company: Company) -> None:
    one, (two, three) = await fan(company, 2)
    closed = await company.objective("Old", cycle_id=await company.cycle(state="CLOSED"))
    await company.align(two, one)
    await company.align(three, one, state="PROPOSED")
    cases: list[tuple[type[DomainError], tuple[str, ...], NewProposal]] = [
        (SelfLink, ("parent_id",), NewProposal(one, one)),
        (NotFound, ("parent_id",), NewProposal(one, new_id())),
        (AlignmentCycle, ("parent_id",), NewProposal(one, two)),
        (Taken, ("parent_id",), NewProposal(two, one)),
        (Taken, ("parent_id",), NewProposal(three, one)),
        (ReadOnly, ("child_id",), NewProposal(closed, one)),
        (Invalid, ("allocation",), NewProposal(two, three, allocation=Decimal(2))),
        (TooLong, ("rationale",), NewProposal(two, three, rationale="x" * 10_001)),
    ]
    for error, path, new in cases:
        with pytest.raises(error) as refused:
            await desk.one(propose_alignments, new)
        assert refused.value.path == path
    assert await desk.told() == []


async def test_a_proposal_stands_in_the_way_of_the_same_edge_until_it_is_turned_down(
    desk: Desk, company: Company
) -> None:
    child, (parent,) = await fan(company, 1)
    first = await desk.one(propose_alignments, NewProposal(child, parent))
    for again in (propose_alignments, create_alignments):
        with pytest.raises(Taken) as refused:
            await desk.one(again, NewAlignment(child, parent))
        assert refused.value.message == "that the two be aligned is proposed already"
    await desk.one(decline_alignments, decide(first))
    second = await desk.one(propose_alignments, NewProposal(child, parent))
    await desk.one(withdraw_alignments, decide(second))
    third = await desk.one(create_alignments, NewAlignment(child, parent))
    assert await live(desk, first, second, third) == [False, False, True]
    with pytest.raises(Taken):
        await desk.one(restore_alignments, Seen(id=first))
    await desk.one(archive_alignments, Seen(id=third))
    outcome = await desk.many(
        restore_alignments, [Seen(id=edge) for edge in (first, second, third)], ONLY_FAILED
    )
    assert [error.error.code for error in outcome.errors] == ["TAKEN", "TAKEN"]
    await desk.one(restore_alignments, Seen(id=third))
    assert await live(desk, first, second, third) == [False, False, True]


async def test_only_what_is_open_is_decided(desk: Desk, company: Company) -> None:
    child, parents = await fan(company, 5)
    states = ("ACCEPTED", "DECLINED", "WITHDRAWN", "PROPOSED", "PROPOSED")
    edges = [
        await company.align(child, parent, state=state)
        for parent, state in zip(parents, states, strict=True)
    ]
    await desk.one(archive_alignments, Seen(id=edges[4]))
    for command, given in (
        (accept_alignments, AlignmentAcceptance),
        (decline_alignments, AlignmentDecision),
        (withdraw_alignments, AlignmentDecision),
    ):
        for edge, state in zip(edges[:3], states, strict=False):
            with pytest.raises(Conflict) as refused:
                await desk.one(command, given(id=edge))
            assert refused.value.message.startswith(f"the alignment is {state}:")
        with pytest.raises(ReadOnly):
            await desk.one(command, given(id=edges[4]))
        with pytest.raises(NotFound):
            await desk.one(command, given(id=new_id()))
        with pytest.raises(Conflict):
            await desk.one(command, given(id=edges[3], expected_version=2))
        with pytest.raises(TooLong):
            await desk.one(command, given(id=edges[3], note="x" * 10_001))


async def test_a_proposal_in_a_closed_cycle_stays_as_it_is(desk: Desk, company: Company) -> None:
    old = await company.objective("Old", cycle_id=await company.cycle(state="CLOSED"))
    edge = await company.align(old, await company.objective(), state="PROPOSED")
    for command, given in (
        (accept_alignments, accept(edge)),
        (decline_alignments, decide(edge)),
        (withdraw_alignments, decide(edge)),
    ):
        with pytest.raises(ReadOnly):
            await desk.one(command, given)
    assert await desk.told() == []


async def test_what_no_longer_fits_is_not_accepted_but_can_be_declined(
    desk: Desk, company: Company
) -> None:
    child, (one, two, archived, cancelled) = await fan(company, 4)
    await company.align(child, one, allocation=Decimal("0.7"))
    edges = [
        await desk.one(propose_alignments, NewProposal(child, parent, allocation=Decimal("0.4")))
        for parent in (two, archived, cancelled)
    ]
    async with desk.database.writing(desk.actor.organization_id) as session:
        for goal, values in (
            (archived, {"archived_at": NOW}),
            (cancelled, {"lifecycle": "CANCELLED"}),
        ):
            row = await session.get(Objective, (desk.actor.organization_id, goal))
            row.sqlmodel_update(values)
    for edge in edges:
        with pytest.raises(Invalid) as refused:
            await desk.one(accept_alignments, accept(edge))
        assert refused.value.path == ("id",)
        await desk.one(decline_alignments, decide(edge))


async def test_the_first_that_is_accepted_is_primary_unless_it_is_said(
    desk: Desk, company: Company
) -> None:
    child, parents = await fan(company, 4)
    edges = [await desk.one(propose_alignments, NewProposal(child, p)) for p in parents]
    with pytest.raises(Invalid):
        await desk.one(update_alignments, AlignmentChange(id=edges[0], is_primary=True))
    await desk.one(accept_alignments, accept(edges[0], is_primary=False))
    await desk.one(accept_alignments, accept(edges[1]))
    await desk.one(accept_alignments, accept(edges[2]))
    assert await primary(desk, *edges) == [False, True, False, False]
    await desk.one(accept_alignments, accept(edges[3], is_primary=True))
    assert await primary(desk, *edges) == [False, False, False, True]


async def test_an_imported_primary_proposal_that_is_declined_leaves_its_place(
    desk: Desk, company: Company
) -> None:
    child, (one, two) = await fan(company, 2)
    first = await company.align(child, one, state="PROPOSED", is_primary=True)
    await desk.one(decline_alignments, decide(first))
    second = await desk.one(create_alignments, NewAlignment(child, two))
    assert await primary(desk, first, second) == [False, True]


async def test_many_are_decided_at_once_each_counting_for_those_after_it(
    desk: Desk, company: Company
) -> None:
    child, (one, two, three) = await fan(company, 3)
    edges = [
        await company.align(*pair, state="PROPOSED", allocation=share)
        for pair, share in (
            ((child, one), Decimal("0.6")),
            ((child, two), Decimal("0.6")),
            ((one, three), None),
            ((three, child), None),
            ((child, three), None),
        )
    ]
    only = AlignmentKind.SUPPORTS
    await desk.one(update_alignments, AlignmentChange(id=edges[4], kind=only))
    outcome = await desk.many(
        accept_alignments,
        [*(accept(edge) for edge in edges[:4]), accept(edges[4], is_primary=True)],
        ONLY_FAILED,
    )
    assert [(error.path, error.error.code) for error in outcome.errors] == [
        (("1", "id"), "INVALID"),
        (("3", "id"), "ALIGNMENT_CYCLE"),
    ]
    assert await primary(desk, *edges) == [False, False, True, False, True]
    left = await desk.many(decline_alignments, [decide(edges[1]), decide(edges[3])])
    assert left.ids == (edges[1], edges[3])


async def test_only_who_proposed_it_or_an_admin_withdraws_it(desk: Desk, company: Company) -> None:
    ada = await desk_of_person(desk, company, "Ada", Role.MEMBER)
    bob = await desk_of_person(desk, company, "Bob", Role.MEMBER)
    nobody = desk.of(Role.MEMBER)
    child, parents = await fan(company, 3)
    edges = [
        await place.one(propose_alignments, NewProposal(child, parent))
        for place, parent in zip((ada, ada, nobody), parents, strict=True)
    ]
    for place, edge in ((bob, edges[0]), (nobody, edges[0]), (nobody, edges[2]), (ada, edges[2])):
        with pytest.raises(Forbidden) as refused:
            await place.one(withdraw_alignments, decide(edge))
        assert refused.value.path == ("id",)
    await ada.one(withdraw_alignments, decide(edges[0], "we cannot"))
    await desk.many(withdraw_alignments, [decide(edge) for edge in edges[1:]])
    assert (await desk.row(Alignment, edges[0]))["decision_note"] == "we cannot"


async def test_a_viewer_proposes_and_decides_nothing(desk: Desk, company: Company) -> None:
    child, (one, two) = await fan(company, 2)
    edge = await company.align(child, one, state="PROPOSED")
    await desk.forbids(
        Role.VIEWER,
        (propose_alignments, NewProposal(child, two)),
        (accept_alignments, accept(edge)),
        (decline_alignments, decide(edge)),
        (withdraw_alignments, decide(edge)),
    )


async def test_the_statements_are_as_many_for_thirty_as_for_three(
    desk: Desk, company: Company
) -> None:
    parents = [await company.objective(f"Parent {n}") for n in range(30)]
    counts = []
    for size in (3, 30):
        counts.append([])
        for command, given in (
            (accept_alignments, AlignmentAcceptance),
            (decline_alignments, AlignmentDecision),
            (withdraw_alignments, AlignmentDecision),
        ):
            child = await company.objective("Child")
            news = [NewProposal(child, parent) for parent in parents[:size]]
            with statements() as proposing:
                made = [edge for edge in (await desk.many(propose_alignments, news)).ids if edge]
            with statements() as deciding:
                await desk.many(command, [given(id=edge) for edge in made])
            counts[-1].append((len(proposing), len(deciding)))
    assert counts[0] == counts[1]
    assert counts[0] == [(5, 8), (5, 3), (5, 3)]
