"""Which events go to which endpoints, and that each goes there once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from service.database import Database
from service.events.feed import Consumer, LogEntry, organizations_behind
from service.tables import new_id
from service.webhooks.fan_out import Subscriber, deliveries_of, fan_out
from tests.company import Company
from tests.deliveries.post_office import PostOffice

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEAM, OTHER_TEAM, SUBJECT = (new_id() for _ in range(3))


def _entry(type: str, at: datetime = NOW) -> LogEntry:
    return LogEntry(
        organization_id=new_id(),
        id=new_id(),
        sequence=1,
        type=type,
        subject_kind="objective",
        subject_id=SUBJECT,
        actor_token_id=None,
        actor_person_id=None,
        occurred_at=at,
        changes={},
        details=None,
        cause_id=None,
        hash="",
    )


@pytest.mark.parametrize(
    ("filters", "team", "type", "is_wanted"),
    [
        ({"*"}, None, "objective.updated", True),
        ({"objective.updated"}, None, "objective.updated", True),
        ({"objective.updated"}, None, "objective.created", False),
        ({"objective.*"}, None, "objective.created", True),
        ({"objective.*"}, None, "key_result.created", False),
        ({"key_result.*", "objective.updated"}, None, "objective.updated", True),
        ({"*"}, TEAM, "objective.updated", True),
        ({"*"}, OTHER_TEAM, "objective.updated", False),
        ({"key_result.*"}, TEAM, "objective.updated", False),
    ],
)
def test_an_endpoint_gets_what_its_filters_and_its_team_let_pass(filters, team, type, is_wanted):
    one = Subscriber(new_id(), frozenset(filters), team, NOW - timedelta(days=1))
    entry = _entry(type)
    found = deliveries_of([one], [entry], {SUBJECT: {TEAM}})
    assert found == ([(entry, one.id)] if is_wanted else [])


def test_what_is_of_no_team_goes_to_no_endpoint_that_keeps_to_one():
    ones = [
        Subscriber(new_id(), frozenset({"*"}), team, NOW - timedelta(days=1))
        for team in (TEAM, None)
    ]
    entry = _entry("cycle.created")
    assert deliveries_of(ones, [entry], {}) == [(entry, ones[1].id)]


def test_what_happened_before_an_endpoint_was_there_is_not_its_business():
    one = Subscriber(new_id(), frozenset({"*"}), None, NOW)
    early, late = _entry("a.b", NOW - timedelta(seconds=1)), _entry("a.b")
    assert deliveries_of([one], [early, late], {}) == [(late, one.id)]


async def test_it_is_in_the_order_of_the_log_and_each_event_once(office: PostOffice):
    webhook_id = await office.webhook("http://127.0.0.1:1/")
    subjects = [new_id() for _ in range(3)]
    await office.happens(*subjects)
    assert await office.fan_out() == 3
    assert await office.fan_out() == 0
    rows = await office.rows("webhook_id, sequence, subject_id, type, kind, state, attempts")
    assert rows == [
        (webhook_id, sequence, subject, "objective.updated", "EVENT", "PENDING", 0)
        for sequence, subject in enumerate(subjects, start=2)
    ]


async def test_paused_endpoints_collect_disabled_and_archived_ones_do_not(office: PostOffice):
    wanted = {
        await office.webhook("http://127.0.0.1:1/"),
        await office.webhook("http://127.0.0.1:1/", state="PAUSED"),
    }
    await office.webhook("http://127.0.0.1:1/", state="DISABLED")
    archived = await office.webhook("http://127.0.0.1:1/")
    await office.change("UPDATE webhook SET archived_at = now() WHERE id = :id", id=archived)
    await office.happens(new_id())
    await office.fan_out()
    assert {webhook_id for (webhook_id,) in await office.rows("webhook_id")} == wanted


async def test_a_team_gets_what_concerns_it_and_the_teams_below(
    office: PostOffice, company: Company
):
    department = await company.team("Department")
    team = await company.team("Team", parent_id=department)
    other = await company.team("Other")
    below = await company.objective(team_id=team)
    elsewhere = await company.objective(team_id=other)
    webhook_id = await office.webhook("http://127.0.0.1:1/", team_id=department)
    await office.happens(below, elsewhere, new_id())
    await office.fan_out()
    assert await office.rows("webhook_id, subject_id") == [(webhook_id, below)]


async def test_where_nobody_listens_it_goes_past_all_at_once(office: PostOffice):
    await office.happens(*(new_id() for _ in range(600)))
    assert await office.fan_out() == 600
    assert await office.fan_out() == 0
    await office.webhook("http://127.0.0.1:1/")
    assert await office.fan_out() == 0
    assert await office.rows("id") == []


async def test_a_long_log_is_gone_through_in_parts(office: PostOffice):
    await office.webhook("http://127.0.0.1:1/")
    await office.happens(*(new_id() for _ in range(600)))
    assert [await office.fan_out() for _ in range(3)] == [500, 100, 0]
    assert len(await office.rows("id")) == 600


async def test_several_workers_at_once_make_no_delivery_twice(
    office: PostOffice, database: Database, other_process: Database
):
    await office.webhook("http://127.0.0.1:1/")
    await office.happens(*(new_id() for _ in range(50)))
    organization_id = office.actor.organization_id
    done = await asyncio.gather(
        *(fan_out(one, organization_id) for one in (database, other_process) * 4)
    )
    assert sum(done) == 50
    assert len(await office.rows("id")) == 50


async def test_who_is_behind_is_found(office: PostOffice):
    async def is_behind() -> bool:
        behind = await organizations_behind(office.database, Consumer.FAN_OUT)
        return office.actor.organization_id in behind

    assert not await is_behind()
    await office.happens(new_id())
    assert await is_behind()
    await office.fan_out()
    assert not await is_behind()
