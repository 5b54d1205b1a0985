"""Teams and who belongs to them: a tree without loops, in which a live team stands under a live."""

import asyncio
from uuid import UUID

import pytest

from service.actor import Role
from service.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    ReadOnly,
    Required,
    SelfLink,
    Taken,
    TooLong,
)
from service.tables import new_id
from service.teams.commands import (
    MembershipChange,
    NewMembership,
    NewTeam,
    TeamChange,
    archive_memberships,
    archive_teams,
    create_memberships,
    create_teams,
    restore_teams,
    update_memberships,
    update_teams,
)
from service.teams.models import Membership, Team
from service.teams.rules import TeamKind, TeamRole
from service.writing.batches import ErrorPolicy, Rejected
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk, statements

ONLY_FAILED = ErrorPolicy.REJECT_FAILED_ROWS


async def parents(desk: Desk, *teams: UUID) -> list[UUID | None]:
    return [(await desk.row(Team, team))["parent_id"] for team in teams]


async def archived(desk: Desk, *teams: UUID) -> list[bool]:
    return [(await desk.row(Team, team))["archived_at"] is not None for team in teams]


async def test_a_team_is_stored_and_told_with_every_value(desk: Desk, company: Company) -> None:
    root, own_id = await company.team("Acme"), new_id()
    new = NewTeam(
        id=own_id, external_id="T-1", name="Sales", kind=TeamKind.DIVISION, parent_id=root
    )
    assert await desk.one(create_teams, new) == own_id
    row = await desk.row(Team, own_id)
    assert (row["name"], row["kind"], row["parent_id"], row["external_id"]) == (
        "Sales",
        "DIVISION",
        root,
        "T-1",
    )
    assert (row["version"], row["created_at"], row["archived_at"]) == (1, NOW, None)
    assert await desk.told(own_id) == [
        (
            "team.created",
            own_id,
            {
                "name": [None, "Sales"],
                "kind": [None, "DIVISION"],
                "parent_id": [None, str(root)],
                "external_id": [None, "T-1"],
            },
        )
    ]


async def test_only_what_is_said_changes_and_null_clears(desk: Desk, company: Company) -> None:
    root = await company.team("Acme")
    team = await company.team("Sales", kind="TEAM", parent_id=root)
    await desk.one(update_teams, TeamChange(id=team, parent_id=None, expected_version=1))
    row = await desk.row(Team, team)
    assert (row["name"], row["kind"], row["parent_id"]) == ("Sales", "TEAM", None)
    assert (row["version"], row["updated_at"]) == (2, NOW)
    assert await desk.told(team) == [("team.updated", team, {"parent_id": [str(root), None]})]


async def test_what_changes_nothing_is_not_told(desk: Desk, company: Company) -> None:
    team = await company.team("Sales")
    await desk.one(update_teams, TeamChange(id=team, name="Sales"))
    assert (await desk.row(Team, team))["version"] == 1
    assert await desk.told(team) == []


async def test_what_a_team_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    used = await company.team("Used", external_id="T-1")
    gone = await company.team("Gone", archived_at=NOW)
    foreign = await strange_company.team("Foreign")
    cases: list[tuple[type[DomainError], tuple[str, ...], NewTeam]] = [
        (Required, ("name",), NewTeam(name=" ")),
        (TooLong, ("name",), NewTeam(name="n" * 2_001)),
        (Invalid, ("name",), NewTeam(name="a\0b")),
        (NotFound, ("parent_id",), NewTeam(name="N", parent_id=new_id())),
        (NotFound, ("parent_id",), NewTeam(name="N", parent_id=gone)),
        (NotFound, ("parent_id",), NewTeam(name="N", parent_id=foreign)),
        (Taken, ("id",), NewTeam(name="N", id=used)),
        (Taken, ("external_id",), NewTeam(name="N", external_id="T-1")),
    ]
    for error, path, new in cases:
        with pytest.raises(error) as refused:
            await desk.one(create_teams, new)
        assert (type(refused.value), refused.value.path) == (error, path)
    assert await desk.told() == []


