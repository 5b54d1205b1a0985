"""Rows that say again what a row before them said: ids, and the pairs that are their own key."""

from service.dependencies.rules import DependencyKind
from service.interchange.entries import (
    AlignmentEntry,
    CheckInEntry,
    DependencyEntry,
    KeyResultEntry,
    KpiEntry,
    MembershipEntry,
    ReviewEntry,
)
from service.interchange.items import Entry
from service.interchange.problems import Code, Origin, shown
from service.interchange.row_reader import Findings


class Unique:
    """Lets every id and every key pass once."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._origin_by_key: dict[tuple[object, ...], Origin] = {}

    def admits(self, entry: Entry) -> bool:
        """Whether the row is the first of its kind; if not, that is reported."""
        for field, key, words in _keys(entry):
            first = self._origin_by_key.setdefault(key, entry.origin)
            if first is not entry.origin:
                message = f"{words} is taken by {_place(first, entry.origin)}"
                self._findings.report(entry.origin, field, Code.TAKEN, message)
                return False
        if isinstance(entry, KpiEntry):
            self._check_readings(entry)
        if isinstance(entry, KeyResultEntry):
            self._check_days(entry)
        return True

    def _check_days(self, entry: KeyResultEntry) -> None:
        days = set()
        for place, checkpoint in enumerate(entry.checkpoints or (), 1):
            if checkpoint.day in days:
                field = f"checkpoints[{place}].day"
                message = f"{checkpoint.day} has a checkpoint already"
                self._findings.report(entry.origin, field, Code.TAKEN, message)
            days.add(checkpoint.day)

    def _check_readings(self, entry: KpiEntry) -> None:
        moments = set()
        for place, reading in enumerate(entry.readings or (), 1):
            if reading.at in moments:
                field = f"readings[{place}].at"
                message = f"{reading.at.isoformat()} has a reading already"
                self._findings.report(entry.origin, field, Code.TAKEN, message)
            moments.add(reading.at)


def _given_keys(entry: Entry) -> list[tuple[str, tuple[object, ...], str]]:
    """Of these, its id, and what it corrects."""
    own_id = getattr(entry, "id", None)
    keys: list[tuple[str, tuple[object, ...], str]] = []
    if own_id is not None:
        keys.append(("id", ("id", own_id), f"the id {shown(own_id)}"))
    if isinstance(entry, CheckInEntry) and entry.corrects is not None:
        words = f"the correction of {shown(entry.corrects)}"
        keys.append(("corrects", ("correction", entry.corrects), words))
    return keys


def _keys(entry: Entry) -> list[tuple[str, tuple[object, ...], str]]:
    """What no other row may have too: its field, the key itself, and words for it."""
    keys = _given_keys(entry)
    match entry:
        case MembershipEntry():
            keys.append(("person", ("membership", entry.person, entry.team), "this membership"))
        case CheckInEntry(id=None):
            keys.append(("at", ("check-in", entry.key_result, entry.occurred_at), "this moment"))
        case AlignmentEntry():
            keys.append(("parent", ("pair", entry.child, entry.parent), "this pair"))
            if entry.is_primary:
                keys.append(("is_primary", ("primary", entry.child), "the primary parent"))
        case DependencyEntry():
            kind = entry.kind or DependencyKind.NEEDS
            keys.append(("to", ("dependency", entry.from_, entry.to, kind), "this pair"))
        case ReviewEntry(id=None):
            subject = (entry.objective, entry.cycle, entry.team)
            review = ("review", *subject, entry.kind, entry.held_on, entry.author)
            keys.append(("held_on", review, "this review"))
        case _:
            pass
    return keys


def _place(first: Origin, other: Origin) -> str:
    row = f"{first.list} row {first.row}"
    return row if first.file == other.file else f"{row} of {first.file}"
