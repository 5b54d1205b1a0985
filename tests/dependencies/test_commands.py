"""Dependencies between goals: one of a kind between two, and circles are nobody's business here."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from service.actor import Role
from service.dependencies.commands import (
    DependencyChange,
    NewDependency,
    archive_dependencies,
    create_dependencies,
    restore_dependencies,
    update_dependencies,
)
from service.dependencies.models import Dependency
from service.dependencies.rules import DependencyKind, DependencyState
from service.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    ReadOnly,
    Required,
    SelfLink,
    Taken,
)
from service.tables import new_id
from service.writing.batches import ErrorPolicy
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk, statements

ONLY_FAILED = ErrorPolicy.REJECT_FAILED_ROWS


async def test_a_dependency_is_stored_and_told_with_every_value(
    desk: Desk, company: Company
) -> None:
    one = await company.objective("One")
    two = await company.key_result(await company.objective("Two"))
    new = NewDependency(
        from_id=one,
        to_id=two,
        kind=DependencyKind.BLOCKS,
        needed_by=date(2026, 11, 30),
        note="the API",
    )
    made = await desk.one(create_dependencies, new)
    row = await desk.row(Dependency, made)
    assert (row["from_kind"], row["to_kind"], row["requested_at"]) == (
        "OBJECTIVE",
        "KEY_RESULT",
        NOW,
    )
    ((type_, subject, changes),) = await desk.told()
    assert (type_, subject) == ("dependency.created", made)
    assert {field: change[1] for field, change in changes.items()} == {
        "from_id": str(one),
        "from_kind": "OBJECTIVE",
        "to_id": str(two),
        "to_kind": "KEY_RESULT",
        "kind": "BLOCKS",
        "state": "REQUESTED",
        "needed_by": "2026-11-30",
        "note": "the API",
        "requested_at": NOW.isoformat(),
    }


async def test_dependencies_may_go_in_circles(desk: Desk, company: Company) -> None:
    one, two = await company.objective(), await company.objective()
    circle = [NewDependency(from_id=one, to_id=two), NewDependency(from_id=two, to_id=one)]
    assert None not in (await desk.many(create_dependencies, circle)).ids


async def test_what_a_dependency_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    one, two = await company.objective("One"), await company.objective("Two")
    gone = await company.objective("Gone", archived_at=NOW)
    closed = await company.cycle("Q3", state="CLOSED")
    old = await company.objective("Old", cycle_id=closed)
    pillar, foreign = await company.pillar(), await strange_company.objective()
    used = await company.depend(one, two)
    cases: list[tuple[type[DomainError], tuple[str, ...], NewDependency]] = [
        (SelfLink, ("to_id",), NewDependency(from_id=one, to_id=one)),
        (NotFound, ("from_id",), NewDependency(from_id=new_id(), to_id=two)),
        (NotFound, ("to_id",), NewDependency(from_id=two, to_id=gone)),
        (NotFound, ("to_id",), NewDependency(from_id=two, to_id=foreign)),
        (Invalid, ("to_id",), NewDependency(from_id=two, to_id=pillar)),
        (ReadOnly, ("from_id",), NewDependency(from_id=old, to_id=two)),
        (Taken, ("to_id",), NewDependency(from_id=one, to_id=two)),
        (Taken, ("id",), NewDependency(from_id=two, to_id=one, id=used)),
        (Invalid, ("note",), NewDependency(from_id=two, to_id=one, note="\0")),
    ]
    for error, path, new in cases:
        with pytest.raises(error) as refused:
            await desk.one(create_dependencies, new)
        assert (type(refused.value), refused.value.path) == (error, path)
    with pytest.raises(Required):
        await desk.one(update_dependencies, DependencyChange(id=used, state=None))
    assert await desk.told() == []


async def test_only_what_is_said_changes_and_null_clears(desk: Desk, company: Company) -> None:
    edge = await company.depend(
        await company.objective(), await company.objective(), needed_by=NOW.date(), note="soon"
    )
    confirm = DependencyChange(id=edge, state=DependencyState.CONFIRMED, needed_by=None)
    await desk.one(update_dependencies, replace(confirm, expected_version=1))
    ((type_, _, changes),) = await desk.told(edge)
    assert type_ == "dependency.updated"
    assert {name: change for name, change in changes.items() if change[0] != change[1]} == {
        "state": ["REQUESTED", "CONFIRMED"],
        "needed_by": ["2026-11-02", None],
        "decided_at": [None, NOW.isoformat()],
    }
    assert (await desk.row(Dependency, edge))["note"] == "soon"
    with pytest.raises(Conflict):
        await desk.one(update_dependencies, replace(confirm, expected_version=1))


async def test_an_answer_is_remembered_and_tells_who_asked_whom(
    desk: Desk, company: Company
) -> None:
    ada, bob = await company.person("Ada"), await company.person("Bob")
    asking = replace(desk, actor=replace(desk.actor, person_id=ada))
    answering = replace(desk, actor=replace(desk.actor, person_id=bob))
    one, two, team = await company.objective(), await company.objective(), await company.team()
    new = NewDependency(from_id=one, to_id=two, provider_team_id=team, risk_owner_id=ada)
    edge = await asking.one(create_dependencies, new)
    decline = DependencyChange(id=edge, state=DependencyState.DECLINED, risk_owner_id=bob)
    await answering.one(update_dependencies, decline)
    assert (await desk.told(edge))[1][2] == {
        "state": ["REQUESTED", "DECLINED"],
        "decided_at": [None, NOW.isoformat()],
        "decided_by_id": [None, str(bob)],
        "risk_owner_id": [str(ada), str(bob)],
        "from_id": [str(one)] * 2,
        "to_id": [str(two)] * 2,
        "kind": ["NEEDS"] * 2,
        "provider_team_id": [str(team)] * 2,
        "created_by": [str(ada)] * 2,
    }
    await asking.one(
        update_dependencies, DependencyChange(id=edge, state=DependencyState.REQUESTED)
    )
    row = await desk.row(Dependency, edge)
    assert (row["decided_at"], row["decided_by_id"], row["requested_at"]) == (None, None, NOW)


STEPS = {
    ("REQUESTED", "CONFIRMED"),
    ("REQUESTED", "DECLINED"),
    ("CONFIRMED", "AT_RISK"),
    ("CONFIRMED", "RESOLVED"),
    ("AT_RISK", "CONFIRMED"),
    ("AT_RISK", "RESOLVED"),
    ("DECLINED", "REQUESTED"),
}


async def test_a_state_follows_only_those_that_lead_to_it(desk: Desk, company: Company) -> None:
    one = await company.objective()
    for before in DependencyState:
        for after in DependencyState:
            edge = await company.depend(one, await company.objective(), state=before.value)
            change = DependencyChange(id=edge, state=after)
            if before is after or (before.value, after.value) in STEPS:
                await desk.one(update_dependencies, change)
                continue
            with pytest.raises(Invalid) as refused:
                await desk.one(update_dependencies, change)
            assert refused.value.path == ("state",)
            assert f"that is {before}" in refused.value.message
    assert len(await desk.told()) == len(STEPS)


async def test_what_is_agreed_from_the_start_is_answered_at_once(
    desk: Desk, company: Company
) -> None:
    one, two = await company.objective(), await company.objective()
    state = DependencyState.CONFIRMED
    edge = await desk.one(create_dependencies, NewDependency(from_id=one, to_id=two, state=state))
    assert (await desk.row(Dependency, edge))["decided_at"] == NOW


async def test_only_a_team_and_a_person_that_are_there_provide_and_watch(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    one, two = await company.objective(), await company.objective()
    edge = await company.depend(two, one)
    gone = await company.team(archived_at=NOW)
    strange = await strange_company.person()
    for field, named in (("provider_team_id", gone), ("risk_owner_id", strange)):
        for command, given in (
            (create_dependencies, NewDependency(from_id=one, to_id=two, **{field: named})),
            (update_dependencies, DependencyChange(id=edge, **{field: named})),
        ):
            with pytest.raises(NotFound) as refused:
                await desk.one(command, given)
            assert refused.value.path == (field,)


async def test_a_closed_cycle_s_dependencies_stay_as_they_are(desk: Desk, company: Company) -> None:
    closed = await company.cycle("Q3", state="CLOSED")
    old = await company.objective("Old", cycle_id=closed)
    live, gone = [
        await company.depend(old, await company.objective(), archived_at=at) for at in (None, NOW)
    ]
    for command, given in (
        (update_dependencies, DependencyChange(id=live, note="N")),
        (archive_dependencies, Seen(id=live)),
        (restore_dependencies, Seen(id=gone)),
    ):
        with pytest.raises(ReadOnly):
            await desk.one(command, given)
    assert await desk.told() == []


async def test_archiving_frees_the_place_which_only_one_takes(desk: Desk, company: Company) -> None:
    one, two = await company.objective(), await company.objective()
    first = await company.depend(one, two)
    await desk.one(archive_dependencies, Seen(id=first))
    second = await desk.one(create_dependencies, NewDependency(from_id=one, to_id=two))
    with pytest.raises(Taken):
        await desk.one(restore_dependencies, Seen(id=first))
    await desk.one(archive_dependencies, Seen(id=second))
    outcome = await desk.many(restore_dependencies, [Seen(id=first), Seen(id=second)], ONLY_FAILED)
    assert outcome.ids == (first, None)
    assert [refused.error.code for refused in outcome.errors] == ["TAKEN"]


async def test_of_two_that_come_back_at_once_one_does(desk: Desk, company: Company) -> None:
    one, two = await company.objective(), await company.objective()
    gone = [await company.depend(one, two, archived_at=NOW) for _ in range(6)]
    answers = await asyncio.gather(
        *(desk.free(restore_dependencies, Seen(id=edge)) for edge in gone), return_exceptions=True
    )
    assert [isinstance(answer, Taken | Conflict) for answer in answers].count(True) == 5
    assert len(await desk.told()) == 1


async def test_a_dependency_of_an_archived_goal_does_not_come_back(
    desk: Desk, company: Company
) -> None:
    gone = await company.objective("Gone", archived_at=NOW)
    edge = await company.depend(await company.objective(), gone, archived_at=NOW)
    with pytest.raises(Invalid):
        await desk.one(restore_dependencies, Seen(id=edge))


async def test_a_viewer_changes_nothing(desk: Desk, company: Company) -> None:
    one, two = await company.objective(), await company.objective()
    edge = await company.depend(one, two)
    await desk.forbids(
        Role.VIEWER,
        (create_dependencies, NewDependency(from_id=two, to_id=one)),
        (update_dependencies, DependencyChange(id=edge, note="N")),
        (archive_dependencies, Seen(id=edge)),
        (restore_dependencies, Seen(id=edge)),
    )
    member = desk.of(Role.MEMBER)
    await member.one(create_dependencies, NewDependency(from_id=two, to_id=one))


async def test_the_statements_are_as_many_for_thirty_as_for_three(
    desk: Desk, company: Company
) -> None:
    one = await company.objective()
    others = [await company.objective() for _ in range(30)]
    counts = []
    for kind, size in ((DependencyKind.NEEDS, 3), (DependencyKind.BLOCKS, 30)):
        news = [NewDependency(from_id=one, to_id=to, kind=kind) for to in others[:size]]
        with statements() as sent:
            made = [id_ for id_ in (await desk.many(create_dependencies, news)).ids if id_]
        counts.append([len(sent)])
        for command, given in (
            (update_dependencies, [DependencyChange(id=id_, note="N") for id_ in made]),
            (archive_dependencies, [Seen(id=id_) for id_ in made]),
            (restore_dependencies, [Seen(id=id_) for id_ in made]),
        ):
            with statements() as sent:
                await desk.many(command, given)
            counts[-1].append(len(sent))
    assert counts == [[3, 3, 3, 4], [3, 3, 3, 4]]