async def test_a_change_that_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    top = await company.team("Top")
    low = await company.team("Low", parent_id=await company.team("Middle", parent_id=top))
    gone = await company.team("Gone", archived_at=NOW)
    cases: list[tuple[type[DomainError], tuple[str, ...], TeamChange]] = [
        (Required, ("name",), TeamChange(id=top, name=None)),
        (SelfLink, ("parent_id",), TeamChange(id=top, parent_id=top)),
        (Invalid, ("parent_id",), TeamChange(id=top, parent_id=low)),
        (Conflict, ("expected_version",), TeamChange(id=top, name="N", expected_version=2)),
        (ReadOnly, ("id",), TeamChange(id=gone, name="N")),
        (NotFound, ("id",), TeamChange(id=new_id(), name="N")),
        (NotFound, ("id",), TeamChange(id=await strange_company.team(), name="N")),
        (NotFound, ("parent_id",), TeamChange(id=low, parent_id=gone)),
    ]
    for error, path, change in cases:
        with pytest.raises(error) as refused:
            await desk.one(update_teams, change)
        assert (type(refused.value), refused.value.path) == (error, path)
    assert await desk.told() == []


async def test_each_move_of_a_batch_counts_for_the_next(desk: Desk, company: Company) -> None:
    one, two = await company.team("One"), await company.team("Two")
    moves = [TeamChange(id=one, parent_id=two), TeamChange(id=two, parent_id=one)]
    outcome = await desk.many(update_teams, moves, ONLY_FAILED)
    assert outcome.ids == (one, None)
    assert [(refused.path, refused.error.code) for refused in outcome.errors] == [
        (("1", "parent_id"), "INVALID")
    ]
    assert await parents(desk, one, two) == [two, None]


async def test_two_at_once_cannot_each_make_half_a_loop(desk: Desk, company: Company) -> None:
    for _ in range(5):
        one, two = await company.team("One"), await company.team("Two")
        answers = await asyncio.gather(
            desk.free(update_teams, TeamChange(id=one, parent_id=two)),
            desk.free(update_teams, TeamChange(id=two, parent_id=one)),
            return_exceptions=True,
        )
        assert sorted(type(answer).__name__ for answer in answers) in (
            ["Invalid", "UUID"],
            ["Conflict", "UUID"],
        )
        assert (await parents(desk, one, two)).count(None) == 1


async def test_of_fifty_changes_to_one_version_one_wins(desk: Desk, company: Company) -> None:
    team = await company.team("Sales")
    changes = [TeamChange(id=team, name=f"Sales {n}", expected_version=1) for n in range(50)]
    answers = await asyncio.gather(
        *(desk.free(update_teams, change) for change in changes), return_exceptions=True
    )
    assert [type(answer).__name__ for answer in answers].count("Conflict") == 49
    assert (await desk.row(Team, team))["version"] == 2
    assert len(await desk.told(team)) == 1


async def test_a_team_with_others_under_it_stays(desk: Desk, company: Company) -> None:
    top = await company.team("Top")
    low = await company.team("Low", parent_id=top)
    with pytest.raises(Invalid) as refused:
        await desk.one(archive_teams, Seen(id=top))
    assert refused.value.path == ("id",)
    await desk.one(archive_teams, Seen(id=low, expected_version=1))
    await desk.one(archive_teams, Seen(id=top))
    assert await archived(desk, top, low) == [True, True]
    assert await desk.told(low) == [
        ("team.archived", low, {"archived_at": [None, NOW.isoformat()]})
    ]


async def test_a_team_comes_back_after_the_one_above_it(desk: Desk, company: Company) -> None:
    top = await company.team("Top", archived_at=NOW)
    low = await company.team("Low", parent_id=top, archived_at=NOW)
    with pytest.raises(Invalid):
        await desk.one(restore_teams, Seen(id=low))
    await desk.one(restore_teams, Seen(id=top))
    await desk.one(restore_teams, Seen(id=low))
    assert await archived(desk, top, low) == [False, False]


async def test_a_branch_goes_and_comes_back_as_one_batch(desk: Desk, company: Company) -> None:
    top = await company.team("Top")
    low = await company.team("Low", parent_id=top)
    branch = [Seen(id=top), Seen(id=low)]
    await desk.many(archive_teams, branch)
    assert await archived(desk, top, low) == [True, True]
    await desk.many(restore_teams, branch)
    assert await archived(desk, top, low) == [False, False]


async def test_what_must_stay_keeps_what_is_above_it(desk: Desk, company: Company) -> None:
    top = await company.team("Top")
    middle = await company.team("Middle", parent_id=top)
    low = await company.team("Low", parent_id=middle)
    outcome = await desk.many(archive_teams, [Seen(id=top), Seen(id=middle)], ONLY_FAILED)
    assert outcome.ids == (None, None)
    assert await archived(desk, top, middle, low) == [False, False, False]


