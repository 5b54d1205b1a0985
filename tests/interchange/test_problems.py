"""Every refusal of a row: what is written, and what its sender is told."""

import json
from textwrap import dedent

import pytest

from service.interchange.checks import loops, self_links, unresolved
from service.interchange.reading import read_documents

O = "  - {id: o, title: O}\n"  # noqa: E741  # an objective to refer to
LONG = "x" * 2_001
ENUM = "is not one of COMPANY, DEPARTMENT, TEAM, INDIVIDUAL"


def problems(path) -> list[tuple]:
    reading = read_documents([path])
    document = reading.document
    found = [*reading.problems, *unresolved(document), *loops(document), *self_links(document)]
    return [(p.origin.list, p.origin.row, p.field, p.code.value, p.message) for p in found]


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


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (
            "teams: [{id: a, name: A}]\nobjectives: [{id: o, title: O}, {id: a, title: B}]",
            ("objectives", 2, "id", "TAKEN", 'the id "a" is taken by teams row 1'),
        ),
        (
            """teams:
              - {id: a, name: A, parent: c}
              - {id: b, name: B, parent: a}
              - {id: c, name: C, parent: b}""",
            ("teams", 1, "parent", "LOOP", "a → c → b → a is a loop: each is above the next"),
        ),
        (
            "people: [{id: a, name: A, manager: b}, {id: b, name: B, manager: a}]",
            ("people", 1, "manager", "LOOP", "a → b → a is a loop: each is above the next"),
        ),
        (
            "cycles: [{id: a, name: A, parent: b}, {id: b, name: B, parent: a}]",
            ("cycles", 1, "parent", "LOOP", "a → b → a is a loop: each is above the next"),
        ),
        (
            """strategy:
              - {id: a, kind: value, title: A, parent: b}
              - {id: b, kind: value, title: B, parent: a}""",
            ("strategy", 1, "parent", "LOOP", "a → b → a is a loop: each is above the next"),
        ),
        (
            """
            objectives: [{id: a, title: A}, {id: b, title: B}]
            alignments: [{child: a, parent: b}, {child: a, parent: b}]""",
            ("alignments", 2, "parent", "TAKEN", "this pair is taken by alignments row 1"),
        ),
        (
            """
            objectives: [{id: a, title: A}, {id: b, title: B}, {id: c, title: C}]
            alignments:
              - {child: a, parent: b, is_primary: true}
              - {child: a, parent: c, is_primary: true}""",
            (
                "alignments",
                2,
                "is_primary",
                "TAKEN",
                "the primary parent is taken by alignments row 1",
            ),
        ),
        (
            "objectives: [{id: a, title: A}]\nalignments: [{child: a, parent: a}]",
            ("alignments", 1, "parent", "SELF_LINK", '"a" names itself'),
        ),
        (
            "objectives: [{id: a, title: A}]\ndependencies: [{from: a, to: a}]",
            ("dependencies", 1, "to", "SELF_LINK", '"a" names itself'),
        ),
        (
            """
            objectives: [{id: o, title: O}]
            key_results: [{id: k, objective: o, title: K}]
            check_ins:
              - {key_result: k, at: 2024-01-01}
              - {key_result: k, at: '2024-01-01T00:00Z'}""",
            ("check_ins", 2, "at", "TAKEN", "this moment is taken by check_ins row 1"),
        ),
        ("teams: {}", ("teams", None, None, "INVALID", "must be a list of rows")),
        ("organization: []", ("organization", None, "name", "INVALID", "must be text, not a list")),
        (
            "organization: {timezone: Mars/Olympus}",
            (
                "organization",
                None,
                "timezone",
                "INVALID",
                '"Mars/Olympus" is not a time zone (such as Europe/Berlin)',
            ),
        ),
        ("teams: []\nteams: []", ("", None, "teams", "DUPLICATE_KEY", "stands more than once")),
    ],
)
def test_what_rows_say_of_one_another_is_checked(write, lists, expected):
    assert problems(write(f"format: sightline/1\n{dedent(lists)}\n")) == [expected]


def test_every_problem_of_a_file_is_told_at_once(write):
    path = write(
        "format: sightline/1\nobjectives:\n"
        "  - {id: a, title: A, score: N0, level: boss, cycle: q9}\n  - {id: b}\n"
    )
    assert [found[1:4] for found in problems(path)] == [
        (1, "score", "INVALID"),
        (1, "level", "INVALID"),
        (2, "title", "REQUIRED"),
        (1, "cycle", "NOT_FOUND"),
    ]


def test_a_row_that_was_refused_does_not_break_those_that_name_it(write):
    path = write("format: sightline/1\nobjectives: [{id: a}, {id: b, title: B, parents: [a]}]\n")
    assert [found[:3] for found in problems(path)] == [("objectives", 1, "title")]


def test_a_title_of_ten_megabytes_is_refused_in_one_line(write):
    rows = [{"id": "a", "title": "x" * 10_000_000}]
    path = write(json.dumps({"format": "sightline/1", "objectives": rows}), "a.json")
    (problem,) = read_documents([path]).problems
    assert str(problem) == (
        f"{path}:1: objectives row 1, title: has 10,000,000 characters, 2,000 are allowed"
    )


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused(write, constant):
    row = f'{{"id": "a", "title": "A", "score": {constant}}}'
    path = write(f'{{"format": "sightline/1", "objectives": [{row}]}}', "a.json")
    assert problems(path) == [
        ("objectives", 1, "score", "INVALID", f'"{constant}" is not a number')
    ]


def test_half_a_surrogate_pair_is_refused(write):
    path = write('{"format": "sightline/1", "teams": [{"id": "a", "name": "\\ud800"}]}', "a.json")
    assert problems(path) == [
        ("teams", 1, "name", "INVALID", "contains half a surrogate pair, no character")
    ]


def test_files_of_two_organizations_are_not_one_document(write):
    first = write("format: sightline/1\norganization: Acme")
    second = write("format: sightline/1\norganization: Umbrella", "b.yaml")
    (problem,) = read_documents([first, second]).problems
    assert str(problem) == f'{second}: organization, name: "Umbrella", but {first} says "Acme"'
