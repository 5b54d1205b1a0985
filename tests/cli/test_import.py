"""`import`: files into an organization, all of them or nothing."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.cli.documents import BROKEN_REFERENCE, ORPHAN, ROUND, WHOLE, write

NOTHING = {"created": 0, "updated": 0, "unchanged": 0, "refused": 0}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return write(tmp_path, "whole.yaml", WHOLE)


@pytest.fixture
def new_slug() -> str:
    """The slug of an organization that is not there yet."""
    return f"org-{uuid4().hex[:12]}"


def counted(document: dict, outcome: str) -> dict[str, int]:
    counts = document["counts"]
    return {kind: found[outcome] for kind, found in counts.items() if found[outcome]}


def test_a_second_import_changes_nothing(run, whole: Path, new_slug: str):
    first = run("import", whole, "--organization", new_slug, "--create")
    second = run("import", whole, "--organization", new_slug, "--create", "--json")
    assert (first.status, first.messages) == (0, "")
    assert first.result.splitlines() == [
        "organization     1 updated",
        "strategy_element 1 created",
        "team             1 created",
        "cycle            2 created",
        "objective        2 created",
        "key_result       4 created",
        "alignment        2 created",
    ]
    assert (second.status, second.messages) == (0, "")
    assert second.document["problems"] == []
    assert counted(second.document, "created") == counted(second.document, "updated") == {}
    assert counted(second.document, "unchanged") == {
        "organization": 1,
        "strategy_element": 1,
        "team": 1,
        "cycle": 2,
        "objective": 2,
        "key_result": 4,
        "alignment": 2,
    }


def test_several_files_are_one_document(run, whole: Path, tmp_path: Path, new_slug: str):
    orphan = write(tmp_path, "orphan.yaml", ORPHAN)
    ran = run("import", orphan, whole, "--organization", new_slug, "--create", "--json")
    assert ran.status == 0
    assert counted(ran.document, "created")["objective"] == 3


def test_the_file_and_the_organization_are_audited_alike(
    run, offline, whole: Path, tmp_path: Path, new_slug: str
):
    orphan = write(tmp_path, "orphan.yaml", ORPHAN)
    assert run("import", whole, orphan, "--organization", new_slug, "--create").status == 0
    asked = ("--as-of", "2026-11-22", "--format", "json")
    of_files = offline("audit", whole, orphan, *asked).document
    of_organization = run("audit", "--organization", new_slug, *asked).document
    for document in (of_files, of_organization):
        document.pop("generated_at")
        for finding in document["findings"]:
            for named in [finding["subject"], *finding["related"]]:
                named.pop("node_id", None)
    assert of_files == of_organization


def test_one_refused_row_refuses_all(run, whole: Path, tmp_path: Path, new_slug: str):
    broken = write(tmp_path, "broken.yaml", BROKEN_REFERENCE)
    ran = run("import", whole, broken, "--organization", new_slug, "--create")
    assert ran.status == 1
    assert ran.messages == (
        f'{broken}:2: objectives row 1, team: there is no team with the id "nobody"\n'
        "nothing was written: mend the rows above, or leave them out with --partial\n"
    )
    gone = run("audit", "--organization", new_slug)
    assert gone.messages == f"error: there is no organization '{new_slug}': create it first\n"


def test_partial_leaves_refused_rows_out(run, whole: Path, tmp_path: Path, new_slug: str):
    broken = write(tmp_path, "broken.yaml", BROKEN_REFERENCE)
    ran = run(
        "import", whole, broken, "--organization", new_slug, "--create", "--partial", "--json"
    )
    assert (ran.status, ran.messages) == (1, "")
    assert ran.document["counts"]["objective"] == NOTHING | {"created": 2, "refused": 1}
    (problem,) = ran.document["problems"]
    assert {key: problem[key] for key in ("file", "row", "field", "code", "message")} == {
        "file": str(broken),
        "row": 1,
        "field": "team",
        "code": "NOT_FOUND",
        "message": 'there is no team with the id "nobody"',
    }


def test_a_dry_run_writes_nothing(run, whole: Path, new_slug: str):
    ran = run("import", whole, "--organization", new_slug, "--create", "--dry-run")
    assert (ran.status, ran.messages) == (0, "dry run: nothing was written\n")
    assert "objective        2 created" in ran.result
    again = run("import", whole, "--organization", new_slug)
    assert (again.status, again.result) == (2, "")


def test_an_unknown_organization_is_not_made_by_the_way(run, whole: Path, new_slug: str):
    ran = run("import", whole, "--organization", new_slug)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages == (
        f"error: there is no organization '{new_slug}': add --create to make it\n"
    )


@pytest.mark.parametrize(("cycles", "status"), [((), 1), (("--cycles", "refuse"), 1)])
def test_a_circle_is_refused(
    run, whole: Path, tmp_path: Path, new_slug: str, cycles: tuple[str, ...], status: int
):
    rows = ROUND.replace("  - {id: c, title: C, team: team, cycle: q4, parents: [c]}\n", "")
    circle = write(tmp_path, "round.yaml", rows)
    ran = run("import", whole, circle, "--organization", new_slug, "--create", "--json", *cycles)
    assert ran.status == status
    assert {problem["code"] for problem in ran.document["problems"]} == {"ALIGNMENT_CYCLE"}


def test_a_circle_is_stored_to_be_reported(run, whole: Path, tmp_path: Path, new_slug: str):
    rows = ROUND.replace("  - {id: c, title: C, team: team, cycle: q4, parents: [c]}\n", "")
    circle = write(tmp_path, "round.yaml", rows)
    into = ("--organization", new_slug)
    ran = run("import", whole, circle, *into, "--create", "--cycles", "report")
    assert (ran.status, ran.messages) == (0, "")
    audit = run("audit", *into, "--as-of", "2026-11-22", "--format", "json")
    assert "ALN001" in {found["rule"] for found in audit.document["findings"]}


def test_the_format_may_be_said(run, tmp_path: Path, new_slug: str):
    path = write(tmp_path, "okrs.txt", WHOLE)
    as_json = run("import", path, "--organization", new_slug, "--create", "--format", "json")
    assert (as_json.status, as_json.result) == (2, "")
    assert as_json.messages.startswith(f"error: {path}:1: ")
    as_yaml = run("import", path, "--organization", new_slug, "--create", "--format", "yaml")
    assert as_yaml.status == 0


def test_a_warning_leaves_the_exit_status_alone(run, tmp_path: Path, new_slug: str):
    text = "format: sightline/1\nteams: [{id: t, name: T, colour: red}]\n"
    path = write(tmp_path, "odd.yaml", text)
    ran = run("import", path, "--organization", new_slug, "--create")
    assert ran.status == 0
    assert ran.messages.startswith(f"warning: {path}:2: teams row 1, colour: ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "error: Missing option '--organization'. (see sightline import --help)\n"),
        (
            ("--organization", "acme", "--format", "csv"),
            (
                "error: Invalid value for '--format': 'csv' is not one of 'json', 'yaml'."
                " (see sightline import --help)\n"
            ),
        ),
        (
            ("--organization", "acme", "--cycles", "keep"),
            (
                "error: Invalid value for '--cycles': 'keep' is not one of 'refuse', 'report'."
                " (see sightline import --help)\n"
            ),
        ),
        (
            ("--organization", "Not a slug", "--create"),
            (
                "error: 'Not a slug' is no slug: use up to 63 of a-z, 0-9 and - (not at either"
                " end)\n"
            ),
        ),
    ],
)
def test_wrong_use_is_refused(run, whole: Path, options: tuple[str, ...], message: str):
    ran = run("import", whole, *options)
    assert (ran.status, ran.result, ran.messages) == (2, "", message)


def test_settings_that_every_audit_would_refuse_are_not_stored(run, tmp_path: Path, new_slug: str):
    settings = "{audit: {severities: {ALN999: ERROR}}}"
    text = f"format: sightline/1\norganization: {{name: X, settings: {settings}}}\n"
    ran = run("import", write(tmp_path, "bad.yaml", text), "--organization", new_slug, "--create")
    assert ran.status == 1
    assert "settings.audit.severities knows no 'ALN999'" in ran.messages
    assert run("export", "--organization", new_slug).status == 2
