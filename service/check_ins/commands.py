"""Check-ins: what key results were from time to time. Only ever added to: a correction is one more.

Whatever comes twice is there once, and whoever sends it again is told of the one that is there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.check_ins.models import CheckIn
from service.check_ins.queries import StoredCheckIn, check_ins_called
from service.check_ins.rules import check_check_in, check_place
from service.database import Session
from service.errors import Conflict, Invalid, NotFound, Taken
from service.events.facts import created
from service.identity.models import Person
from service.numbers.refreshing import refresh_held
from service.objectives.commands.holding import HeldKeyResult, held_key_results
from service.progress.rules import ReportedStatus
from service.tables import NO_SYSTEM, new_id
from service.writing.batches import Batch, Outcome, Policy
from service.writing.checks import external_id
from service.writing.given import New, Values, given
from service.writing.inserting import insert_and_tell
from service.writing.recordset import table_of
from service.writing.references import refuse_missing

_CHECK_INS = table_of(CheckIn)
_REFERENCES = {"author_id": table_of(Person)}
# Where they are absent, what was recorded is what the sender means.
_FILLED_IN = {"occurred_at", "author_id"}
# What a check-in says, and the column of its key result that has the latest of it.
_TOLD_BY = {"value": "current", "confidence": "confidence", "status": "reported_status"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheckIn(New):
    """What a key result was at one moment.

    Attributes:
        occurred_at: absent: now, or when that was which it corrects.
        author_id: absent: the person that the token stands for.
        corrects_id: a check-in of the same key result, which counts no more from here on.
    """

    key_result_id: UUID
    value: Decimal | None = None
    confidence: int | None = None
    status: ReportedStatus | None = None
    note: str | None = None
    wins: str | None = None
    blockers: str | None = None
    occurred_at: datetime | None = None
    author_id: UUID | None = None
    corrects_id: UUID | None = None


async def record_check_ins(
    session: Session, actor: Actor, news: Sequence[NewCheckIn], policy: Policy, now: datetime
) -> Outcome:
    """Check-ins in any order of time, and the numbers of their goals after them.

    One whose id or external id is there already, and which says the same, is that one. Refuses
    with Required (it says nothing), TooLong, Invalid (a value; it is still to come; it corrects one
    of another key result), NotFound (key result, author, what it corrects), ReadOnly (archived,
    cancelled or closed), Taken (an id, and it says something else), Conflict (what it corrects is
    corrected already).
    """
    allow(actor, Action.CHECK_IN_CREATE)
    batch = Batch(news, policy)
    _check(batch, now)
    ids = {new.key_result_id for _, new in batch.accepted()}
    places = await held_key_results(session, actor, ids)
    called = _Called(await check_ins_called(session, actor, *_named(batch)))
    known = called.known(batch)
    batch.check_each(lambda index, new: None if index in known else _judge(new, places, called))
    said = {index: {} if index in known else given(new) for index, new in batch.accepted()}
    await refuse_missing(session, actor, batch, said, _REFERENCES)
    batch.settle()
    rows = {
        index: _row(actor, new, called, now)
        for index, new in batch.accepted()
        if index not in known
    }
    inserted = await _insert(session, actor, batch, rows)
    moved = {places[row["key_result_id"]].objective_id for row in inserted}
    await refresh_held(session, actor, moved, now, called.taken_back(inserted))
    return batch.outcome(lambda index, _: known[index] if index in known else rows[index]["id"])


class _Called:
    """The stored check-ins that a batch names: as itself, or as what it corrects."""

    def __init__(self, stored: Sequence[StoredCheckIn]) -> None:
        self._by_id = {row["id"]: row for row in stored}
        self._by_external_id = {
            row["external_id"]: row
            for row in stored
            if row["external_system"] == NO_SYSTEM and row["external_id"] is not None
        }

    def known(self, batch: Batch[NewCheckIn]) -> dict[int, UUID]:
        """By index, the check-in that is there already; what says something else is refused."""
        found: dict[int, UUID] = {}

        def check(index: int, new: NewCheckIn) -> None:
            for field, row in (
                ("id", self._of(new.id)),
                ("external_id", self._by_external_id.get(new.external_id or "")),
            ):
                if row is None:
                    continue
                if not _is_the_same(new, row):
                    raise Taken("there is such a check-in, and it says something else", [field])
                found[index] = row["id"]

        batch.check_each(check)
        return found

    def corrected_by(self, new: NewCheckIn) -> StoredCheckIn | None:
        return self._of(new.corrects_id)

    def taken_back(self, inserted: Sequence[Values]) -> dict[UUID, list[str]]:
        """By key result, the columns of it that corrected check-ins have said."""
        columns: dict[UUID, list[str]] = {}
        for row in inserted:
            corrected = self._of(row["corrects_id"])
            if corrected is not None:
                said = [to for name, to in _TOLD_BY.items() if corrected[name] is not None]
                columns.setdefault(row["key_result_id"], []).extend(said)
        return columns

    def _of(self, own_id: UUID | None) -> StoredCheckIn | None:
        return None if own_id is None else self._by_id.get(own_id)


def _check(batch: Batch[NewCheckIn], now: datetime) -> None:
    batch.check(lambda new: check_check_in(given(new), now))
    batch.check(lambda new: external_id(new.external_id, ["external_id"]))
    batch.refuse_repeated(lambda new: new.id, "id")
    batch.refuse_repeated(lambda new: new.external_id, "external_id")
    batch.refuse_repeated(lambda new: new.corrects_id, "corrects_id")


def _named(batch: Batch[NewCheckIn]) -> tuple[set[UUID], set[str]]:
    news = [new for _, new in batch.accepted()]
    ids = _there([new.id for new in news]) | _there([new.corrects_id for new in news])
    return ids, {new.external_id for new in news if new.external_id is not None}


def _there(ids: Iterable[UUID | None]) -> set[UUID]:
    return {own_id for own_id in ids if own_id is not None}


def _is_the_same(new: NewCheckIn, row: StoredCheckIn) -> bool:
    said = given(new)
    return (new.id is None or new.id == row["id"]) and all(
        row[name] == value
        for name, value in said.items()
        if not (value is None and name in _FILLED_IN)
    )


def _judge(new: NewCheckIn, places: Mapping[UUID, HeldKeyResult], called: _Called) -> None:
    place = places.get(new.key_result_id)
    if place is None:
        raise NotFound("there is no such key result", ["key_result_id"])
    check_place(place)
    if new.corrects_id is None:
        return
    corrected = called.corrected_by(new)
    path = ["corrects_id"]
    if corrected is None:
        raise NotFound("there is no such check-in", path)
    if corrected["key_result_id"] != new.key_result_id:
        raise Invalid("that check-in is of another key result", path)
    if corrected["corrected"]:
        raise Conflict("it is corrected already: correct its correction", path)


def _row(actor: Actor, new: NewCheckIn, called: _Called, now: datetime) -> Values:
    corrected = called.corrected_by(new)
    return {
        **given(new),
        "organization_id": actor.organization_id,
        "id": new.id or new_id(),
        "external_system": NO_SYSTEM,
        "occurred_at": new.occurred_at or (corrected["occurred_at"] if corrected else now),
        "author_id": new.author_id or actor.person_id,
        "created_at": now,
        "created_by": actor.person_id,
    }


async def _insert(
    session: Session, actor: Actor, batch: Batch[NewCheckIn], rows: Mapping[int, Values]
) -> list[Values]:
    """The rows that were inserted; what somebody else was quicker with is refused."""
    if not rows:
        return []
    facts = [
        replace(created(_CHECK_INS.name, row["id"], _told(row)), type="check_in.recorded")
        for row in rows.values()
    ]
    inserted = await insert_and_tell(session, actor, _CHECK_INS, list(rows.values()), facts)

    def check(index: int, new: NewCheckIn) -> None:
        if index in rows and rows[index]["id"] not in inserted:
            field = "external_id" if new.id is None else "id"
            raise Taken("another key result has such a check-in", [field])

    batch.check_each(check)
    batch.settle()
    return [row for row in rows.values() if row["id"] in inserted]


def _told(row: Values) -> Values:
    return {name: value for name, value in row.items() if name != "external_system"}
