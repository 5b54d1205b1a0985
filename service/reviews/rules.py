from collections.abc import Mapping
from enum import StrEnum

from service.errors import Invalid, Required
from service.writing.checks import Check, check_values, text


class ReviewKind(StrEnum):
    """What a review looks back on."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    CLOSING = "CLOSING"


# What a review can say; one of it, at least.
WORDS = ("went_well", "went_badly", "learned", "carries_over", "recognition")
_CHECKS: Mapping[str, Check] = dict.fromkeys(WORDS, text)


def check_review(values: Mapping[str, object]) -> None:
    """Whether a review may say this of what it names.

    Raises:
        TooLong, Invalid: a text, or an objective beside a cycle, or beside a team.
        Required: it names neither objective nor cycle, or says nothing at all.
    """
    check_values(values, _CHECKS)
    objective, cycle, team = (values[f"{name}_id"] for name in ("objective", "cycle", "team"))
    if objective is None and cycle is None:
        raise Required("a review is of an objective or of a cycle", ["objective_id"])
    if objective is not None and cycle is not None:
        raise Invalid("a review is of an objective or of a cycle, not of both", ["cycle_id"])
    if objective is not None and team is not None:
        raise Invalid("a team has a part of a cycle, not of an objective", ["team_id"])
    if not any(isinstance(said := values[name], str) and said.strip() for name in WORDS):
        raise Required(f"a review says something: one of {', '.join(WORDS)}", ["went_well"])
