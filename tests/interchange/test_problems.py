"""Every refusal of a row by itself: what is written, and what its sender is told."""

import pytest

from tests.interchange.documents import problems

LONG = "x" * 2_001
ENUM = "is not one of COMPANY, DEPARTMENT, TEAM, INDIVIDUAL"


ROWS = [
    # ids and titles
    ("teams", "{name: A}", "id", "REQUIRED", "is missing"),
    ("teams", "{id: ~, name: A}", "id", "REQUIRED", "is missing"),
    ("teams", "{id: '', name: A}", "id", "REQUIRED", "is empty"),
    ("teams", "{id: [a], name: A}", "id", "INVALID", "must be text, not a list"),
    ("teams", "{id: a}", "name", "REQUIRED", "is missing"),
    ("teams", "{id: a, name: '  '}", "name", "REQUIRED", "is empty"),
    ("teams", "{id: a, name: {}}", "name", "INVALID", "must be text, not a mapping"),
    ("teams", "just words", None, "INVALID", "must be a mapping"),
    (
        "teams",
        f"{{id: {'x' * 501}, name: A}}",
        "id",
        "TOO_LONG",
        "has 501 characters, 500 are allowed",
    ),
    (
        "objectives",
        f"{{id: a, title: {LONG}}}",
        "title",
        "TOO_LONG",
        "has 2,001 characters, 2,000 are allowed",
    ),
    (
        "objectives",
        '{id: a, title: "a\\0b"}',
        "title",
        "INVALID",
        "contains the character NUL, which cannot be stored",
    ),
    ("teams", "{id: a, name: A, name: B}", "name", "DUPLICATE_KEY", "stands more than once"),
    (
        "cycles",
        "{id: a, name: A, start: 2024-01-01, starts_on: 2024-01-02}",
        "starts_on",
        "DUPLICATE_KEY",
        "says the same as another of start, starts_on; keep one",
    ),
    # dates
    (
        "cycles",
        "{id: a, name: A, start: 2021-04-31}",
        "start",
        "INVALID",
        '"2021-04-31" is not a date of the calendar',
    ),
    (
        "cycles",
        "{id: a, name: A, end: 31.12.2024}",
        "end",
        "INVALID",
        '"31.12.2024" is not a date (YYYY-MM-DD)',
    ),
    (
        "cycles",
        "{id: a, name: A, end: 20241231}",
        "end",
        "INVALID",
        '"20241231" is not a date (YYYY-MM-DD)',
    ),
    ("cycles", "{id: a, name: A, end: [2024]}", "end", "INVALID", "must be a date, not a list"),
    (
        "kpis",
        "{id: a, name: A, readings: [{at: 2024-02-30, value: 1}]}",
        "readings[1].at",
        "INVALID",
        '"2024-02-30" is not a time of the calendar',
    ),
    (
        "kpis",
        "{id: a, name: A, readings: [{at: noon, value: 1}]}",
        "readings[1].at",
        "INVALID",
        '"noon" is not a date or time (2021-04-30T09:00:00Z)',
    ),
    # numbers
    ("objectives", "{id: a, title: A, score: N0}", "score", "INVALID", '"N0" is not a number'),
    ("objectives", "{id: a, title: A, score: .nan}", "score", "INVALID", '".nan" is not a number'),
    (
        "objectives",
        "{id: a, title: A, score: -.inf}",
        "score",
        "INVALID",
        '"-.inf" is not a number',
    ),
    (
        "objectives",
        "{id: a, title: A, score: 1_000}",
        "score",
        "INVALID",
        '"1_000" is not a number',
    ),
    (
        "objectives",
        "{id: a, title: A, score: 1e999}",
        "score",
        "INVALID",
        '"1e999" is beyond 30 digits',
    ),
    ("objectives", "{id: a, title: A, score: true}", "score", "INVALID", '"true" is not a number'),
    ("objectives", "{id: a, title: A, weight: -1}", "weight", "INVALID", '"-1" is not at least 0'),
    (
        "objectives",
        "{id: a, title: A, position: 1.5}",
        "position",
        "INVALID",
        '"1.5" is not a whole number',
    ),
    ("kpis", "{id: a, name: A, readings: {}}", "readings", "INVALID", "must be a list of rows"),
    (
        "kpis",
        "{id: a, name: A, readings: [{at: 2024-01-01}]}",
        "readings[1].value",
        "REQUIRED",
        "is missing",
    ),
    (
        "kpis",
        "{id: a, name: A, readings: [{at: 2024-01-01, value: 1}, {at: 2024-01-01, value: 2}]}",
        "readings[2].at",
        "TAKEN",
        "2024-01-01T00:00:00+00:00 has a reading already",
    ),
    # words
    ("objectives", "{id: a, title: A, level: boss}", "level", "INVALID", f'"boss" {ENUM}'),
    ("objectives", "{id: a, title: A, level: 3}", "level", "INVALID", f'"3" {ENUM}'),
    ("strategy", "{id: a, title: A}", "kind", "REQUIRED", "is missing"),
    (
        "people",
        "{id: a, name: A, active: maybe}",
        "active",
        "INVALID",
        '"maybe" is not true or false',
    ),
    # references
    (
        "teams",
        "{id: a, name: A, parent: b}",
        "parent",
        "NOT_FOUND",
        'there is no team with the id "b"',
    ),
    (
        "objectives",
        "{id: a, title: A, cycle: q9}",
        "cycle",
        "NOT_FOUND",
        'there is no cycle with the id "q9"',
    ),
    (
        "objectives",
        "{id: a, title: A, parents: [b]}",
        "parents[1]",
        "NOT_FOUND",
        'there is no objective or key result or strategy element with the id "b"',
    ),
    ("objectives", "{id: a, title: A, parents: b}", "parents", "INVALID", "must be a list of ids"),
    (
        "objectives",
        "{id: a, title: A, parents: [[]]}",
        "parents[1]",
        "INVALID",
        "must be text, not a list",
    ),
    (
        "objectives",
        "{id: a, title: A, team: a}",
        "team",
        "INVALID",
        '"a" is of kind objective, not team',
    ),
    ("key_results", "{id: a, title: A}", "objective", "REQUIRED", "is missing"),
    (
        "key_results",
        "{id: a, objective: b, title: A}",
        "objective",
        "NOT_FOUND",
        'there is no objective with the id "b"',
    ),
    (
        "initiatives",
        "{id: a, title: A, serves: [a]}",
        "serves[1]",
        "INVALID",
        '"a" is of kind initiative, not objective or key result',
    ),
    (
        "alignments",
        "{child: a, parent: a}",
        "child",
        "NOT_FOUND",
        'there is no objective or key result with the id "a"',
    ),
    # loops and links to itself
    ("teams", "{id: a, name: A, parent: a}", "parent", "SELF_LINK", '"a" names itself'),
    (
        "objectives",
        "{id: a, title: A, parents: [a]}",
        "parents[1]",
        "SELF_LINK",
        '"a" names itself',
    ),
]


@pytest.mark.parametrize(("name", "row", "field", "code", "message"), ROWS)
def test_a_row_that_is_refused_is_named_with_its_field(write, name, row, field, code, message):
    path = write(f"format: sightline/1\n{name}:\n  - {row}\n")
    assert (name, 1, field, code, message) in problems(path)
