"""Numbers, days and lists as a person would write them."""

from datetime import date
from decimal import Decimal

import pytest

from service.narrative.words import counted, every, listed, numbers_in, percent, span, spoken


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "no key results"),
        (1, "one key result"),
        (2, "two key results"),
        (10, "ten key results"),
        (11, "11 key results"),
        (12_345, "12,345 key results"),
    ],
)
def test_what_is_counted_has_its_noun(number: int, text: str) -> None:
    assert counted(number, "key result") == text


def test_numbers_alone() -> None:
    assert [counted(one) for one in (0, 1, 10, 1_000)] == ["none", "one", "ten", "1,000"]
    assert counted(2, "dependency", "dependencies") == "two dependencies"
    assert [every(one, "goal") for one in (1, 2, 3)] == [
        "Its one goal",
        "Both goals",
        "All three goals",
    ]


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "A"), (["a", "b"], "A and b"), (["a", "b", "c"], "A, b and c")],
)
def test_lists_have_no_comma_before_the_last(items: list[str], text: str) -> None:
    assert spoken(items) == text


def test_an_item_may_be_of_several_parts() -> None:
    assert listed([["a", " (1)"], "b"]) == ["a", " (1)", " and ", "b"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "text"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), "1 October to 31 December 2026"),
        (date(2026, 12, 1), date(2027, 2, 28), "1 December 2026 to 28 February 2027"),
        (date(2026, 10, 1), None, "from 1 October 2026"),
        (None, date(2026, 12, 31), "until 31 December 2026"),
        (None, None, None),
    ],
)
def test_spans_of_days(starts_on: date | None, ends_on: date | None, text: str | None) -> None:
    assert span(starts_on, ends_on) == text


@pytest.mark.parametrize(
    ("ratio", "beside", "text"),
    [
        ("0", None, "0%"),
        ("1", None, "100%"),
        ("0.625", None, "63%"),
        ("0.996", None, "99.6%"),
        ("0.999999", None, "99.9999%"),
        ("0.004", None, "0.4%"),
        ("0.564", "0.561", "56.4%"),
        ("0.564", "0.564", "56%"),
        ("0.333333333333", "0.333333333334", "33.3333%"),
    ],
)
def test_percentages_are_whole_but_where_that_would_mislead(
    ratio: str, beside: str | None, text: str
) -> None:
    assert percent(Decimal(ratio), None if beside is None else Decimal(beside)) == text


def test_numbers_of_a_text() -> None:
    assert numbers_in("From -9.5% to 2,000 in Q4 2026, v1.2.") == {
        Decimal(one) for one in ("9.5", "2000", "4", "2026", "1.2")
    }
