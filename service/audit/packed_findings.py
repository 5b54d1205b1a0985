"""Hundreds of thousands of findings in little room: packed, and made anew for whoever looks.

All of a group are one text: the garbage collector has nothing to walk, so that a report that is
kept stalls nobody, and a page of it costs the page.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import Any, Self, overload

import orjson

from service.audit.findings import Evidence, Finding, FindingState, Ref, Severity, Waiver
from service.libraries import NDArray, np

_DIGEST = 32
_BLOCK = 4_096  # findings


@dataclass(frozen=True, slots=True)
class Heading:
    """What the findings of one rule have in common at one severity."""

    rule: str
    name: str
    severity: Severity
    hint: str


def packed(message: str, subject: Ref | None, related: Sequence[Ref], evidence: Evidence) -> bytes:
    try:
        return orjson.dumps((message, subject, related, evidence), default=tuple)
    except TypeError:  # half a surrogate pair in a title of a file
        return json.dumps((message, subject, related, evidence)).encode()


def content_of(packed: bytes | bytearray) -> Any:  # noqa: ANN401 - JSON
    """What was packed: message, subject, related and evidence, all of plain lists."""
    try:
        return orjson.loads(packed)
    except orjson.JSONDecodeError:
        return json.loads(packed)


def unpacked(heading: Heading, packed: bytes | bytearray, waiver: Waiver | None = None) -> Finding:
    message, subject, related, evidence = content_of(packed)
    return Finding(
        heading.rule,
        heading.name,
        heading.severity,
        FindingState.OPEN if waiver is None else FindingState.WAIVED,
        message,
        heading.hint,
        subject and Ref(*subject),
        tuple(Ref(*ref) for ref in related),
        evidence,
        waiver,
    )


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Packed findings under one heading, in their order.

    Attributes:
        borders: where in `data` the first begins, and where each ends.
        waivers: of those that are waived, by where in `data` they begin.
    """

    heading: Heading
    data: bytearray
    borders: NDArray["np.int64"]
    waivers: Mapping[int, Waiver] = field(default_factory=dict)

    @classmethod
    def of(cls, heading: Heading, contents: Sequence[bytes]) -> Self:
        ends = accumulate(map(len, contents), initial=0)
        borders = np.fromiter(ends, np.int64, len(contents) + 1)
        data = bytearray(int(borders[-1]))
        for start in range(0, len(contents), _BLOCK):  # all at once would hold the interpreter
            block = contents[start : start + _BLOCK]
            data[borders[start] : borders[start + len(block)]] = b"".join(block)
        return cls(heading, data, borders)

    def __len__(self) -> int:
        return len(self.borders) - 1

    def __getitem__(self, place: int) -> Finding:
        start, end = self.borders[place : place + 2].tolist()
        return unpacked(self.heading, self.data[start:end], self.waivers.get(start))

    @property
    def waived(self) -> NDArray["np.bool_"]:
        """Which of them are."""
        return np.isin(self.borders[:-1], list(self.waivers))

    def of_state(self, states: Collection[str]) -> Self:
        """Those of these states."""
        is_open, is_waived = (one in states for one in (FindingState.OPEN, FindingState.WAIVED))
        if is_open and (is_waived or not self.waivers):
            return self
        if not is_open and not (is_waived and self.waivers):
            return self.part(0, 0)
        kept = self.waived if is_waived else ~self.waived
        starts = self.borders[:-1][kept].tolist()
        ends = self.borders[1:][kept].tolist()
        pieces = [bytes(self.data[start:end]) for start, end in zip(starts, ends, strict=True)]
        made = self.of(self.heading, pieces)
        found = zip(made.borders.tolist(), map(self.waivers.get, starts), strict=False)
        return replace(made, waivers={start: waiver for start, waiver in found if waiver})

    def with_waivers(self, waiver_of: Callable[[str], Waiver | None]) -> Self:
        """The same, those waived for which there is a waiver by their fingerprints."""
        starts = self.borders.tolist()
        found = (
            (start, waiver_of(one.fingerprint)) for start, one in zip(starts, self, strict=False)
        )
        return replace(self, waivers={start: waiver for start, waiver in found if waiver})

    def part(self, first: int, end: int) -> Self:
        start = min(max(0, first), len(self))
        return replace(self, borders=self.borders[start : max(start, end) + 1])

    def __iter__(self) -> Iterator[Finding]:
        return map(self.__getitem__, range(len(self)))


class Findings(Sequence[Finding]):
    """Findings in the order of their groups; equal to any sequence of equal findings."""

    def __init__(self, groups: Sequence[Group] = ()) -> None:
        self.groups = tuple(group for group in groups if len(group) > 0)
        self._ends = list(accumulate(map(len, self.groups)))
        self._digests: NDArray[np.bytes_] | None = None

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, place: int | slice) -> Finding | tuple[Finding, ...]:
        if isinstance(place, slice):
            return tuple(self._at(one) for one in range(*place.indices(len(self))))
        return self._at(range(len(self))[place])

    def __iter__(self) -> Iterator[Finding]:
        return chain.from_iterable(self.groups)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment] # as lists: equal to what hashes otherwise

    def with_waivers(self, waivers: Mapping[str, Waiver], rules: Collection[str]) -> Self:
        """The same, those waived that have a waiver by their fingerprint; all are of the rules."""
        return type(self)(
            [
                group.with_waivers(waivers.get) if group.heading.rule in rules else group
                for group in self.groups
            ]
        )

    def part(self, first: int, end: int) -> Self:
        """Those from one place to before another, still packed."""
        starts = [0, *self._ends]
        return type(self)(
            [
                group.part(first - start, end - start)
                for group, start in zip(self.groups, starts, strict=False)
            ]
        )

    def among(
        self,
        severities: Collection[str] | None = None,
        rules: Collection[str] | None = None,
        states: Collection[str] | None = None,
    ) -> Self:
        """Those of these severities, rules and states; None is no limit."""
        return type(self)(
            [
                group if states is None else group.of_state(states)
                for group in self.groups
                if (severities is None or group.heading.severity in severities)
                and (rules is None or group.heading.rule in rules)
            ]
        )

    def place_of(self, fingerprint: str) -> int | None:
        """Where the finding of that fingerprint is; all are read once to answer the first."""
        try:
            wanted = bytes.fromhex(fingerprint)
        except ValueError:
            return None
        if self._digests is None:
            digests = b"".join(bytes.fromhex(finding.fingerprint) for finding in self)
            self._digests = np.frombuffer(digests, f"V{_DIGEST}")
        if len(wanted) != _DIGEST:
            return None
        found = np.flatnonzero(self._digests == np.frombuffer(wanted, f"V{_DIGEST}"))
        return int(found[0]) if len(found) else None

    def _at(self, place: int) -> Finding:
        row = bisect_right(self._ends, place)
        group = self.groups[row]
        return group[place - self._ends[row] + len(group)]
