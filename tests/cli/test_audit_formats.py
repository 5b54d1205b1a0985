"""`audit` for CI systems: folders in, every format out."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from junitparser import JUnitXml
from sarif_kit.validate import validation_errors

from tests.cli.documents import ORPHAN, WHOLE, write

AS_OF = ("--as-of", "2026-11-22")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """OKRs in a folder, with one orphan in a file of its team."""
    okrs = tmp_path / "okrs"
    (okrs / "teams").mkdir(parents=True)
    (okrs / ".drafts").mkdir()
    write(okrs, "company.yaml", WHOLE)
    write(okrs / "teams", "web.yml", ORPHAN)
    write(okrs / ".drafts", "later.yaml", "not: ours")
    write(okrs, "README.md", "# Our OKRs")
    return okrs


def test_a_folder_is_one_document(offline, folder: Path):
    files = (folder / "company.yaml", folder / "teams" / "web.yml")
    of_folder = offline("audit", folder, *AS_OF, "--format", "json")
    of_files = offline("audit", *files, *AS_OF, "--format", "json")
    assert of_folder.messages == ""
    assert of_folder.document["findings"] == of_files.document["findings"]


def test_a_line_of_sight_is_found_in_a_folder_too(offline, folder: Path):
    ran = offline("line-of-sight", "kr-3", folder, "--format", "json")
    assert (ran.status, ran.document["reach"]) == (0, "FULL")


def test_sarif_marks_the_line_of_each_goal(offline, folder: Path):
    ran = offline("audit", folder, *AS_OF, "--format", "sarif")
    [run] = ran.document["runs"]
    [orphan] = [result for result in run["results"] if result["ruleId"] == "ALN002"]
    web = folder / "teams" / "web.yml"
    assert validation_errors(ran.document) == []
    assert orphan["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": web.as_uri()},
        "region": {
            "startLine": 2,
            "snippet": {
                "text": "objectives: [{id: o-9, title: Alone, team: team, cycle: q1}]",
            },
        },
    }


def test_paths_stay_as_they_were_given(offline, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder.parent)
    [run] = offline("audit", "okrs", *AS_OF, "--format", "sarif").document["runs"]
    uris = {
        location["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for location in result["locations"]
        if "physicalLocation" in location
    }
    assert uris == {"okrs/company.yaml", "okrs/teams/web.yml"}


def test_junit_is_read_by_ci(offline, folder: Path):
    ran = offline("audit", folder, *AS_OF, "--format", "junit")
    [orphans] = [
        suite for suite in JUnitXml.fromstring(ran.result.encode()) if "ALN002" in suite.name
    ]
    assert (orphans.tests, orphans.failures) == (1, 1)


def test_csv_is_a_row_for_each_finding(offline, folder: Path):
    document = offline("audit", folder, *AS_OF, "--format", "json").document
    ran = offline("audit", folder, *AS_OF, "--format", "csv")
    rows = list(csv.DictReader(StringIO(ran.result, newline="")))
    assert [row["fingerprint"] for row in rows] == [
        finding["fingerprint"] for finding in document["findings"]
    ]


def test_markdown_is_a_comment(offline, folder: Path):
    ran = offline("audit", folder, *AS_OF, "--format", "markdown")
    assert ran.result.startswith("## Alignment of Acme: ")
    assert f"{folder / 'teams' / 'web.yml'}:2 | Alone |".replace("_", "\\_") in ran.result


def test_a_stored_organization_has_no_lines(run, slug: str, folder: Path):
    assert run("import", *sorted(folder.rglob("*.y*ml"))[1:], "--organization", slug).status == 0
    ran = run("audit", "--organization", slug, *AS_OF, "--format", "sarif")
    locations = [
        location
        for result in ran.document["runs"][0]["results"]
        for location in result["locations"]
    ]
    assert all("physicalLocation" not in location for location in locations)
    assert "o-9" in {location["logicalLocations"][0]["name"] for location in locations}


def test_an_unknown_format_names_those_there_are(offline, folder: Path):
    ran = offline("audit", folder, "--format", "xml")
    assert (ran.status, ran.result) == (2, "")
    assert "'text', 'json', 'sarif', 'junit', 'markdown', 'csv'" in ran.messages
