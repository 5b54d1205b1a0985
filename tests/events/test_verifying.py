"""The chain says where the log is not what was written; others can compute it, too."""

import hashlib
from datetime import UTC, datetime

import asyncpg
import orjson
import pytest

from service.events.chain import BEGINNING, Link, canonical, moment, next_hash
from service.events.facts import Fact
from service.events.feed import public_payload
from service.events.record import record
from service.events.verifying import BreakKind
from service.tables import new_id
from tests.events.documented import chained
from tests.events.log import Log


@pytest.fixture
async def written(log: Log) -> Log:
    """A log of six events."""
    await log.record("one", "zwei", "три", '\u2028 \x7f "quoted"\n', "five")
    await log.number()
    return log


async def test_a_log_as_it_was_written_is_sound(written: Log):
    await written.record("new")
    found = await written.verified()
    assert (found.events, found.unnumbered, found.broken, found.breaks) == (6, 1, 0, [])


async def test_an_empty_log_is_sound(log: Log):
    found = await log.verified()
    assert (found.events, found.unnumbered, found.broken) == (0, 1, 0)


@pytest.mark.parametrize(
    ("forgery", "breaks"),
    [
        ("UPDATE event SET changes = '{}' WHERE {own} AND sequence = 3", [(3, BreakKind.HASH)]),
        (
            "UPDATE event SET occurred_at = '2026-01-01' WHERE {own} AND sequence = 3",
            [(3, BreakKind.HASH)],
        ),
        ("UPDATE event SET hash = sha256('') WHERE {own} AND sequence = 3",
         [(3, BreakKind.HASH), (4, BreakKind.HASH)]),
        ("UPDATE event SET hash = null WHERE {own} AND sequence = 3",
         [(3, BreakKind.HASH), (4, BreakKind.HASH)]),
        ("DELETE FROM event WHERE {own} AND sequence = 3", [(4, BreakKind.GAP)]),
        ("DELETE FROM event WHERE {own} AND sequence = 1", [(2, BreakKind.GAP)]),
        ("DELETE FROM event WHERE {own} AND sequence = 6", [(5, BreakKind.HEAD)]),
        ("DELETE FROM event WHERE {own}", [(0, BreakKind.HEAD)]),
        ("UPDATE event SET sequence = 4 WHERE {own} AND sequence = 3",
         [(4, BreakKind.GAP), (4, BreakKind.TWICE)]),
        ("UPDATE event_chain SET hash = sha256('') WHERE {own}", [(6, BreakKind.HEAD)]),
        ("DELETE FROM event_chain WHERE {own}", [(6, BreakKind.HEAD)]),
    ],
)  # fmt: skip
async def test_what_was_tampered_with_is_found(
    written: Log, owner: asyncpg.Connection, forgery: str, breaks: list[tuple[int, BreakKind]]
):
    own = f"organization_id = '{written.organization_id}'"
    await owner.execute(forgery.replace("{own}", own))
    found = await written.verified()
    assert [(one.sequence, one.kind) for one in found.breaks] == breaks
    assert found.broken == len(breaks)


async def test_an_outsider_computes_the_same_chain_from_what_is_public(log: Log):
    cause = new_id()
    fact = Fact(
        "line_of_sight.lost",
        "objective",
        new_id(),
        {"z": (1, 2.5), "é": (0.00001, 1.0), "a": (0.0000001, ["\u2028", "\\", "\x01\t"])},
        details={"count": 2, "subjects": ["b", "a"], "nested": {"b": 1, "a": None}},
        cause_id=cause,
    )
    async with log.database.writing(log.organization_id) as session:
        await record(session, log.actor, fact)
    await log.number()
    entries = await log.entries()
    events = [{**public_payload(entry, "acme"), "hash": entry.hash} for entry in entries]
    assert chained(orjson.dumps({"events": events}))
    assert chained(orjson.dumps({"events": events[1:]}), bytes.fromhex(entries[0].hash))
    assert not chained(orjson.dumps({"events": events[1:]}))
    assert entries[1].cause_id == cause


def test_the_canonical_form_is_what_it_was():
    """Hashes that are written down must be the same for good."""
    link = Link(
        organization_id=(own := new_id()),
        sequence=7,
        id=own,
        type="objective.updated",
        subject_kind="objective",
        subject_id=own,
        actor_person_id=None,
        actor_token_id=own,
        occurred_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        changes={"b": [None, "2"], "a": ["Ä", True]},
        details=None,
        cause_id=None,
    )
    assert canonical(link).decode() == (
        f'["sightline-event/1","{own}",7,"{own}","objective.updated","objective","{own}",null,'
        f'"{own}","2026-03-04T05:06:07.000000Z",{{"a":["Ä",true],"b":[null,"2"]}},null,null]'
    )
    assert next_hash(BEGINNING, link) == hashlib.sha256(bytes(32) + canonical(link)).digest()


def test_moments_have_six_digits_in_utc():
    assert moment(datetime.fromisoformat("2026-03-04T05:06:07.1+02:00")) == (
        "2026-03-04T03:06:07.100000Z"
    )
