"""One row of a list into its entry."""

from collections.abc import Mapping
from functools import lru_cache

from service.interchange.items import Entry, Item, Layout, Noun, layout_of
from service.interchange.problems import Code, Origin, Problem, Severity
from service.interchange.syntax import RepeatedKeys
from service.interchange.values import Unfit


class Findings:
    """What is wrong with the rows read so far.

    Attributes:
        incomplete: by id, the noun of rows that lack what they need: they are in no document.
    """

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.incomplete: dict[str, Noun] = {}
        self._unknown: dict[tuple[str, str, str], tuple[Origin, int]] = {}

    def report(self, origin: Origin, field: str | None, code: Code, message: str) -> None:
        self.errors.append(Problem(origin, field, code, message))

    def repeated(self, row: Mapping[str, object], origin: Origin, prefix: str = "") -> None:
        """Report the keys that stood more than once: all but their last values are lost."""
        if isinstance(row, RepeatedKeys):
            for key in row.repeated:
                self.report(origin, prefix + key, Code.DUPLICATE_KEY, "stands more than once")

    def unknown(self, field: str, origin: Origin) -> None:
        """Note a key that is not stored; one warning will tell of all its rows."""
        place = (origin.file, origin.list, field)
        first, count = self._unknown.get(place, (origin, 0))
        self._unknown[place] = (first, count + 1)

    def warnings(self) -> list[Problem]:
        return [
            Problem(
                origin,
                field,
                Code.UNKNOWN_KEY,
                "this key is unknown and not stored"
                + (f" (in {count:,} rows)" if count > 1 else ""),
                Severity.WARNING,
            )
            for (_, _, field), (origin, count) in self._unknown.items()
        ]


def read_row(
    entry: type[Entry], row: object, origin: Origin, findings: Findings, prefix: str = ""
) -> Entry | None:
    """The row, without the fields that cannot be read; None where it cannot stand without them.

    `prefix` is where the row stands inside another one, such as `readings[2].`.
    """
    if not isinstance(row, dict):
        findings.report(origin, prefix.rstrip(".") or None, Code.INVALID, "must be a mapping")
        return None
    findings.repeated(row, origin, prefix)
    half = _HalfRead(layout_of(entry), origin, findings, prefix)
    for key, value in row.items():
        half.take(key, value)
    if half.complete():
        return entry(origin=origin, given=_given(tuple(half.found)), **half.found)
    own_id = half.found.get("id")
    if isinstance(own_id, str):
        findings.incomplete.setdefault(own_id, entry.noun)
    return None


@lru_cache(maxsize=4_096)
def _given(attributes: tuple[str, ...]) -> frozenset[str]:
    """Rows of one file have few shapes: they share these."""
    return frozenset(attributes)


class _HalfRead:
    """A row while its values are read, one after the other."""

    __slots__ = ("_failed", "_findings", "_layout", "_origin", "_prefix", "found")

    def __init__(self, layout: Layout, origin: Origin, findings: Findings, prefix: str) -> None:
        self._layout = layout
        self._origin = origin
        self._findings = findings
        self._prefix = prefix
        self._failed: set[str] = set()
        self.found: dict[str, object] = {}

    def take(self, key: str, value: object) -> None:
        attribute = self._layout.attribute_by_key.get(key)
        if attribute is None:
            self._findings.unknown(self._prefix + key, self._origin)
            return
        item = self._layout.items[attribute]
        if attribute in self.found:
            message = f"says the same as another of {', '.join(item.keys)}; keep one"
            self._report(key, Code.DUPLICATE_KEY, message)
        elif value is not None:
            self._read(attribute, key, item, value)
        elif not item.required:
            self.found[attribute] = None

    def complete(self) -> bool:
        """Whether all that is required was read; reports what was not there at all."""
        missing = self._layout.required.difference(self.found)
        for attribute in sorted(missing - self._failed):
            self._report(self._layout.items[attribute].keys[0], Code.REQUIRED, "is missing")
        return not missing

    def _read(self, attribute: str, key: str, item: Item, value: object) -> None:
        try:
            found = item.read(value)
        except Unfit as unfit:
            self._report(key + unfit.inside, unfit.code, unfit.message)
            self._failed.add(attribute)
            return
        if item.rows is not None and isinstance(found, list):
            found = self._nested(item.rows, key, found)
        self.found[attribute] = found

    def _nested(self, entry: type[Entry], key: str, rows: list[object]) -> tuple[Entry, ...]:
        prefixes = (f"{self._prefix}{key}[{place}]." for place in range(1, len(rows) + 1))
        entries = (
            read_row(entry, row, self._origin, self._findings, prefix)
            for row, prefix in zip(rows, prefixes, strict=True)
        )
        return tuple(found for found in entries if found is not None)

    def _report(self, key: str, code: Code, message: str) -> None:
        self._findings.report(self._origin, self._prefix + key, code, message)
