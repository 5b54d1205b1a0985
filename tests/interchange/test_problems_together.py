"""Refusals of what rows say of one another, and of whole files."""

import json
from textwrap import dedent

import pytest

from service.interchange.reading import read_documents
from tests.interchange.documents import problems


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


def test_what_files_say_of_their_organization_adds_up(write):
    first = write("format: sightline/1\norganization: Acme")
    second = write("format: sightline/1\norganization: {settings: {audit: {}}}", "b.yaml")
    reading = read_documents([first, second])
    assert reading.problems == ()
    assert reading.document.organization is not None
    assert reading.document.organization.name == "Acme"
    assert reading.document.organization.settings == {"audit": {}}
    assert reading.document.organization.given == {"name", "settings"}


def test_files_that_say_otherwise_of_their_organization_are_refused(write):
    first = write("format: sightline/1\norganization: {timezone: Europe/Oslo}")
    second = write("format: sightline/1\norganization: {timezone: UTC}", "b.yaml")
    (problem,) = read_documents([first, second]).problems
    assert (
        str(problem) == f'{second}: organization, timezone: "UTC", but {first} says "Europe/Oslo"'
    )
