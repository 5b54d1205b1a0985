"""Which rows a caller asks for, as plain values: the form that filters take on their way down."""

from dataclasses import dataclass
from enum import StrEnum


class Comparator(StrEnum):
    """How a field is compared with a value."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    IS_NULL = "is_null"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field against one value; a tuple of values for IN and NOT_IN."""

    field: str
    comparator: Comparator
    value: object


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of them holds; none given holds always."""

    conditions: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them holds; none given holds never."""

    conditions: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold: for unknown values neither does it hold."""

    condition: "Condition"


Condition = Comparison | AllOf | AnyOf | Not

EVERYTHING = AllOf()
NOTHING = AnyOf()
