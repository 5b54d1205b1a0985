from datetime import date

import pytest

from service.demo.calendar import demo_document, later_day, moved_by_quarters

AS_WRITTEN = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "quarters", "expected"),
    [
        (date(2026, 11, 15), 1, date(2027, 2, 15)),
        (date(2026, 10, 31), 1, date(2027, 1, 31)),
        (date(2026, 9, 30), 1, date(2026, 12, 31)),
        (date(2026, 12, 31), 1, date(2027, 3, 31)),
        (date(2026, 12, 31), 2, date(2027, 6, 30)),
        (date(2026, 11, 29), 1, date(2027, 2, 28)),
        (date(2026, 11, 30), 5, date(2028, 2, 29)),
        (date(2026, 1, 1), -1, date(2025, 10, 1)),
        (date(2024, 2, 29), 4, date(2025, 2, 28)),
        (date(2026, 5, 20), 0, date(2026, 5, 20)),
    ],
)
def test_a_day_moves_by_whole_quarters_and_the_last_of_a_month_stays_the_last(
    day, quarters, expected
):
    assert later_day(day, quarters) == expected


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        (0, "due 2026-12-31, by end of Q4 2026, in FY2026 and FY2027"),
        (1, "due 2027-03-31, by end of Q1 2027, in FY2027 and FY2028"),
        (4, "due 2027-12-31, by end of Q4 2027, in FY2027 and FY2028"),
        (-1, "due 2026-09-30, by end of Q3 2026, in FY2026 and FY2027"),
        (-4, "due 2025-12-31, by end of Q4 2025, in FY2025 and FY2026"),
    ],
)
def test_days_quarters_and_annual_plans_move_together(quarters, expected):
    written = "due 2026-12-31, by end of Q4 2026, in FY2026 and FY2027"
    assert moved_by_quarters(written, quarters) == expected


def test_on_the_last_day_of_its_own_quarter_the_document_reads_as_it_is_written(written):
    assert demo_document(AS_WRITTEN) == written


def test_the_same_day_gives_the_same_bytes():
    assert demo_document(date(2028, 2, 29)) == demo_document(date(2028, 2, 29))


def test_two_days_of_one_quarter_differ_only_in_what_has_happened_by_then():
    early, late = demo_document(date(2027, 4, 1)), demo_document(date(2027, 6, 30))
    assert set(early.splitlines()) < set(late.splitlines())
