"""`export`, and `schema`."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.cli.documents import WHOLE, write
from tests.real_data import NAMES, real_file


@pytest.fixture
def stored(run, tmp_path: Path) -> str:
    """The slug of an organization that holds the whole document."""
    slug = f"org-{uuid4().hex[:12]}"
    whole = write(tmp_path, "whole.yaml", WHOLE)
    assert run("import", whole, "--organization", slug, "--create").status == 0
    return slug


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_what_was_exported_comes_back_the_same(run, tmp_path: Path, stored: str, format: str):
    first = run("export", "--organization", stored, "--format", format)
    document = write(tmp_path, f"export.{format}", first.result)
    copy = f"copy-{uuid4().hex[:12]}"
    assert run("import", document, "--organization", copy, "--create").status == 0
    second = run("export", "--organization", copy, "--format", format)
    assert (first.status, first.messages) == (0, "")
    assert first.result == second.result


@pytest.mark.parametrize("name", NAMES)
def test_real_organizations_come_back_the_same(run, tmp_path: Path, name: str):
    one, two = (f"org-{uuid4().hex[:12]}" for _ in range(2))
    assert run("import", real_file(name), "--organization", one, "--create").status == 0
    first = run("export", "--organization", one)
    document = write(tmp_path, "export.json", first.result)
    assert run("import", document, "--organization", two, "--create").status == 0
    assert run("export", "--organization", two).result == first.result


def test_json_is_the_format_unless_another_is_named(run, stored: str):
    ran = run("export", "--organization", stored)
    assert ran.document["format"] == "sightline/1"
    assert [row["id"] for row in ran.document["objectives"]] == ["o-1", "o-2"]


def test_a_cycle_chooses_its_objectives(run, stored: str):
    ran = run("export", "--organization", stored, "--cycle", "q1")
    assert "objectives" not in ran.document
    both = run("export", "--organization", stored, "--cycle", "q1,q4")
    assert [row["id"] for row in both.document["objectives"]] == ["o-1", "o-2"]


def test_an_unknown_cycle_is_named(run, stored: str):
    ran = run("export", "--organization", stored, "--cycle", "q9")
    assert (ran.status, ran.result, ran.messages) == (2, "", "error: there is no cycle 'q9'\n")


def test_an_unknown_organization_is_named(run):
    ran = run("export", "--organization", "nobody")
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == "error: there is no organization 'nobody': create it first\n"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_format_that_is_not_there_names_those_that_are(offline, format: str):
    ran = offline("export", "--organization", "acme", "--format", format)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        f"error: Invalid value for '--format': '{format}' is not one of 'json', 'yaml', 'graphml',"
        " 'dot', 'mermaid'."
        " (see sightline export --help)\n"
    )


@pytest.mark.parametrize(
    ("format", "start", "node"),
    [
        ("graphml", "<?xml ", '<node id="kr-1">'),
        ("dot", "digraph alignment {", '"kr-1" [label="Score"'),
        ("mermaid", "---\ntitle: ", '["Score"]:::aligned'),
    ],
)
def test_the_alignment_graph_goes_to_other_tools(
    run, stored: str, format: str, start: str, node: str
):
    whole = run("export", "--organization", stored, "--format", format)
    assert (whole.status, whole.messages) == (0, "")
    assert whole.result.startswith(start)
    assert node in whole.result
    other = run("export", "--organization", stored, "--format", format, "--cycle", "q1")
    assert node not in other.result


def test_the_schema_is_graphql(offline):
    ran = offline("schema")
    assert (ran.status, ran.messages) == (0, "")
    assert "\ntype Query {\n" in ran.result
