"""What goes into a clone: days, ways to go, choices."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.errors import DomainError, Invalid, Limit, NotFound
from service.objectives.models import KeyResult, Objective
from service.rituals.commands.carrying import (
    LARGEST_CLONE,
    Shift,
    Span,
    carried_way,
    check_choice,
    check_clone,
    chosen_key_results,
    chosen_objectives,
    holds_at_the_end,
    with_note,
)
from service.rituals.commands.copies import SAME_OF_KEY_RESULT, SAME_OF_OBJECTIVE
from service.tables import new_id
from service.writing.recordset import table_of, written_columns

Q4 = Span(date(2026, 10, 1), date(2026, 12, 31))  # 92 days
Q1 = Span(date(2027, 1, 1), date(2027, 3, 31))  # 90 days
A, B, C, D = (new_id() for _ in range(4))


@pytest.mark.parametrize(
    ("before", "after", "day", "moved"),
    [
        (Q4, Q1, date(2026, 10, 1), date(2027, 1, 1)),
        (Q4, Q1, date(2026, 11, 15), date(2027, 2, 15)),
        (Q4, Q1, date(2026, 12, 29), date(2027, 3, 31)),
        (Q4, Q1, date(2026, 12, 31), date(2027, 3, 31)),  # no later than the shorter clone
        (Q4, Q1, date(2027, 1, 10), date(2027, 4, 12)),  # it was after its cycle, too
        (Q4, Q1, date(2026, 9, 1), date(2026, 12, 2)),
        (Q4, Q1, None, None),
        (Q1, Q4, date(2027, 3, 31), date(2026, 12, 29)),
        (Span(None, Q4.ends_on), Q1, date(2026, 12, 31), date(2027, 3, 31)),
        (Span(None, Q4.ends_on), Q1, date(2026, 12, 1), date(2027, 3, 1)),
        (Q4, Span(Q1.starts_on, None), date(2026, 12, 31), date(2027, 4, 2)),
        (Span(Q4.starts_on, None), Span(None, Q1.ends_on), date(2026, 12, 31), None),
        (Span(None, None), Q1, date(2026, 12, 31), None),
        (Q4, Span(None, None), date(2026, 12, 31), None),
        (Q4, Span(date(9999, 12, 1), None), date(2026, 12, 31), None),
        (Q4, Span(date(1, 1, 1), None), date(2026, 9, 30), None),
    ],
)
def test_a_day_lies_in_the_clone_where_it_lay_in_the_cycle(
    before: Span, after: Span, day: date | None, moved: date | None
) -> None:
    assert Shift(before, after).day(day) == moved


def way(
    metric: str | None, *numbers: str | None, unit: str | None = None
) -> tuple[Decimal | None, Decimal | None, str | None]:
    start, target, current = (None if one is None else Decimal(one) for one in numbers)
    row = {
        "metric_type": metric,
        "start": start,
        "target": target,
        "current": current,
        "unit": unit,
    }
    found = carried_way(row)
    return found.start, found.target, found.reached


@pytest.mark.parametrize(
    ("metric", "start", "target", "current", "carried"),
    [
        ("INCREASE", "0", "100", "40", ("40", "100", None)),
        ("INCREASE", "0", "100", "-5", ("-5", "100", None)),
        ("INCREASE", None, "100", "40", ("40", "100", None)),
        ("INCREASE", "0", "100", None, ("0", "100", None)),
        ("INCREASE", "0", None, "40", ("40", None, None)),
        ("INCREASE", "0", "100", "100", ("100", None, "it is at 100, and its target was 100")),
        ("INCREASE", "0", "9", "9.50", ("9.50", None, "it is at 9.5, and its target was 9")),
        ("DECREASE", "100", "10", "40", ("40", "10", None)),
        ("DECREASE", "100", "10", "120", ("120", "10", None)),
        ("DECREASE", "100", "10", "10", ("10", None, "it is at 10, and its target was 10")),
        ("DECREASE", "100", "10", "9", ("9", None, "it is at 9, and its target was 10")),
        ("MAINTAIN_ABOVE", "0", "100", "150", ("0", "100", None)),
        ("BINARY", None, "1", "1", (None, "1", None)),
        ("BASELINE", None, None, "7", (None, None, None)),
        ("MILESTONE", None, None, "1", (None, None, None)),
        (None, "0", "100", "150", ("0", "100", None)),
    ],
)
def test_a_key_result_goes_on_from_where_it_got_to(
    metric: str | None, start: str | None, target: str | None, current: str | None, carried: Any
) -> None:
    numbers = [None if one is None else Decimal(one) for one in carried[:2]]
    assert way(metric, start, target, current) == (*numbers, carried[2])


def test_what_was_reached_is_told_in_its_unit() -> None:
    _, _, reached = way("INCREASE", "0", "95", "98", unit="%")
    note = "Carried over from Q4: it is at 98 %, and its target was 95 %. It needs a new target."

    assert with_note(None, "Q4", reached) == note
    assert with_note("More.", "Q4", reached) == f"More.\n\n{note}"
    assert with_note("More.", "Q4", None) == "More."
    assert with_note("x" * 100_000, "Q4", reached) == "x" * 100_000


@pytest.mark.parametrize(
    ("valid_to", "last_day", "holds"),
    [
        (None, None, True),
        (None, Q4.ends_on, True),
        (date(2026, 12, 31), Q4.ends_on, True),
        (date(2027, 6, 30), Q4.ends_on, True),
        (date(2026, 11, 15), Q4.ends_on, False),
        (date(2027, 6, 30), None, False),
    ],
)
def test_an_alignment_goes_on_that_was_not_to_end_before(
    valid_to: date | None, last_day: date | None, holds: object
) -> None:
    assert holds_at_the_end({"valid_to": valid_to}, last_day) is holds


GOALS = [
    {"id": A, "lifecycle": "ACTIVE"},
    {"id": B, "lifecycle": "CANCELLED"},
    {"id": C, "lifecycle": "DRAFT"},
]


@pytest.mark.parametrize(
    ("ids", "chosen"),
    [(None, [A, C]), ([], []), ([C, A], [A, C]), ([B], [B])],
)
def test_objectives_are_chosen(ids: Any, chosen: Any) -> None:
    assert [row["id"] for row in chosen_objectives(GOALS, ids)] == chosen


@pytest.mark.parametrize(
    ("ids", "homes", "chosen"),
    [(None, [A], [C]), (None, [A, B], [C, D]), ([], [A, B], []), ([D], [A, B], [D])],
)
def test_key_results_are_chosen_with_their_objectives(ids: Any, homes: Any, chosen: Any) -> None:
    rows = [{"id": C, "objective_id": A}, {"id": D, "objective_id": B}]
    assert [row["id"] for row in chosen_key_results(rows, ids, frozenset(homes))] == chosen


@pytest.mark.parametrize(
    ("choose", "error", "path"),
    [
        (lambda: chosen_objectives(GOALS, [A, D]), NotFound, ("objective_ids", "1")),
        (lambda: chosen_key_results([], [D], frozenset([A])), NotFound, ("key_result_ids", "0")),
        (
            lambda: chosen_key_results([{"id": D, "objective_id": B}], [D], frozenset([A])),
            Invalid,
            ("key_result_ids", "0"),
        ),
        (lambda: check_choice([A, B, A], None), Invalid, ("objective_ids", "2")),
        (lambda: check_choice(None, [A, A]), Invalid, ("key_result_ids", "1")),
        (lambda: check_choice([A] * (LARGEST_CLONE + 1), None), Limit, ("objective_ids",)),
        (lambda: check_clone(LARGEST_CLONE + 1, "id"), Limit, ("id",)),
    ],
)
def test_what_cannot_be_chosen_is_refused(
    choose: Any, error: type[DomainError], path: tuple[str, ...]
) -> None:
    with pytest.raises(error) as refused:
        choose()
    assert refused.value.path == path


_ROW = {
    "organization_id",
    "id",
    "kind",
    "created_at",
    "updated_at",
    "created_by",
    "updated_by",
    "version",
    "archived_at",
    "carried_from_id",
}
_GRADED = {"score", "score_note"}


@pytest.mark.parametrize(
    ("model", "same", "own"),
    [
        (
            Objective,
            SAME_OF_OBJECTIVE,
            {"cycle_id", "lifecycle", "starts_on", "ends_on", "close_outcome"},
        ),
        (
            KeyResult,
            SAME_OF_KEY_RESULT,
            {"objective_id", "due_on", "current", "confidence", "reported_status"},
        ),
    ],
)
def test_of_every_column_it_is_decided_whether_a_clone_has_it(
    model: Any, same: tuple[str, ...], own: set[str]
) -> None:
    decided = {*same, *_ROW, *_GRADED, *own}
    assert set(written_columns(table_of(model))) == decided
