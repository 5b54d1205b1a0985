"""Objectives against a real database: what is refused leaves nothing behind."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from service.actor import Role
from service.errors import (
    Conflict,
    DomainError,
    Invalid,
    Limit,
    NotFound,
    ReadOnly,
    Required,
    Taken,
    TooLong,
)
from service.nodes.models import Node
from service.objectives.commands.archiving import archive_objectives, restore_objectives
from service.objectives.commands.objectives import (
    NewObjective,
    ObjectiveChange,
    create_objectives,
    update_objectives,
)
from service.objectives.models import Objective
from service.objectives.rules import Level, Lifecycle
from service.progress.rules import Commitment, ProgressDriver
from service.tables import new_id
from service.writing.batches import ErrorPolicy, Rejected
from service.writing.given import Seen
from tests.company import Company
from tests.writing.desk import NOW, Desk


async def test_an_objective_is_stored_and_told_with_every_value(
    desk: Desk, company: Company
) -> None:
    cycle, team, owner = await company.cycle(), await company.team(), await company.person()
    values = {
        "title": "Win Europe",
        "description": "Why",
        "level": Level.COMPANY,
        "cycle_id": cycle,
        "team_id": team,
        "owner_id": owner,
        "owner_role": "CEO",
        "position": 3,
        "commitment": Commitment.COMMITTED,
        "lifecycle": Lifecycle.DRAFT,
        "weight": Decimal("2.50"),
        "progress_driver": ProgressDriver.BOTH,
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 12, 31),
        "standalone_reason": "Because",
    }
    made = await desk.one(create_objectives, NewObjective(**values, external_id="O-1"))
    row = await desk.row(Objective, made)
    assert {field: row[field] for field in values} == values
    assert (row["version"], row["created_at"], row["archived_at"]) == (1, NOW, None)
    node = await desk.row(Node, made)
    assert (node["kind"], node["external_id"]) == ("OBJECTIVE", "O-1")
    ((type_, subject, changes),) = await desk.told()
    assert (type_, subject) == ("objective.created", made)
    assert changes == {
        "title": [None, "Win Europe"],
        "description": [None, "Why"],
        "level": [None, "COMPANY"],
        "cycle_id": [None, str(cycle)],
        "team_id": [None, str(team)],
        "owner_id": [None, str(owner)],
        "owner_role": [None, "CEO"],
        "position": [None, 3],
        "commitment": [None, "COMMITTED"],
        "lifecycle": [None, "DRAFT"],
        "weight": [None, "2.5"],
        "progress_driver": [None, "BOTH"],
        "starts_on": [None, "2026-10-01"],
        "ends_on": [None, "2026-12-31"],
        "standalone_reason": [None, "Because"],
        "external_id": [None, "O-1"],
    }


async def test_only_what_is_said_changes_and_null_clears(desk: Desk, company: Company) -> None:
    team = await company.team()
    objective = await company.objective("Old", team_id=team, level="TEAM", owner_role="Lead")
    await desk.one(
        update_objectives,
        ObjectiveChange(id=objective, title="New", owner_role=None, level=Level.TEAM),
    )
    row = await desk.row(Objective, objective)
    assert (row["title"], row["owner_role"], row["team_id"], row["version"]) == (
        "New",
        None,
        team,
        2,
    )
    assert await desk.told() == [
        ("objective.updated", objective, {"title": ["Old", "New"], "owner_role": ["Lead", None]})
    ]


async def test_what_an_objective_cannot_be_is_refused(
    desk: Desk, company: Company, strange_company: Company
) -> None:
    closed = await company.cycle("Old", state="CLOSED")
    objective = await company.objective(external_id="O-1")
    key_result = await company.key_result(objective)
    put_away = await company.objective(archived_at=NOW)
    old = await company.objective("Old", cycle_id=closed)
    late = await company.objective("Late", starts_on=date(2026, 5, 1))
    foreign, foreign_team = await strange_company.objective(), await strange_company.team()
    left = await company.person(archived_at=NOW)
    new, change = NewObjective, ObjectiveChange
    cases: list[tuple[type[DomainError], str, object, object]] = [
        (Required, "title", create_objectives, new(title="\t")),
        (TooLong, "title", create_objectives, new(title="x" * 2_001)),
        (TooLong, "description", create_objectives, new(title="T", description="x" * 100_001)),
        (Invalid, "owner_role", create_objectives, new(title="T", owner_role="\0")),
        (Invalid, "weight", create_objectives, new(title="T", weight=Decimal(-1))),
        (Invalid, "weight", create_objectives, new(title="T", weight=Decimal("sNaN"))),
        (Invalid, "position", create_objectives, new(title="T", position=2**31)),
        (
            Invalid,
            "ends_on",
            create_objectives,
            new(title="T", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)),
        ),
        (NotFound, "cycle_id", create_objectives, new(title="T", cycle_id=objective)),
        (NotFound, "team_id", create_objectives, new(title="T", team_id=foreign_team)),
        (NotFound, "owner_id", create_objectives, new(title="T", owner_id=left)),
        (ReadOnly, "cycle_id", create_objectives, new(title="T", cycle_id=closed)),
        (Taken, "id", create_objectives, new(title="T", id=key_result)),
        (Taken, "external_id", create_objectives, new(title="T", external_id="O-1")),
        (NotFound, "id", update_objectives, change(id=foreign, title="T")),
        (NotFound, "id", update_objectives, change(id=key_result, title="T")),
        (ReadOnly, "id", update_objectives, change(id=put_away, title="T")),
        (ReadOnly, "id", update_objectives, change(id=old, title="T")),
        (ReadOnly, "id", update_objectives, change(id=old, cycle_id=None)),
        (ReadOnly, "cycle_id", update_objectives, change(id=objective, cycle_id=closed)),
        (ReadOnly, "id", archive_objectives, Seen(id=old)),
        (Conflict, "expected_version", update_objectives, change(id=old, expected_version=3)),
        (Conflict, "expected_version", archive_objectives, Seen(id=objective, expected_version=3)),
        (Required, "title", update_objectives, change(id=objective, title=None)),
        (Required, "lifecycle", update_objectives, change(id=objective, lifecycle=None)),
        (Required, "weight", update_objectives, change(id=objective, weight=None)),
        (Invalid, "ends_on", update_objectives, change(id=late, ends_on=date(2026, 4, 30))),
        (NotFound, "team_id", update_objectives, change(id=objective, team_id=foreign_team)),
        (NotFound, "id", archive_objectives, Seen(id=foreign)),
        (NotFound, "id", restore_objectives, Seen(id=new_id())),
    ]
    for error, path, command, given in cases:
        with pytest.raises(error) as refused:
            await desk.one(command, given)
        assert (type(refused.value), refused.value.path) == (error, (path,)), given
    assert await desk.told() == []


async def test_notes_may_be_written_when_the_cycle_is_closed(desk: Desk, company: Company) -> None:
    closed = await company.cycle(state="CLOSED")
    objective = await company.objective(cycle_id=closed)
    change = ObjectiveChange(id=objective, title="Objective", score_note="We learned")
    await desk.one(update_objectives, change)
    assert (await desk.row(Objective, objective))["score_note"] == "We learned"


async def test_a_reference_that_died_may_stay_and_not_come_back(
    desk: Desk, company: Company
) -> None:
    team = await company.team(archived_at=NOW)
    objective = await company.objective(team_id=team)
    await desk.one(update_objectives, ObjectiveChange(id=objective, title="T", team_id=team))
    await desk.one(update_objectives, ObjectiveChange(id=objective, team_id=None))
    with pytest.raises(NotFound):
        await desk.one(update_objectives, ObjectiveChange(id=objective, team_id=team))


async def test_an_imported_row_out_of_order_may_change_otherwise(
    desk: Desk, company: Company
) -> None:
    objective = await company.objective(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))
    await desk.one(update_objectives, ObjectiveChange(id=objective, title="T"))
    assert (await desk.row(Objective, objective))["title"] == "T"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("DRAFT", "ACTIVE"),
        ("DRAFT", "CANCELLED"),
        ("ACTIVE", "DRAFT"),
        ("ACTIVE", "CLOSED"),
        ("ACTIVE", "CANCELLED"),
        ("CLOSED", "ACTIVE"),
        ("CANCELLED", "DRAFT"),
        ("CANCELLED", "ACTIVE"),
    ],
)
async def test_an_objective_goes_from_stage_to_stage(
    desk: Desk, company: Company, before: str, after: str
) -> None:
    objective = await company.objective(lifecycle=before)
    change = ObjectiveChange(id=objective, lifecycle=Lifecycle(after))
    await desk.one(update_objectives, change)
    assert (await desk.row(Objective, objective))["lifecycle"] == after


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("DRAFT", "CLOSED", "from DRAFT an objective goes to ACTIVE or CANCELLED"),
        ("CLOSED", "DRAFT", "from CLOSED an objective goes to ACTIVE"),
        ("CLOSED", "CANCELLED", "from CLOSED an objective goes to ACTIVE"),
        ("CANCELLED", "CLOSED", "from CANCELLED an objective goes to ACTIVE or DRAFT"),
    ],
)
async def test_an_objective_skips_no_stage(
    desk: Desk, company: Company, before: str, after: str, words: str
) -> None:
    objective = await company.objective(lifecycle=before)
    with pytest.raises(Invalid) as refused:
        await desk.one(update_objectives, ObjectiveChange(id=objective, lifecycle=Lifecycle(after)))
    assert (refused.value.message, refused.value.path) == (words, ("lifecycle",))
    assert (await desk.row(Objective, objective))["lifecycle"] == before


async def test_of_many_changes_of_one_version_one_wins(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    changes = [
        ObjectiveChange(id=objective, expected_version=1, title=f"Title {n}") for n in range(8)
    ]
    answers = await asyncio.gather(
        *(desk.free(update_objectives, change) for change in changes), return_exceptions=True
    )
    assert sum(answer == objective for answer in answers) == 1
    messages = {error.message for error in answers if isinstance(error, Conflict)}
    assert messages == {"the objective is at version 2, not 1"}
    assert (await desk.row(Objective, objective))["version"] == 2
    assert len(await desk.told()) == 1


async def test_of_many_that_bring_the_same_id_one_is_made(desk: Desk) -> None:
    own_id = new_id()
    answers = await asyncio.gather(
        *(desk.free(create_objectives, NewObjective(id=own_id, title=f"{n}")) for n in range(6)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Taken"] * 5 + ["UUID"]


async def test_a_batch_says_of_each_row_why_it_was_refused(desk: Desk, company: Company) -> None:
    taken = await company.objective("Taken", external_id="O-1")
    own_ids = [new_id() for _ in range(3)]
    rows = [
        NewObjective(id=own_ids[0], title="Good"),
        NewObjective(title=" "),
        NewObjective(title="No cycle", cycle_id=taken),
        NewObjective(title="Taken", external_id="O-1"),
        NewObjective(id=own_ids[0], title="Twice"),
        NewObjective(id=own_ids[1], title="Fine"),
    ]
    expected = [
        (("1", "title"), "REQUIRED"),
        (("2", "cycle_id"), "NOT_FOUND"),
        (("4", "id"), "INVALID"),
    ]
    with pytest.raises(Rejected) as rejected:
        await desk.many(create_objectives, rows)
    assert [(one.path, one.error.code) for one in rejected.value.errors] == expected
    assert await desk.told() == []
    with pytest.raises(Rejected) as rejected:
        await desk.many(create_objectives, [rows[0], rows[3]])
    assert [one.path for one in rejected.value.errors] == [("1", "external_id")]
    assert await desk.told() == []
    outcome = await desk.many(create_objectives, rows, ErrorPolicy.REJECT_FAILED_ROWS)
    assert outcome.ids == (own_ids[0], None, None, None, None, own_ids[1])
    assert [(one.path, one.error.code) for one in outcome.errors] == [
        *expected[:2],
        (("3", "external_id"), "TAKEN"),
        expected[2],
    ]
    assert [subject for _, subject, _ in await desk.told()] == own_ids[:2]


async def test_a_batch_has_at_most_a_hundred_rows(desk: Desk) -> None:
    with pytest.raises(Limit):
        await desk.many(create_objectives, [NewObjective(title="T")] * 101)


async def test_many_are_changed_each_in_its_own_way(desk: Desk, company: Company) -> None:
    one, two, three = [await company.objective(f"O{n}", level="TEAM") for n in range(3)]
    changes = [
        ObjectiveChange(id=one, title="First"),
        ObjectiveChange(id=two, level=None, weight=Decimal(3)),
        ObjectiveChange(id=three, title="O2"),
    ]
    await desk.many(update_objectives, changes)
    rows = [await desk.row(Objective, id_) for id_ in (one, two, three)]
    assert [(row["title"], row["level"], row["weight"], row["version"]) for row in rows] == [
        ("First", "TEAM", 1, 2),
        ("O1", None, 3, 2),
        ("O2", "TEAM", 1, 1),
    ]
    assert await desk.told() == [
        ("objective.updated", one, {"title": ["O0", "First"]}),
        ("objective.updated", two, {"level": ["TEAM", None], "weight": ["1", "3"]}),
    ]


async def test_a_viewer_changes_nothing(desk: Desk, company: Company) -> None:
    objective = await company.objective()
    await desk.forbids(
        Role.VIEWER,
        (create_objectives, NewObjective(title="T")),
        (update_objectives, ObjectiveChange(id=objective, title="T")),
        (archive_objectives, Seen(id=objective)),
        (restore_objectives, Seen(id=objective)),
    )


@pytest.mark.parametrize("count", [1, 100])
async def test_statements_do_not_grow_with_the_rows(
    desk: Desk, company: Company, count: int
) -> None:
    cycle, team, owner = await company.cycle(), await company.team(), await company.person()
    ids = [new_id() for _ in range(count)]
    named = {"cycle_id": cycle, "team_id": team, "owner_id": owner}
    cancelled = Lifecycle.CANCELLED
    await desk.takes(
        (7, create_objectives, [NewObjective(id=id_, title="T", **named) for id_ in ids]),
        (2, update_objectives, [ObjectiveChange(id=id_, title="U") for id_ in ids]),
        (4, update_objectives, [ObjectiveChange(id=id_, lifecycle=cancelled) for id_ in ids]),
        (5, update_objectives, [ObjectiveChange(id=id_, lifecycle=Lifecycle.DRAFT) for id_ in ids]),
        (4, archive_objectives, [Seen(id=id_) for id_ in ids]),
        (6, restore_objectives, [Seen(id=id_) for id_ in ids]),
    )
