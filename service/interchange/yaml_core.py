"""YAML by the core rules of 1.2, on the events of PyYAML's parser.

PyYAML's own loaders follow 1.1 (`No` is false, `012` is ten), build whatever a tag asks for, and
let an alias of an alias fill the memory.
"""

from dataclasses import dataclass, field

import yaml

from service.interchange.syntax import Parsed, Plain, Unreadable, mapping

# The core schema's null; every other unquoted scalar keeps its text until its reader asks.
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = ("!", f"{_TAG}str")
_PLAIN_TAGS = tuple(f"{_TAG}{name}" for name in ("int", "float", "bool", "null"))
_TREE_TAGS = (None, "!", f"{_TAG}map", f"{_TAG}seq")

MAX_DEPTH = 100
_ROW_DEPTH = 2  # the root and one of its lists are open
# What all aliases together may stand for: ten lines can stand for billions of values.
MAX_ALIASED = 1_000_000


def parse_yaml(text: str) -> Parsed:
    """The one document in a YAML text.

    Raises:
        Unreadable: it is not YAML, or holds what a document of rows has no use for: tags of other
            types, keys that are lists, aliases that contain themselves, several documents.
    """
    tree = _Tree()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            tree.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Unreadable(_words(error), mark.line + 1 if mark else None) from None
    except yaml.YAMLError as error:
        raise Unreadable(str(error)) from None
    return Parsed(tree.root, tree.lines)


def _words(error: yaml.MarkedYAMLError) -> str:
    return ", ".join(part for part in (error.context, error.problem) if part)


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is still open; `size` counts what it will hold, aliases expanded."""

    anchor: str | None
    is_mapping: bool
    items: list[object] = field(default_factory=list)
    pairs: list[tuple[str, object]] = field(default_factory=list)
    key: str | None = None
    size: int = 1


class _Tree:
    """Builds the values while the parser reads."""

    def __init__(self) -> None:
        self.root: object = None
        self.lines: dict[str, list[int]] = {}
        self._documents = 0
        self._open: list[_Frame] = []
        self._anchored: dict[str, tuple[object, int]] = {}
        self._aliased = 0

    def take(self, event: yaml.Event) -> None:
        if len(self._open) == _ROW_DEPTH:
            self._mark_row(event)
        match event:
            case yaml.ScalarEvent():
                value = _scalar(event)
                self._remember(event.anchor, value, 1)
                self._add(value, 1, event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise Unreadable("a file holds one document", _line(event))
            case _:
                pass

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if event.tag not in _TREE_TAGS:
            raise Unreadable(f"the tag {event.tag} has no meaning here", _line(event))
        if len(self._open) >= MAX_DEPTH:
            raise Unreadable("values are nested too deeply", _line(event))
        self._open.append(_Frame(event.anchor, isinstance(event, yaml.MappingStartEvent)))

    def _end(self, event: yaml.Event) -> None:
        frame = self._open.pop()
        value = mapping(frame.pairs) if frame.is_mapping else frame.items
        self._remember(frame.anchor, value, frame.size)
        self._add(value, frame.size, event)

    def _alias(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self._anchored:
            raise Unreadable(f"*{event.anchor} names nothing that stands before it", _line(event))
        value, size = self._anchored[event.anchor]
        self._aliased += size
        if self._aliased > MAX_ALIASED:
            raise Unreadable(f"aliases stand for more than {MAX_ALIASED:,} values", _line(event))
        self._add(value, size, event)

    def _remember(self, anchor: str | None, value: object, size: int) -> None:
        if anchor is not None:
            self._anchored[anchor] = (value, size)

    def _add(self, value: object, size: int, event: yaml.Event) -> None:
        if not self._open:
            self.root = value
            return
        frame = self._open[-1]
        frame.size += size
        if not frame.is_mapping:
            frame.items.append(value)
        elif frame.key is not None:
            frame.pairs.append((frame.key, value))
            frame.key = None
        else:
            frame.key = _key(value, event)

    def _mark_row(self, event: yaml.Event) -> None:
        root, rows = self._open
        if root.key is None or rows.is_mapping or isinstance(event, yaml.SequenceEndEvent):
            return
        lines = self.lines.setdefault(root.key, [])
        if not rows.items:
            lines.clear()
        lines.append(_line(event))


def _scalar(event: yaml.ScalarEvent) -> object:
    value: str = event.value
    if event.tag is None:
        if not event.implicit[0]:
            return value
        return None if value in _NULLS else Plain(value)
    if event.tag in _TEXT_TAGS:
        return value
    if event.tag in _PLAIN_TAGS:
        return None if value in _NULLS else Plain(value)
    raise Unreadable(f"the tag {event.tag} has no meaning here", _line(event))


def _key(value: object, event: yaml.Event) -> str:
    if isinstance(value, str):
        return str(value)
    if value is None:
        return "null"
    raise Unreadable("a key must be a word", _line(event))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return 1 if mark is None else mark.line + 1
