"""How the rows of a document are declared: dataclasses, read by the types of their attributes.

An attribute without a default is required. `Annotated` says what its type cannot: other keys in a
file (`Keys`), a reader of its own (`Reads`), which rows it may name (`Refers`), or rows inside it.
"""

from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

from service.interchange import values
from service.interchange.problems import Origin


class Noun(StrEnum):
    """What a row is: the word that counts, events and messages use."""

    ORGANIZATION = "organization"
    STRATEGY_ELEMENT = "strategy_element"
    TEAM = "team"
    PERSON = "person"
    MEMBERSHIP = "membership"
    CYCLE = "cycle"
    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    INITIATIVE = "initiative"
    KPI = "kpi"
    KPI_READING = "kpi_reading"
    CHECK_IN = "check_in"
    CHECKPOINT = "checkpoint"
    MILESTONE = "milestone"
    ALIGNMENT = "alignment"
    DEPENDENCY = "dependency"
    REVIEW = "review"
    PLANNING_STEP = "planning_step"

    @property
    def words(self) -> str:
        return self.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row as its sender wrote it.

    Attributes:
        given: the attributes that the sender wrote, null included; what is absent from a file
            leaves a stored value alone.
    """

    noun: ClassVar[Noun]
    origin: Origin
    given: frozenset[str] = frozenset()


class Keys(tuple[str, ...]):
    """The keys of an attribute in a file; the first is what export writes."""

    __slots__ = ()


class Refers(tuple[Noun, ...]):
    """The nouns of the rows that an attribute, one id or several, may name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Reads:
    """A reader other than the one of the attribute's type."""

    read: values.Reader


@dataclass(frozen=True, slots=True)
class Item:
    """How an attribute stands in a file.

    Attributes:
        rows: the class of its rows, where its value is a list of them.
    """

    read: values.Reader
    keys: Keys
    refers: Refers
    required: bool
    rows: type[Entry] | None


_READER_BY_TYPE: dict[object, values.Reader] = {
    str: values.text,
    bool: values.truth,
    date: values.day,
    datetime: values.moment,
    Decimal: values.number,
}


@dataclass(frozen=True, slots=True)
class Layout:
    """What a class of entries looks like in a file.

    Attributes:
        items: by attribute, in the order of the class.
    """

    items: dict[str, Item]
    attribute_by_key: dict[str, str]
    required: frozenset[str]


_layouts: dict[type[Entry], Layout] = {}


def layout_of(entry: type[Entry]) -> Layout:
    """What this class of entries looks like in a file; worked out once."""
    if entry not in _layouts:
        hints = get_type_hints(entry, include_extras=True)
        items = {
            attribute.name: _item(attribute.name, hints[attribute.name], attribute.default)
            for attribute in fields(entry)
            if attribute.name not in ("origin", "given")
        }
        attribute_by_key = {key: name for name, item in items.items() for key in item.keys}
        required = frozenset(name for name, item in items.items() if item.required)
        _layouts[entry] = Layout(items, attribute_by_key, required)
    return _layouts[entry]


def _item(name: str, hint: object, default: object) -> Item:
    said: dict[type, Any] = {Keys: Keys((name,)), Refers: Refers(), Reads: None}
    if get_origin(hint) is Annotated:
        hint, *more = get_args(hint)
        said |= {type(word): word for word in more}
    kind = next((part for part in get_args(hint) if part is not NoneType), hint)
    inner = get_args(kind)[0] if get_origin(kind) is tuple else None
    rows = inner if isinstance(inner, type) and issubclass(inner, Entry) else None
    read = said[Reads].read if said[Reads] else _reader(kind, said[Refers], rows)
    return Item(read, said[Keys], said[Refers], default is MISSING, rows)


def _reader(kind: object, refers: Refers, rows: type[Entry] | None) -> values.Reader:
    if rows is not None:
        return values.rows
    if refers:
        return values.identifier if kind is str else values.identifiers
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return values.member_of(kind)
    return _READER_BY_TYPE[kind]
