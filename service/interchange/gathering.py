"""The rows of one file after the other, gathered into one document."""

from dataclasses import replace

from service.errors import UnusableInput
from service.interchange import values
from service.interchange.document import ENTRY_BY_LIST, FORMAT, Document
from service.interchange.duplicates import Unique
from service.interchange.entries import OrganizationEntry
from service.interchange.items import Entry
from service.interchange.problems import Code, Origin, Problem, shown
from service.interchange.row_reader import Findings, read_row
from service.interchange.syntax import Parsed
from service.interchange.values import Unfit

_ROOT_KEYS = ("format", "organization", "source")
_REQUIRED_WITHOUT_FORMAT = ("objectives", "key_results")


class Gathering:
    """Collects the rows of files; what is wrong becomes problems, and goes on."""

    def __init__(self) -> None:
        self._findings = Findings()
        self._unique = Unique(self._findings)
        self._entries: dict[str, list[Entry]] = {name: [] for name in ENTRY_BY_LIST}
        self._organization: OrganizationEntry | None = None
        self._sources: list[object] = []

    def add(self, file: str, parsed: Parsed) -> None:
        """Gather one file.

        Raises:
            UnusableInput: it is of no format that is known here.
        """
        root = _checked_root(file, parsed.root)
        self._findings.repeated(root, Origin(file))
        for key, value in root.items():
            if key in ENTRY_BY_LIST:
                self._add_list(file, key, value, parsed.lines.get(key, []))
            elif key == "organization":
                self._add_organization(value, Origin(file, key))
            elif key == "source":
                self._add_source(value, Origin(file, key))
            elif key not in _ROOT_KEYS:
                self._findings.unknown(key, Origin(file))

    def document(self) -> Document:
        """All that could be read; an id or key that stood twice has its first row."""
        lists = {name: tuple(entries) for name, entries in self._entries.items()}
        source = self._sources[0] if len(self._sources) == 1 else self._sources or None
        return Document(
            organization=self._organization,
            source=source,
            incomplete=dict(self._findings.incomplete),
            **lists,  # type: ignore[arg-type]  # each list holds its own class of entries
        )

    def problems(self) -> tuple[Problem, ...]:
        return (*self._findings.errors, *self._findings.warnings())

    def _add_list(self, file: str, name: str, rows: object, lines: list[int]) -> None:
        if rows is None:
            return
        if not isinstance(rows, list):
            message = "must be a list of rows"
            self._findings.report(Origin(file, name), None, Code.INVALID, message)
            return
        entry_class = ENTRY_BY_LIST[name]
        for index, row in enumerate(rows):
            origin = Origin(file, name, index + 1, lines[index] if index < len(lines) else None)
            entry = read_row(entry_class, row, origin, self._findings)
            if entry is not None and self._unique.admits(entry):
                self._entries[name].append(entry)

    def _add_organization(self, value: object, origin: Origin) -> None:
        if value is None:
            return
        row = value if isinstance(value, dict) else {"name": value}
        entry = read_row(OrganizationEntry, row, origin, self._findings)
        if not isinstance(entry, OrganizationEntry):
            return
        self._organization = self._merged(self._organization, entry)

    def _merged(
        self, known: OrganizationEntry | None, entry: OrganizationEntry
    ) -> OrganizationEntry:
        """What both files say of the one organization; what they say otherwise is a problem."""
        if known is None:
            return entry
        for name in ("name", "timezone", "settings"):
            before, after = getattr(known, name), getattr(entry, name)
            if before is None and after is not None:
                known = replace(known, **{name: after}, given=known.given | {name})
            elif after not in (None, before):
                message = f"{shown(after)}, but {known.origin.file} says {shown(before)}"
                self._findings.report(entry.origin, name, Code.CONFLICT, message)
        return known

    def _add_source(self, value: object, origin: Origin) -> None:
        try:
            source = values.note(value)
        except Unfit as unfit:
            self._findings.report(origin, None, unfit.code, unfit.message)
            return
        if source is not None and source not in self._sources:
            self._sources.append(source)


def _checked_root(file: str, root: object) -> dict[str, object]:
    if root is None:
        raise UnusableInput(f"{file}: the file is empty")
    if not isinstance(root, dict):
        raise UnusableInput(f"{file}: a document is a mapping that begins with format: {FORMAT}")
    found = root.get("format")
    if found is None and all(key in root for key in _REQUIRED_WITHOUT_FORMAT):
        return root
    if found is None:
        raise UnusableInput(f"{file}: the file does not say what it is; add format: {FORMAT}")
    if found != FORMAT:
        raise UnusableInput(f"{file}: the format {shown(found)} is unknown; known is {FORMAT}")
    return root
