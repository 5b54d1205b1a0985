"""Many grade, check in, decide, clone and close one cycle at once, over two servers.

Nothing is lost: what was said to be done is there and in the log, once, and what was refused left
nothing; conflicts are said; after the close nothing comes in; no two acceptances close a circle.
`SIGHTLINE_TEST_ROUNDS=200 pytest tests/http/test_ritual_at_once.py` plays as many quarters.
"""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from service.actor import Actor, Role
from service.alignment.analysis import analyze
from service.alignment.queries import organization_records
from service.alignment.snapshot import snapshot_from_records
from service.app import create_app
from service.database import Database
from service.events.models import Event
from service.rituals.rules import outcome_of
from service.rollup.draining import drain
from service.rollup.verifying import verify
from service.settings import Settings
from service.tables import utc_now
from tests.company import Company, events_of
from tests.http.conftest import SECRET_KEY
from tests.http.ritual import GOALS, Quarter, everybody, planted
from tests.rollup.numbers import Numbers
from tests.serving import listening
from tests.tokens import TokenMaker

SEEDS = range(int(os.environ.get("SIGHTLINE_TEST_ROUNDS", "6")))
SAID = {
    "objectiveScore": {(), ("CONFLICT",), ("READ_ONLY",)},
    "checkInCreate": {(), ("CONFLICT",), ("READ_ONLY",)},
    "alignmentAccept": {(), ("CONFLICT",), ("READ_ONLY",), ("ALIGNMENT_CYCLE",)},
    "alignmentDecline": {(), ("CONFLICT",), ("READ_ONLY",)},
    "cycleClone": {(), ("CONFLICT",)},
    # One of two closes; the other finds it closed.
    "cycleClose": {(), ("CONFLICT",), ("INVALID",)},
}


