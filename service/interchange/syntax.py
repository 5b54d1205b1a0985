"""What both parsers hand over: a tree whose unquoted scalars keep their source text."""

from collections import Counter
from dataclasses import dataclass, field


class Unreadable(Exception):
    """A text that is not the JSON or YAML it should be."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Plain(str):
    """A number, or in YAML any unquoted scalar: its reader decides whether it is text.

    So `id: 012` and `title: No` stay what their sender wrote, and no number becomes a float.
    """

    __slots__ = ()


class RepeatedKeys(dict[str, object]):
    """A mapping in which keys stood more than once; it holds their last values."""

    def __init__(self, values: dict[str, object], repeated: tuple[str, ...]) -> None:
        super().__init__(values)
        self.repeated = repeated


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file.

    Attributes:
        root: None, bool, str (quoted), Plain, list or dict, and so on inside.
        lines: by key of the root whose value is a list: the line of each of its items.
    """

    root: object
    lines: dict[str, list[int]] = field(default_factory=dict)


def mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs as a dict that remembers whether a key was repeated."""
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    count_by_key = Counter(key for key, _ in pairs)
    return RepeatedKeys(values, tuple(key for key, count in count_by_key.items() if count > 1))
