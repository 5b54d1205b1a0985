"""Mutation, a worker's step, and what the log tells of lines of sight after it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actor import Actor
from service.database import Database
from service.events.feed import Consumer, LogEntry, organizations_behind
from service.events.sequencing import number_all
from service.sight import following, settling
from service.sight.following import follow, organizations_turned
from service.sight.verifying import verify_sight
from service.tables import utc_now
from tests.company import Company
from tests.schema.conftest import gid
from tests.schema.writer import Writer
from tests.sight.conftest import Worker, subjects

LOST, RESTORED = "line_of_sight.lost", "line_of_sight.restored"
FELL, ROSE = ("FULL", "NONE"), ("NONE", "FULL")


async def cascade(company: Company) -> list[UUID]:
    """Pillar, company objective, team objective, its key result; and the edges between them."""
    pillar = await company.pillar()
    top = await company.objective("Top", level="COMPANY")
    team = await company.objective("Team", level="TEAM")
    key_result = await company.key_result(team)
    upper = await company.align(top, pillar)
    lower = await company.align(team, top)
    return [pillar, top, team, key_result, upper, lower]


async def last_cause(writer: Writer) -> UUID:
    """The last event that somebody caused."""
    return [event.id for event in await writer.events() if event.cause_id is None][-1]


def told(entries: list[LogEntry]) -> list[tuple[str, UUID]]:
    return [(entry.type, entry.subject_id) for entry in entries]


async def archive(writer: Writer, noun: str, id_: UUID) -> None:
    type_ = f"{noun[0].upper()}{noun[1:]}"
    await writer.write(f"{noun}Archive", {"id": gid(type_, id_)}, f"{noun} {{ id }}")


async def restore(writer: Writer, noun: str, id_: UUID) -> None:
    type_ = f"{noun[0].upper()}{noun[1:]}"
    await writer.write(f"{noun}Restore", {"id": gid(type_, id_)}, f"{noun} {{ id }}")


async def test_what_there_was_is_no_news(
    worker: Worker, company: Company, database: Database, actor: Actor
) -> None:
    await cascade(company)
    await number_all(database, actor.organization_id)
    assert actor.organization_id in await organizations_behind(database, Consumer.SIGHT)

    assert await worker.follow() == []

    assert await worker.stored() == await worker.true()
    assert actor.organization_id not in await organizations_behind(database, Consumer.SIGHT)
    assert await follow(database, actor.organization_id, utc_now()) == 0


async def test_an_edge_that_ends_tells_who_lost_what(
    worker: Worker, writer: Writer, company: Company
) -> None:
    _, _, team, key_result, upper, lower = await cascade(company)
    await worker.follow()
    await archive(writer, "alignment", lower)

    lost, orphaned = await worker.follow()

    assert told([lost, orphaned]) == [(LOST, team), ("objective.orphaned", team)]
    assert subjects(lost) == {team: FELL, key_result: FELL}
    assert lost.details is not None
    assert {name: lost.details[name] for name in ("count", "truncated", "calendar")} == {
        "count": 2,
        "truncated": False,
        "calendar": False,
    }
    assert lost.changes == orphaned.changes == {"line_of_sight": list(FELL)}
    cause = await last_cause(writer)
    assert (lost.cause_id, orphaned.cause_id) == (cause, cause)
    assert (lost.actor_token_id, lost.actor_person_id, lost.subject_kind) == (
        None,
        None,
        "objective",
    )

    # A company objective sees as far as itself.
    await restore(writer, "alignment", lower)
    await worker.follow()
    await archive(writer, "alignment", upper)
    (lost,) = await worker.follow()
    assert set(subjects(lost).values()) == {("FULL", "PARTIAL")}
    assert len(subjects(lost)) == 3


async def test_graphql_shows_what_followed_and_its_cause(
    worker: Worker, writer: Writer, company: Company
) -> None:
    _, _, _, _, _, lower = await cascade(company)
    await worker.follow()
    await archive(writer, "alignment", lower)
    await worker.follow()

    answer = await writer.ask(
        "{ events(filter: {type: {in:"
        " [ALIGNMENT_ARCHIVED, LINE_OF_SIGHT_LOST, OBJECTIVE_ORPHANED]}})"
        " { nodes { id type cause { id type } details } } }"
    )

    assert answer.errors == []
    archived, lost, orphaned = answer.data["events"]["nodes"]
    because = {"id": archived["id"], "type": "ALIGNMENT_ARCHIVED"}
    assert [one["cause"] for one in (archived, lost, orphaned)] == [None, because, because]
    assert lost["details"]["count"] == 2


async def test_a_new_goal_is_no_orphan_to_tell_of_but_its_adoption_is(
    worker: Worker, writer: Writer, company: Company
) -> None:
    _, top, *_ = await cascade(company)
    await worker.follow()
    payload = await writer.write("objectiveCreate", {"title": "New"}, "objective { id }")
    given = {"objectiveId": payload["objective"]["id"], "title": "Measure"}
    await writer.write("keyResultCreate", given, "keyResult { id }")
    assert await worker.follow() == []

    ends = {"childId": payload["objective"]["id"], "parentId": gid("Objective", top)}
    await writer.write("alignmentCreate", ends, "alignment { id }")
    restored, adopted = await worker.follow()

    assert [restored.type, adopted.type] == [RESTORED, "objective.adopted"]
    assert list(subjects(restored).values()) == [ROSE, ROSE]
    assert {restored.cause_id, adopted.cause_id} == {await last_cause(writer)}


async def test_only_an_accepted_proposal_moves_anything(
    worker: Worker, writer: Writer, company: Company
) -> None:
    _, top, *_ = await cascade(company)
    child = await company.objective("Child")
    await worker.follow()
    ends = {"childId": gid("Objective", child), "parentId": gid("Objective", top)}
    made = await writer.write("alignmentPropose", ends, "alignment { id }")
    assert await worker.follow() == []
    await writer.write("alignmentAccept", {"id": made["alignment"]["id"]}, "alignment { id }")
    assert told(await worker.follow()) == [(RESTORED, child), ("objective.adopted", child)]


async def test_what_is_put_away_takes_the_sight_of_what_is_below(
    worker: Worker, writer: Writer, company: Company
) -> None:
    pillar, top, team, key_result, *_ = await cascade(company)
    await worker.follow()

    await archive(writer, "objective", top)
    (lost,) = await worker.follow()
    assert told([lost]) == [(LOST, top)]
    assert (subjects(lost), lost.changes) == ({team: FELL, key_result: FELL}, {})

    await restore(writer, "objective", top)
    (restored,) = await worker.follow()
    assert (restored.type, subjects(restored)) == (RESTORED, {team: ROSE, key_result: ROSE})

    await archive(writer, "strategyElement", pillar)
    (lost,) = await worker.follow()
    assert (lost.subject_kind, lost.subject_id) == ("strategy_element", pillar)
    assert set(subjects(lost)) == {top, team, key_result}
    own = {"id": gid("Objective", top), "lifecycle": "CANCELLED"}
    await writer.write("objectiveUpdate", own, "objective { id }")
    (lost,) = await worker.follow()
    assert subjects(lost) == {team: ("PARTIAL", "NONE"), key_result: ("PARTIAL", "NONE")}


async def test_a_key_result_that_sees_farther_than_its_objective_goes_with_it(
    worker: Worker, writer: Writer, company: Company
) -> None:
    _, top, *_ = await cascade(company)
    home = await company.objective("Home")
    key_result = await company.key_result(home)
    below = await company.objective("Below")
    await company.align(key_result, top)
    await company.align(below, key_result)
    await worker.follow()

    await archive(writer, "objective", home)
    found = await worker.follow()
    assert [one for entry in found for one in subjects(entry).items()] == [(below, FELL)]
    assert await worker.stored() == await worker.true()
    await restore(writer, "objective", home)
    found = await worker.follow()
    assert [one for entry in found for one in subjects(entry).items()] == [(below, ROSE)]
    assert await worker.stored() == await worker.true()


async def test_a_level_makes_a_top_or_an_orphan(
    worker: Worker, writer: Writer, company: Company
) -> None:
    goal = await company.objective("Goal", level="COMPANY")
    await worker.follow()
    for level, expected in (
        ("TEAM", [(LOST, goal), ("objective.orphaned", goal)]),
        ("COMPANY", [(RESTORED, goal), ("objective.adopted", goal)]),
    ):
        given = {"id": gid("Objective", goal), "level": level}
        await writer.write("objectiveUpdate", given, "objective { id }")
        assert told(await worker.follow()) == expected


async def test_what_may_stand_alone_is_no_orphan(
    worker: Worker, writer: Writer, company: Company
) -> None:
    _, _, team, _, _, lower = await cascade(company)
    given = {"id": gid("Objective", team), "standaloneReason": "The law wants it"}
    await writer.write("objectiveUpdate", given, "objective { id }")
    await worker.follow()
    await archive(writer, "alignment", lower)
    assert told(await worker.follow()) == [(LOST, team)]

    await writer.write("objectiveUpdate", {**given, "standaloneReason": None}, "objective { id }")
    assert told(await worker.follow()) == [("objective.orphaned", team)]


async def test_a_circle_that_nothing_holds_up_sees_nothing(
    worker: Worker, writer: Writer, company: Company
) -> None:
    await company.settle(settings='{"cycle_policy": "REPORT"}')
    pillar = await company.pillar()
    ring = [await company.objective(f"Goal {number}") for number in range(3)]
    for child, parent in zip(ring, [*ring[1:], ring[0]], strict=True):
        await company.align(child, parent)
    upper = await company.align(ring[0], pillar)
    await worker.follow()

    await archive(writer, "alignment", upper)
    lost, orphaned = await worker.follow()
    assert subjects(lost) == dict.fromkeys(ring, FELL)
    assert told([orphaned]) == [("objective.orphaned", ring[0])]
    await restore(writer, "alignment", upper)
    restored, _ = await worker.follow()
    assert subjects(restored) == dict.fromkeys(ring, ROSE)


async def test_edges_that_begin_or_end_to_hold_are_followed_at_midnight(
    worker: Worker, company: Company, database: Database, actor: Actor
) -> None:
    pillar = await company.pillar()
    ending, beginning = await company.objective("Ending"), await company.objective("Beginning")
    now = utc_now()
    await company.align(ending, pillar, valid_to=now.date())
    await company.align(beginning, pillar, valid_from=now.date() + timedelta(days=1))
    await worker.follow(now)
    later = now + timedelta(days=1)
    assert actor.organization_id in await organizations_turned(database, later)

    found = await worker.follow(later)

    assert sorted(told(found)) == sorted(
        [
            (LOST, ending),
            ("objective.orphaned", ending),
            (RESTORED, beginning),
            ("objective.adopted", beginning),
        ]
    )
    assert {entry.cause_id for entry in found} == {None}
    assert [entry.details["calendar"] for entry in found if entry.details] == [True, True]
    assert await worker.stored() == await worker.true(later)
    assert actor.organization_id not in await organizations_turned(database, later)


async def test_a_day_that_comes_again_by_another_time_zone_is_followed_too(
    worker: Worker, writer: Writer, company: Company
) -> None:
    pillar = await company.pillar()
    ended = await company.objective("Ended")
    morning = datetime(2026, 3, 2, 5, tzinfo=UTC)
    await company.align(ended, pillar, valid_to=date(2026, 3, 1))
    await worker.follow(morning)

    given = {"timezone": "America/Los_Angeles"}
    await writer.write("organizationUpdate", given, "organization { id }")
    found = await worker.follow(morning)

    assert told(found) == [(RESTORED, ended), ("objective.adopted", ended)]


async def test_of_very_many_some_are_named_and_all_counted(
    worker: Worker, writer: Writer, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "MOST_NAMED", 2)
    pillar, top, team, *_ = await cascade(company)
    await worker.follow()
    await archive(writer, "strategyElement", pillar)
    (lost,) = await worker.follow()
    assert lost.details is not None
    assert (lost.details["count"], lost.details["truncated"]) == (3, True)
    assert list(subjects(lost)) == [top, team]


async def test_a_long_log_is_followed_by_one_look(
    worker: Worker, writer: Writer, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_MOST_ENTRIES", 2)
    monkeypatch.setattr(following, "_LONG", 2)
    _, top, team, key_result, upper, lower = await cascade(company)
    await worker.follow()
    for number in range(5):
        await writer.write("objectiveCreate", {"title": f"Goal {number}"}, "objective { id }")
    await archive(writer, "alignment", lower)
    cause = await last_cause(writer)
    for id_ in (upper, lower):
        await (archive if id_ == upper else restore)(writer, "alignment", id_)
    await archive(writer, "alignment", lower)

    found = await worker.follow()

    assert told(found) == [(LOST, team), ("objective.orphaned", team), (LOST, top)]
    assert [subjects(one) for one in (found[0], found[2])] == [
        {team: FELL, key_result: FELL},
        {top: ("FULL", "PARTIAL")},
    ]
    assert found[0].cause_id == cause
    assert await worker.stored() == await worker.true()


async def test_two_workers_follow_an_event_once(
    worker: Worker, writer: Writer, company: Company, other_process: Database, actor: Actor
) -> None:
    *_, lower = await cascade(company)
    await worker.follow()
    await archive(writer, "alignment", lower)
    assert len(await worker.follow()) == 2
    assert await follow(other_process, actor.organization_id, utc_now()) == 0


async def test_organizations_keep_to_themselves(
    worker: Worker, company: Company, strange_company: Company, database: Database, stranger: Actor
) -> None:
    await cascade(company)
    await cascade(strange_company)
    other = Worker(database, stranger)
    await worker.follow()
    await other.follow()
    assert await worker.stored() == await worker.true()
    assert await other.stored() == await other.true()


async def test_verifying_computes_it_all_again(
    worker: Worker, writer: Writer, company: Company, database: Database, actor: Actor
) -> None:
    _, _, team, _, _, lower = await cascade(company)
    assert (await verify_sight(database, actor.organization_id)).nodes == 0
    await worker.follow()
    found = await verify_sight(database, actor.organization_id)
    assert (found.nodes, found.unfollowed, found.differing) == (4, 0, 0)

    await archive(writer, "alignment", lower)
    found = await verify_sight(database, actor.organization_id)
    assert (found.unfollowed, found.differing) == (1, 0)
    await worker.follow()
    # Past every command: what nobody was told of.
    await company.align(team, (await company.pillar()))
    found = await verify_sight(database, actor.organization_id)
    differences: list[Any] = [(one.id, one.stored.name) for one in found.differences]
    assert (team, "NONE") in differences
    assert found.differing == 3