@pytest.fixture
async def servers(
    database_url: str, actor: Actor, new_token: TokenMaker, tmp_path: Path
) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Two, with sockets of their own."""
    headers = {"Authorization": f"Bearer {await new_token(actor, Role.ADMIN)}"}
    async with AsyncExitStack() as stack:
        clients = []
        for number in range(2):
            folder = tmp_path / str(number)
            folder.mkdir()
            settings = Settings(
                database_url=database_url, secret_key=SECRET_KEY, data_dir=folder, pool_size=3
            )
            address = await stack.enter_async_context(listening(create_app(settings)))
            client = httpx.AsyncClient(base_url=address, headers=headers, timeout=60)
            clients.append(await stack.enter_async_context(client))
        yield clients


@pytest.fixture
async def quarter(company: Company, servers: list[httpx.AsyncClient]) -> Quarter:
    made = await planted(company, servers)
    await Numbers(company.database, company.actor, utc_now()).settle()
    return made


async def rows(company: Company, statement: str) -> list[dict[str, Any]]:
    """Of the company alone, by row-level security."""
    async with company.database.writing(company.actor.organization_id) as session:
        return [dict(row) for row in (await session.execute(text(statement))).mappings()]


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_is_lost_and_nothing_slips_in(
    quarter: Quarter, database: Database, seed: int
) -> None:
    await everybody(quarter, seed)

    events = await events_of(database, quarter.company.actor)
    assert {one.codes for one in quarter.deeds if one.codes not in SAID[one.mutation]} == set()
    assert sum(quarter.succeeded("cycleClose").values()) == 1
    await check_scores(quarter, events)
    await check_check_ins(quarter, events)
    await check_decisions(quarter, events)
    check_clones(quarter, events)
    check_order(quarter, events)
    await check_latecomers(quarter)
    await check_numbers(quarter, database)


async def check_scores(quarter: Quarter, events: Sequence[Event]) -> None:
    """Each score that was given stands in the log once, after the one that it took the place of."""
    given = quarter.succeeded("objectiveScore")
    for kind in ("objective", "key_result"):
        changes = [
            (event.subject_id, *event.changes["score"])
            for event in events
            if event.type == f"{kind}.updated" and "score" in event.changes
        ]
        assert sorted(new for _, _, new in changes) == sorted(given.elements())
        last: dict[object, object] = {}
        for subject, old, new in changes:
            assert last.get(subject) == old
            last[subject] = new
        stored = await rows(quarter.company, f"SELECT id, score FROM {kind}")
        assert {row["id"]: number(row["score"]) for row in stored} == {
            row["id"]: number(last.get(row["id"])) for row in stored
        }
    # A score that came in after the close would not be what its outcome was told by.
    for row in await rows(quarter.company, "SELECT * FROM objective"):
        if row["cycle_id"] != quarter.cycle:
            continue
        outcome = outcome_of(None, row["score"], False)  # noqa: FBT003
        assert (row["lifecycle"], row["close_outcome"]) == ("CLOSED", outcome)


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


async def check_check_ins(quarter: Quarter, events: Sequence[Event]) -> None:
    """What was recorded is there and in the log, once; what was refused is nowhere."""
    recorded = sorted(quarter.succeeded("checkInCreate").elements())
    stored = await rows(quarter.company, "SELECT id FROM check_in")
    told = [event.subject_id for event in events if event.type == "check_in.recorded"]
    assert sorted(str(row["id"]) for row in stored) == recorded
    assert sorted(map(str, told)) == recorded


async def check_decisions(quarter: Quarter, events: Sequence[Event]) -> None:
    """Each proposal is decided about once, as its log says, and no circle comes of them."""
    done = {
        state: quarter.succeeded(mutation)
        for mutation, state in (("alignmentAccept", "ACCEPTED"), ("alignmentDecline", "DECLINED"))
    }
    assert max((done["ACCEPTED"] + done["DECLINED"]).values(), default=0) <= 1
    for state, marks in done.items():
        every = await rows(quarter.company, f"SELECT id FROM alignment WHERE state = '{state}'")
        found = [row for row in every if row["id"] in quarter.proposals]
        told = [event.subject_id for event in events if event.type == f"alignment.{state.lower()}"]
        assert sorted(str(row["id"]) for row in found) == sorted(marks)
        assert sorted(map(str, told)) == sorted(marks)
    async with quarter.company.database.reading() as session:
        records = await organization_records(session, quarter.company.actor)
    assert analyze(snapshot_from_records(records), utc_now().date()).components == ()


def check_clones(quarter: Quarter, events: Sequence[Event]) -> None:
    """Each clone has every goal, whatever was done to the goals meanwhile; the others have none."""
    clones = quarter.succeeded("cycleClone")
    told = [event for event in events if event.type == "objective.created"]
    cycles = [event.changes["cycle_id"][1] for event in told]
    assert sorted(cycles) == sorted([*clones] * GOALS)
    made = [event.type for event in events]
    assert made.count("key_result.created") == GOALS * len(clones)
    assert made.count("cycle.created") == len(clones)


def check_order(quarter: Quarter, events: Sequence[Event]) -> None:
    """After the close of the cycle the log tells of its goals only that they were closed with it.

    Ids of events grow in one process, and are given while what they tell of is held.
    """
    (closed,) = [place for place, one in enumerate(events) if one.type == "cycle.closed"]
    inside = {*quarter.objectives, *quarter.key_results}
    later = [event for event in events[closed + 1 :] if event.subject_id in inside]
    assert {event.type for event in later} <= {"objective.updated"}
    assert all(event.changes["lifecycle"] == ["ACTIVE", "CLOSED"] for event in later)
    assert [event.type for event in events[closed + 1 :]].count("check_in.recorded") == 0


async def check_latecomers(quarter: Quarter) -> None:
    """Whoever comes now is refused, and leaves nothing."""
    company = quarter.company
    left = await rows(company, "SELECT id FROM event")
    waiting = await rows(
        company, "SELECT id FROM alignment WHERE state = 'PROPOSED' AND child_kind = 'KEY_RESULT'"
    )

    for goal in range(GOALS):
        assert await quarter.grade(goal, 1, None) == ("READ_ONLY",)
        assert await quarter.check_in(goal, 1) == ("READ_ONLY",)
    for row in waiting:
        assert await quarter.decide("alignmentAccept", row["id"]) == ("READ_ONLY",)
    assert await quarter.close() == ("INVALID",)
    assert len(await rows(company, "SELECT id FROM event")) == len(left)


async def check_numbers(quarter: Quarter, database: Database) -> None:
    organization_id = quarter.company.actor.organization_id
    await drain(database, organization_id, utc_now())
    found = await verify(database, organization_id, utc_now())
    assert (found.differences, found.pending) == ([], 0)
