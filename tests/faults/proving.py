"""What has to hold when all is over, whatever befell the service meanwhile."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from tests.faults.clients import Answered
from tests.faults.cluster import Server
from tests.faults.consumer import Consumer, Receipt
from tests.faults.mutations import KINDS, Kind, Mutation
from tests.faults.striking import Fault, Struck

_MARKED_EVENTS = """
SELECT changes -> $2 ->> 1 AS mark, subject_id FROM event
 WHERE type = $1 AND changes -> $2 ->> 1 LIKE 'mark-%' ORDER BY sequence
"""
_LOG = "SELECT id, sequence FROM event ORDER BY sequence"
_STATES = "SELECT state, count(*) FROM webhook_delivery GROUP BY state"
_FINISHED = "SELECT event_id, extract(epoch FROM finished_at) AS at FROM webhook_delivery"
_FAILED = """
SELECT coalesce(error, status_code::text), count(*) FROM webhook_attempt
 WHERE error IS NOT NULL OR status_code <> 204 GROUP BY 1
"""

# What was sent before a fault may lie in a socket for a moment.
_JUST_S = 1.0


@dataclass(frozen=True, slots=True)
class Proven:
    """Figures of what was proven.

    Attributes:
        events: in the log.
        in_flight: by fault, how many deliveries were, but for those of an earlier fault.
        again: how many of them came once more.
        settled_s: after how many seconds the last of them was settled.
        late: subjects, of those in flight at a fault, of which an event came after a later one.
    """

    events: int
    in_flight: list[int]
    again: list[int]
    settled_s: list[float]
    late: int


async def prove_effects(server: Server, answered: Sequence[Answered]) -> None:
    """Each mutation took effect once: one row and one event, those that its answer names."""
    by_kind: defaultdict[Kind, list[Mutation]] = defaultdict(list)
    for one in answered:
        by_kind[one.mutation.kind].append(one.mutation)
    assert len({one.mutation.mark for one in answered}) == len(answered)
    for kind in KINDS:
        meant = Counter((one.mark, one.subject_id) for one in by_kind[kind])
        told = await server.rows(_MARKED_EVENTS, kind.event, kind.field)
        assert Counter((row["mark"], row["subject_id"]) for row in told) == meant, kind.name
        rows = await server.rows(
            f"SELECT {kind.field}, id FROM {kind.table} WHERE {kind.field} LIKE 'mark-%'"
        )
        if kind.event.endswith(".updated"):
            # What an update has written, the next one writes over.
            meant = Counter(
                (mark, id_)
                for id_, mark in {row["subject_id"]: row["mark"] for row in told}.items()
            )
        assert Counter(map(tuple, rows)) == meant, kind.name


async def prove_deliveries(server: Server, consumer: Consumer, struck: Sequence[Struck]) -> Proven:
    """Every event of the log was received, and again only what was in flight at a fault."""
    log = {row["id"]: row["sequence"] for row in await server.rows(_LOG)}
    assert sorted(log.values()) == list(range(1, len(log) + 1))
    assert consumer.refused == 0
    assert {one.id: one.sequence for one in consumer.receipts} == log
    assert [tuple(row) for row in await server.rows(_STATES)] == [("SUCCEEDED", len(log))]
    assert await server.rows(_FAILED) == []
    late, subjects = out_of_order(consumer.receipts), _subjects(consumer.receipts, struck)
    assert late <= subjects, late - subjects
    return Proven(
        events=len(log),
        in_flight=[len(ids) for ids in _own(struck)],
        again=_again(consumer.receipts, struck),
        settled_s=await _settled_s(server, struck),
        late=len(late),
    )


def _again(receipts: Iterable[Receipt], struck: Sequence[Struck]) -> list[int]:
    """How many came once more, by the fault that they were in flight at; there are no others."""
    counts, seen = [0] * len(struck), dict[UUID, float]()
    for one in receipts:
        before = seen.get(one.id)
        if before is not None:
            faults = [n for n, fault in enumerate(struck) if _explains(fault, one, before)]
            assert faults, (one, before)
            counts[faults[0]] += 1
        seen[one.id] = one.at
    return counts


def _explains(fault: Struck, receipt: Receipt, before: float) -> bool:
    """Whether it was in flight at the fault, and had been received by then, or just after.

    Of what the worker had begun in the last moment, a database that falls may remember nothing.
    """
    if before > fault.at + fault.took_s + _JUST_S:
        return False
    is_forgotten = fault.moment.fault is Fault.RESTART and before >= fault.at - _JUST_S
    return is_forgotten or receipt.id in fault.in_flight


def _subjects(receipts: Iterable[Receipt], struck: Iterable[Struck]) -> set[UUID]:
    """Those of the events in flight at any fault."""
    in_flight = {id_ for fault in struck for id_ in fault.in_flight}
    return {one.subject_id for one in receipts if one.id in in_flight}


def _own(struck: Iterable[Struck]) -> Iterator[frozenset[UUID]]:
    """By fault, what was in flight; what a killed worker has left stays so until its lease ends."""
    known = frozenset[UUID]()
    for one in struck:
        yield one.in_flight - known
        known |= one.in_flight


async def _settled_s(server: Server, struck: Sequence[Struck]) -> list[float]:
    finished = {row["event_id"]: float(row["at"]) for row in await server.rows(_FINISHED)}
    latest = [max((finished[id_] for id_ in ids), default=None) for ids in _own(struck)]
    return [
        0 if end is None else max(end - one.at, 0) for one, end in zip(struck, latest, strict=True)
    ]


def out_of_order(receipts: Iterable[Receipt]) -> set[UUID]:
    """Subjects of which an event was first received after a later one."""
    first = {one.id: one for one in reversed(list(receipts))}
    by_subject: defaultdict[UUID, list[Receipt]] = defaultdict(list)
    for one in sorted(first.values(), key=lambda one: one.at):
        by_subject[one.subject_id].append(one)
    return {
        subject
        for subject, told in by_subject.items()
        if any(before.sequence > after.sequence for before, after in pairwise(told))
    }
