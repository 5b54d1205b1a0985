from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from service.check_ins.rules import check_check_in, check_place
from service.errors import Invalid, ReadOnly, Required, TooLong
from service.tables import new_id

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SILENT = dict.fromkeys(
    ("value", "confidence", "status", "note", "wins", "blockers", "occurred_at", "corrects_id")
)


@dataclass(frozen=True)
class Standing:
    archived: bool = False
    objective_archived: bool = False
    lifecycle: str = "ACTIVE"
    cycle_state: str | None = "ACTIVE"


@pytest.mark.parametrize(
    "said",
    [
        {"value": Decimal(0)},
        {"confidence": 0},
        {"status": "ON_TRACK"},
        {"note": "Slow start"},
        {"wins": "A customer"},
        {"blockers": "No staff"},
        {"corrects_id": new_id()},
        {"value": Decimal(1), "occurred_at": NOW + timedelta(minutes=5)},
        {"value": Decimal(1), "occurred_at": datetime(1999, 1, 1, tzinfo=UTC)},
    ],
)
def test_whatever_says_something_of_what_was_is_a_check_in(said) -> None:
    check_check_in({**SILENT, **said}, NOW)


@pytest.mark.parametrize(
    ("said", "error", "field"),
    [
        ({}, Required, "value"),
        ({"note": " \n"}, Required, "value"),
        ({"value": Decimal("NaN")}, Invalid, "value"),
        ({"value": Decimal("1e30")}, Invalid, "value"),
        ({"confidence": 11}, Invalid, "confidence"),
        ({"confidence": -1}, Invalid, "confidence"),
        ({"note": "x" * 100_001}, TooLong, "note"),
        ({"wins": "a\0b"}, Invalid, "wins"),
        (
            {"value": Decimal(1), "occurred_at": NOW + timedelta(seconds=301)},
            Invalid,
            "occurred_at",
        ),
    ],
)
def test_what_says_nothing_or_what_cannot_be_is_refused(said, error, field) -> None:
    with pytest.raises(error) as refused:
        check_check_in({**SILENT, **said}, NOW)
    assert refused.value.path == (field,)


@pytest.mark.parametrize("lifecycle", ["DRAFT", "ACTIVE", "CLOSED"])
@pytest.mark.parametrize("state", [None, "PLANNING", "ACTIVE", "GRADING"])
def test_check_ins_are_taken_until_the_cycle_is_closed(lifecycle, state) -> None:
    check_place(Standing(lifecycle=lifecycle, cycle_state=state))


@pytest.mark.parametrize(
    "place",
    [
        Standing(archived=True),
        Standing(objective_archived=True),
        Standing(lifecycle="CANCELLED"),
        Standing(cycle_state="CLOSED"),
    ],
)
def test_what_is_put_away_takes_none(place) -> None:
    with pytest.raises(ReadOnly) as refused:
        check_place(place)
    assert refused.value.path == ("key_result_id",)
