"""What is wrong with a document, row by row, in words for whoever wrote it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a problem refuses its row, or only tells."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """What kind of problem; the words of `UserError.code`, and four that only documents have."""

    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    REQUIRED = "REQUIRED"
    TOO_LONG = "TOO_LONG"
    TAKEN = "TAKEN"
    CONFLICT = "CONFLICT"
    ALIGNMENT_CYCLE = "ALIGNMENT_CYCLE"
    SELF_LINK = "SELF_LINK"
    LOOP = "LOOP"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    DEPENDS_ON_REFUSED = "DEPENDS_ON_REFUSED"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row stands.

    Attributes:
        file: the path as it was given.
        list: the name of its list, such as `objectives`; empty for the document itself.
        row: its place in that list, from 1; absent for what is no row.
        line: its line in the file, from 1, where it is known.
    """

    file: str
    list: str = ""
    row: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `field` is the key that its sender wrote, with its path inside."""

    origin: Origin
    field: str | None
    code: Code
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        origin = self.origin
        place = origin.file if origin.line is None else f"{origin.file}:{origin.line}"
        row = f"{origin.list} row {origin.row}" if origin.row is not None else origin.list
        where = ", ".join(part for part in (row, self.field) if part)
        return f"{place}: {where}: {self.message}" if where else f"{place}: {self.message}"

    def as_row(self) -> dict[str, object]:
        """The problem as `import --json` prints it."""
        return {
            "file": self.origin.file,
            "list": self.origin.list or None,
            "row": self.origin.row,
            "line": self.origin.line,
            "field": self.field,
            "code": self.code.value,
            "message": self.message,
            "severity": self.severity.value,
        }


def shown(value: object, limit: int = 60) -> str:
    """A value as a message quotes it: never the whole of a long one."""
    text = str(value)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return '"' + text.encode("utf-8", "replace").decode().replace("\x00", "\\0") + '"'
