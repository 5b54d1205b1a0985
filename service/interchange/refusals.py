"""Which rows of a document are refused: those with an error, and those that need them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from service.interchange.checks import references
from service.interchange.document import ENTRY_BY_LIST, Document
from service.interchange.items import Entry, Noun
from service.interchange.problems import Code, Origin, Problem, Severity, shown
from service.interchange.queries import StoredRows


class Refusals:
    """The problems of an import so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = []
        self._refused: set[Origin] = set()
        self.add(problems)

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.problems.append(problem)
            if problem.severity is Severity.ERROR:
                self._refused.add(problem.origin)

    def __bool__(self) -> bool:
        return bool(self._refused)

    def admits(self, entry: Entry) -> bool:
        return entry.origin not in self._refused

    def spread(self, document: Document, stored: StoredRows) -> None:
        """Refuse the rows that name refused ones, and so on; a stored row can be named anyway."""
        dependents: dict[str, list[tuple[Entry, str, tuple[Noun, ...]]]] = defaultdict(list)
        for entry in document.entries():
            for field, named, refers in references(entry):
                dependents[named].append((entry, field, refers))
        gone = [entry.id for entry in document.named() if not self.admits(entry)]
        gone += document.incomplete
        while gone:
            named = gone.pop()
            for entry, field, refers in dependents.pop(named, ()):
                if not self.admits(entry) or any(stored.row(noun, named) for noun in refers):
                    continue
                message = f"{shown(named)} is refused"
                problem = Problem(entry.origin, field, Code.DEPENDS_ON_REFUSED, message)
                self.add([problem])
                gone += [own_id] if (own_id := getattr(entry, "id", None)) else []

    def admitted(self, document: Document) -> Document:
        """The document without the rows that are refused."""
        if not self._refused:
            return document
        lists = {
            name: tuple(entry for entry in document.rows(name) if self.admits(entry))
            for name in ENTRY_BY_LIST
        }
        return replace(document, **lists)  # type: ignore[arg-type]  # each list keeps its class

    def count_by_noun(self) -> dict[Noun, int]:
        """How many rows of each noun are refused."""
        counts: dict[Noun, int] = defaultdict(int)
        for origin in self._refused:
            if origin.row is not None:
                counts[ENTRY_BY_LIST[origin.list].noun] += 1
        return counts