async def test_archiving_again_changes_nothing(desk: Desk, company: Company) -> None:
    team = await company.team("Sales")
    for _ in range(2):
        await desk.one(archive_teams, Seen(id=team, expected_version=1))
    assert (await desk.row(Team, team))["version"] == 2
    assert len(await desk.told(team)) == 1


async def test_an_archived_team_keeps_its_objectives(desk: Desk, company: Company) -> None:
    team = await company.team("Sales")
    objective = await company.objective(team_id=team)
    await desk.one(archive_teams, Seen(id=team))
    assert await desk.told(objective) == []


async def test_a_batch_with_a_bad_row_writes_all_or_the_good_ones(desk: Desk) -> None:
    news = [NewTeam(name="One"), NewTeam(name=""), NewTeam(name="Three")]
    with pytest.raises(Rejected) as rejected:
        await desk.many(create_teams, news)
    assert [refused.path for refused in rejected.value.errors] == [("1", "name")]
    assert await desk.told() == []
    outcome = await desk.many(create_teams, news, ONLY_FAILED)
    assert [own_id is None for own_id in outcome.ids] == [False, True, False]
    assert len(await desk.told()) == 2


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_teams_are_an_admin_s(desk: Desk, company: Company, role: Role) -> None:
    team, person = await company.team(), await company.person()
    membership = await company.member(person, team)
    await desk.forbids(
        role,
        (create_teams, NewTeam(name="New")),
        (update_teams, TeamChange(id=team, name="Other")),
        (archive_teams, Seen(id=team)),
        (restore_teams, Seen(id=team)),
        (create_memberships, NewMembership(person_id=person, team_id=team)),
        (update_memberships, MembershipChange(id=membership, role=TeamRole.LEAD)),
        (archive_memberships, Seen(id=membership)),
    )


async def test_a_person_joins_leads_leaves_and_joins_again(desk: Desk, company: Company) -> None:
    person, team = await company.person(), await company.team()
    first = await desk.one(create_memberships, NewMembership(person_id=person, team_id=team))
    assert (await desk.row(Membership, first))["role"] == "MEMBER"
    await desk.one(update_memberships, MembershipChange(id=first, role=TeamRole.LEAD))
    await desk.one(archive_memberships, Seen(id=first, expected_version=2))
    again = await desk.one(create_memberships, NewMembership(person_id=person, team_id=team))
    assert again != first
    assert [type_ for type_, _, _ in await desk.told()] == [
        "membership.created",
        "membership.updated",
        "membership.archived",
        "membership.created",
    ]


async def test_what_a_membership_cannot_be_is_refused(desk: Desk, company: Company) -> None:
    person, team = await company.person(), await company.team()
    membership = await company.member(person, team)
    cases: list[tuple[type[DomainError], tuple[str, ...], NewMembership]] = [
        (Taken, ("person_id",), NewMembership(person_id=person, team_id=team)),
        (NotFound, ("person_id",), NewMembership(person_id=new_id(), team_id=team)),
        (NotFound, ("team_id",), NewMembership(person_id=person, team_id=new_id())),
    ]
    for error, path, new in cases:
        with pytest.raises(error) as refused:
            await desk.one(create_memberships, new)
        assert refused.value.path == path
    with pytest.raises(Required):
        await desk.one(update_memberships, MembershipChange(id=membership, role=None))
    assert await desk.told() == []


async def test_the_statements_are_as_many_for_thirty_teams_as_for_three(
    desk: Desk, company: Company
) -> None:
    root = await company.team("Root")
    counts = []
    for size in (3, 30):
        with statements() as sent:
            news = [NewTeam(name=f"Team {n}", parent_id=root) for n in range(size)]
            made = [id_ for id_ in (await desk.many(create_teams, news)).ids if id_]
        counts.append([len(sent)])
        top = await company.team("Top")
        for command, given in (
            (update_teams, [TeamChange(id=id_, parent_id=top) for id_ in made]),
            (archive_teams, [Seen(id=id_) for id_ in made]),
            (restore_teams, [Seen(id=id_) for id_ in made]),
        ):
            with statements() as sent:
                await desk.many(command, given)
            counts[-1].append(len(sent))
    assert counts == [[3, 4, 3, 3], [3, 4, 3, 3]]
