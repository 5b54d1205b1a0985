"""`audit` on files, without a database and without a server."""

from base64 import b64decode
from pathlib import Path

import pytest

from tests.cli.documents import BROKEN_REFERENCE, ORPHAN, ROUND, WHOLE, write
from tests.real_data import NAMES, real_file


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return write(tmp_path, "whole.yaml", WHOLE)


def rules(document: dict) -> list[tuple[str, str]]:
    return [(found["rule"], found["subject"]["id"]) for found in document["findings"]]


def test_an_aligned_company_passes(offline, whole: Path, tmp_path: Path):
    ran = offline("audit", whole, "--as-of", "2026-11-22")
    assert (ran.status, ran.messages) == (0, "")
    lines = ran.result.splitlines()
    assert lines[0] == "Alignment of Acme"
    assert lines[1] == "as of 2026-11-22 · everything live"
    assert not (tmp_path / "data").exists()


def test_files_are_one_document(offline, whole: Path, tmp_path: Path):
    orphan = write(tmp_path, "orphan.yaml", ORPHAN)
    ran = offline("audit", whole, orphan, "--as-of", "2026-11-22", "--format", "json")
    assert (ran.status, ran.messages) == (0, "")
    assert ran.document["format"] == "sightline-audit/1"
    assert ran.document["organization"] == "Acme"
    assert ("ALN002", "o-9") in rules(ran.document)
    assert all("node_id" not in found["subject"] for found in ran.document["findings"])


def test_a_scope_chooses_the_subjects(offline, whole: Path, tmp_path: Path):
    orphan = write(tmp_path, "orphan.yaml", ORPHAN)
    scoped = ("--as-of", "2026-11-22", "--format", "json", "--team", "team", "--cycle")
    inside = offline("audit", whole, orphan, *scoped, "q1,q4")
    outside = offline("audit", whole, orphan, *scoped, "q4")
    assert ("ALN002", "o-9") in rules(inside.document)
    assert ("ALN002", "o-9") not in rules(outside.document)
    assert inside.document["scope"] == {"cycle": "q1,q4", "team": "team"}
    assert outside.document["scope"] == {"cycle": "q4", "team": "team"}


@pytest.mark.parametrize(("fail_on", "status"), [("error", 1), ("warning", 1), ("never", 0)])
def test_errors_fail_unless_nothing_does(
    offline, whole: Path, tmp_path: Path, fail_on: str, status: int
):
    orphan = write(tmp_path, "orphan.yaml", ORPHAN)
    ran = offline("audit", whole, orphan, "--as-of", "2027-02-01", "--fail-on", fail_on)
    assert ran.status == status


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("never", 0)])
def test_warnings_fail_where_they_should(offline, whole: Path, fail_on: str, status: int):
    scoped = ("--as-of", "2026-11-22", "--format", "json", "--fail-on", fail_on)
    ran = offline("audit", whole, *scoped)
    assert {found["severity"] for found in ran.document["findings"]} == {"WARNING", "INFO"}
    assert ran.status == status


def test_a_circle_and_a_self_link_are_findings(offline, whole: Path, tmp_path: Path):
    circle = write(tmp_path, "round.yaml", ROUND)
    ran = offline("audit", whole, circle, "--as-of", "2026-11-22", "--format", "json")
    assert (ran.status, ran.messages) == (1, "")
    assert [found for found in rules(ran.document) if found[0] == "ALN001"] == [
        ("ALN001", "a"),
        ("ALN001", "c"),
    ]


def test_a_broken_reference_is_reported_beside_the_audit(offline, whole: Path, tmp_path: Path):
    broken = write(tmp_path, "broken.yaml", BROKEN_REFERENCE)
    ran = offline("audit", whole, broken, "--fail-on", "never", "--format", "json")
    assert ran.status == 1
    assert ran.messages == (
        f'{broken}:2: objectives row 1, team: there is no team with the id "nobody"\n'
    )
    assert ("OBJ002", "o-8") in rules(ran.document)


def test_an_unknown_key_is_a_warning(offline, whole: Path, tmp_path: Path):
    odd = write(tmp_path, "odd.yaml", "format: sightline/1\nteams: [{id: t, name: T, colour: red}]")
    ran = offline("audit", whole, odd, "--fail-on", "never")
    assert ran.status == 0
    assert ran.messages.startswith(f"warning: {odd}:2: teams row 1, colour: ")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.json", None, "there is no such file"),
        ("folder", "", "this folder holds no documents (*.json, *.yaml, *.yml)"),
    ],
)
def test_a_path_without_documents_is_named(
    offline, tmp_path: Path, name: str, content: str | None, message: str
):
    path = tmp_path / name
    if content is not None:
        path.mkdir()
    ran = offline("audit", path)
    assert (ran.status, ran.result, ran.messages) == (2, "", f"error: {path}: {message}\n")


@pytest.mark.parametrize("name", ["broken.json", "broken.yaml"])
def test_a_broken_file_is_named_with_its_line(offline, tmp_path: Path, name: str):
    path = write(tmp_path, name, '{"format": "sightline/1",\n "objectives": [}')
    ran = offline("audit", path)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages.startswith(f"error: {path}:2: ")
    assert ran.messages.count("\n") == 1


@pytest.mark.parametrize(("option", "noun"), [("--cycle", "cycle"), ("--team", "team")])
def test_an_unknown_scope_is_named(offline, whole: Path, option: str, noun: str):
    ran = offline("audit", whole, option, "nope")
    assert (ran.status, ran.result, ran.messages) == (2, "", f"error: there is no {noun} 'nope'\n")


@pytest.mark.parametrize("name", NAMES)
def test_real_organizations_are_audited(offline, name: str):
    ran = offline("audit", real_file(name), "--as-of", "2026-11-22", "--format", "json")
    assert ran.status == 1
    assert len(ran.document["findings"]) > 100


def test_an_unknown_organization_is_named(run):
    ran = run("audit", "--organization", "nobody")
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == "error: there is no organization 'nobody': create it first\n"


def test_an_empty_organization_is_audited(run, slug: str):
    ran = run("audit", "--organization", slug, "--format", "json", "--fail-on", "warning")
    assert ran.status == 1
    assert ran.document["organization"] == slug
    assert rules(ran.document) == [("ALN018", "organization")]
    node_id = ran.document["findings"][0]["subject"]["node_id"]
    assert b64decode(node_id).startswith(b"Organization:")
    assert ran.document["score"] is None
