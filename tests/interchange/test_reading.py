from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from service.alignment.rules import AlignmentState
from service.interchange.reading import read_documents
from service.objectives.rules import Level, Lifecycle
from service.progress.rules import MetricType

FULL = """\
format: sightline/1
organization: {name: Acme, timezone: Europe/Berlin}
source: {repo: acme/okrs, commit: 0123, pages: 7}
strategy:
  - {id: 1, kind: Pillar, title: Trust, horizon: 2027}
teams:
  - {id: root, name: Acme, kind: company}
people:
  - {id: ada, name: Ada, email: ada@example.org, active: TRUE}
memberships:
  - {person: ada, team: root, role: lead}
cycles:
  - {id: 2024, name: 2024, start: 2024-01-01, cadence: annual}
objectives:
  - id: 012
    title: No
    level: company
    cycle: 2024
    parents: [1]
    status: draft
    weight: 0x10
key_results:
  - {id: 1.10, objective: 012, title: 1e3, metric: increase, start: 1.50, target: 2e2,
     deadline: 2024-06-30}
initiatives:
  - {id: i, title: Do it, serves: [1.10], status: in_progress}
kpis:
  - {id: kpi, name: Uptime, unit: "%", lower: 99.5, readings: [{at: 2024-05-01, value: 99.9}]}
check_ins:
  - {key_result: 1.10, at: 2024-05-01T10:00:00+02:00, value: -3, confidence: 7, status: at_risk}
alignments:
  - {child: 012, parent: 1, state: proposed, allocation: 0.5}
dependencies:
  - {from: 1.10, to: 012, kind: blocks}
"""


def test_a_document_is_read_field_by_field(write):
    reading = read_documents([write(FULL)])
    assert reading.problems == ()
    document = reading.document
    assert document.organization.timezone == "Europe/Berlin"
    assert document.source == {"repo": "acme/okrs", "commit": "0123", "pages": 7}
    objective, key_result = document.objectives[0], document.key_results[0]
    assert (objective.id, objective.title, objective.cycle) == ("012", "No", "2024")
    assert (objective.level, objective.lifecycle) == (Level.COMPANY, Lifecycle.DRAFT)
    assert (objective.weight, objective.parents) == (Decimal(16), ("1",))
    assert (key_result.id, key_result.title) == ("1.10", "1e3")
    assert key_result.metric_type is MetricType.INCREASE
    assert (key_result.start, key_result.target) == (Decimal("1.50"), Decimal(200))
    assert key_result.due_on == date(2024, 6, 30)
    assert document.people[0].active is True
    assert document.kpis[0].readings[0].at == datetime(2024, 5, 1, tzinfo=UTC)
    assert document.check_ins[0].occurred_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert document.alignments[0].state is AlignmentState.PROPOSED
    assert document.dependencies[0].to == "012"


def test_a_row_knows_its_file_its_place_and_its_line(write):
    path = write(FULL)
    origin = read_documents([path]).document.objectives[0].origin
    assert (origin.file, origin.list, origin.row, origin.line) == (str(path), "objectives", 1, 15)


def test_json_rows_have_lines_too(write):
    path = write(
        '{"format": "sightline/1",\n "teams": [\n  {"id": "a", "name": "A"},\n\n'
        '  {"id": "b",\n "name": "B"}]}',
        "a.json",
    )
    assert [team.origin.line for team in read_documents([path]).document.teams] == [3, 5]


def test_json_keeps_every_digit_and_the_text_of_ids(write):
    path = write(
        '{"format": "sightline/1", "teams": [{"id": 1.10, "name": "A"}],'
        ' "kpis": [{"id": 7, "name": "K", "lower": 0.1000000000000000055511151231257827}]}',
        "a.json",
    )
    document = read_documents([path]).document
    assert document.teams[0].id == "1.10"
    assert document.kpis[0].id == "7"


def test_absent_null_and_given_are_three_things(write):
    path = write("format: sightline/1\nteams: [{id: a, name: A, parent: ~}, {id: b, name: B}]")
    cleared, silent = read_documents([path]).document.teams
    assert "parent" in cleared.given
    assert "parent" not in silent.given


def test_several_files_are_one_document_in_their_order(write):
    first = write("format: sightline/1\norganization: Acme\nsource: one\nteams: [{id: a, name: A}]")
    second = write(
        '{"format": "sightline/1", "organization": {"name": "Acme"}, "source": "two",'
        ' "teams": [{"id": "b", "name": "B"}]}',
        "b.json",
    )
    reading = read_documents([first, second])
    assert reading.problems == ()
    assert [team.id for team in reading.document.teams] == ["a", "b"]
    assert reading.document.source == ["one", "two"]


def test_files_without_format_are_read_when_they_hold_okrs(write):
    path = write('{"objectives": [{"id": "o", "title": "O"}], "key_results": []}', "a.json")
    assert [row.id for row in read_documents([path]).document.objectives] == ["o"]


def test_unknown_keys_are_warned_of_once_with_their_count(write):
    path = write(
        "format: sightline/1\nmood: good\nteams: [{id: a, name: A, x: 1}, {id: b, name: B, x: 2}]"
    )
    reading = read_documents([path])
    assert reading.errors == ()
    assert [(found.origin.row, found.field, found.message) for found in reading.warnings] == [
        (None, "mood", "this key is unknown and not stored"),
        (1, "x", "this key is unknown and not stored (in 2 rows)"),
    ]


def test_real_oddities_are_stored(write):
    title = "🎯 " + "very " * 399
    path = write(
        "format: sightline/1\nobjectives:\n"
        f"  - {{id: o, title: '{title}', score: 15.0, status: null}}\n"
        "key_results:\n  - {id: k, objective: o, title: Do, score: -3, target: -0.0}\n"
    )
    reading = read_documents([path])
    assert reading.problems == ()
    assert reading.document.objectives[0].score == Decimal(15)
    assert str(reading.document.key_results[0].target) == "0"


@pytest.mark.parametrize("merge", ["<<: *base", "<< : *base"])
def test_merge_keys_belong_to_yaml_1_1_and_are_told_of(write, merge):
    path = write(
        f"format: sightline/1\nbase: &base {{name: A}}\nteams: [{{id: a, name: B, {merge}}}]"
    )
    assert [found.field for found in read_documents([path]).warnings] == ["base", "<<"]


def test_tags_of_the_core_schema_say_what_a_value_is(write):
    path = write(
        "format: !!str sightline/1\nstrategy: ~\nteams:\n"
        "  - {id: !!str 1, name: !!int 2, parent: !!null '', ~: x}\n"
    )
    reading = read_documents([path])
    (team,) = reading.document.teams
    assert (team.id, team.name, team.parent) == ("1", "2", None)
    assert [found.field for found in reading.warnings] == ["null"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[" * 25 + "]" * 25, "is nested too deeply"),
        ('{a: "\\0"}', "contains the character NUL, which cannot be stored"),
    ],
)
def test_a_source_that_cannot_be_kept_is_refused(write, source, message):
    (problem,) = read_documents([write(f"format: sightline/1\nsource: {source}")]).problems
    assert (problem.origin.list, problem.message) == ("source", message)
    assert str(problem).endswith(f": source: {message}")
