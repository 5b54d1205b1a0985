"""Settings of the audit in files beside the OKRs."""

from pathlib import Path

import pytest

from tests.cli.documents import ORPHAN, WHOLE, write

OFF = '[audit.severities]\nALN002 = "off"\nALN007 = "info"\n'
SHARED_OFF = '[project]\nname = "okrs"\n\n[tool.sightline.audit.severities]\nALN002 = "off"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """OKRs with an orphan, two folders below the root of a repository."""
    okrs = tmp_path / "repository" / "docs" / "okrs"
    okrs.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    write(okrs, "company.yaml", WHOLE)
    write(okrs, "orphan.yaml", ORPHAN)
    return okrs


@pytest.fixture
def severities(offline):
    """Audits files or folders and gives the severity of each rule that found something."""

    def audited(*paths: Path) -> dict[str, str]:
        ran = offline("audit", *paths, "--as-of", "2026-11-22", "--format", "json")
        assert ran.messages == ""
        return {found["rule"]: found["severity"] for found in ran.document["findings"]}

    return audited


def test_without_a_file_the_defaults_hold(severities, folder: Path):
    assert severities(folder)["ALN002"] == "WARNING"


@pytest.mark.parametrize("place", [".", "..", "../.."])
def test_the_nearest_file_up_to_the_repositorys_root_holds(severities, folder: Path, place: str):
    write(folder / place, "sightline.toml", OFF)
    found = severities(folder)
    assert "ALN002" not in found
    assert found["ALN007"] == "INFO"


def test_what_lies_outside_of_the_repository_does_not(severities, folder: Path, tmp_path: Path):
    write(tmp_path, "sightline.toml", OFF)
    assert "ALN002" in severities(folder)


def test_a_file_beside_single_files_holds_too(severities, folder: Path):
    write(folder, "sightline.toml", OFF)
    assert "ALN002" not in severities(folder / "company.yaml", folder / "orphan.yaml")


def test_a_shared_file_holds_where_it_speaks_of_us(severities, folder: Path):
    write(folder, "pyproject.toml", '[project]\nname = "okrs"\n')
    write(folder.parent, "pyproject.toml", SHARED_OFF)
    assert "ALN002" not in severities(folder)


def test_our_own_file_comes_before_a_shared_one(severities, folder: Path):
    write(folder, "pyproject.toml", SHARED_OFF)
    write(folder, "sightline.toml", "")
    assert "ALN002" in severities(folder)


def test_the_file_adds_to_what_the_document_says_and_comes_first(severities, folder: Path):
    settings = "{audit: {severities: {ALN002: error, ALN007: error}}}"
    organization = f"organization: {{name: Acme, settings: {settings}}}"
    write(folder, "company.yaml", WHOLE.replace("organization: Acme", organization))
    assert severities(folder)["ALN007"] == "ERROR"
    write(folder, "sightline.toml", '[audit.severities]\nALN007 = "info"\n')
    found = severities(folder)
    assert (found["ALN002"], found["ALN007"]) == ("ERROR", "INFO")


def test_thresholds_hold(severities, folder: Path):
    write(folder, "sightline.toml", "[audit.thresholds]\nkr_count_maximum = 1\n")
    assert severities(folder)["OBJ003"] == "WARNING"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("sightline.toml", "[audti]\n", "the key audti is unknown; known is audit"),
        (
            "pyproject.toml",
            "[tool.sightline]\nstrict = true\n",
            "the key tool.sightline.strict is unknown; known is tool.sightline.audit",
        ),
        (
            "sightline.toml",
            "[audit.severities]\nALN999 = 'off'\n",
            "audit.severities knows no 'ALN999'; it knows ALN001, ",
        ),
        (
            "pyproject.toml",
            "[tool.sightline.audit.severities]\nALN001 = 'loud'\n",
            "tool.sightline.audit.severities.ALN001 must be one of ERROR, WARNING, INFO, OFF,",
        ),
        (
            "sightline.toml",
            "[audit.thresholds]\ntoo_many_parents = -1\n",
            "audit.thresholds.too_many_parents must be a whole number, 0 or more, not -1",
        ),
        ("pyproject.toml", "[tool]\nsightline = 1\n", "tool.sightline must be a table, not 1"),
        ("sightline.toml", "audit = [\n", "Invalid value (at end of document)"),
        ("sightline.toml", "\udcff", "'utf-8' codec can't decode byte 0xff in position 0"),
    ],
)
def test_what_cannot_be_is_refused_with_file_and_key(
    offline, folder: Path, name: str, text: str, message: str
):
    path = folder / name
    path.write_bytes(text.encode(errors="surrogateescape"))
    ran = offline("audit", folder)
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages.startswith(f"error: {path}: {message}")
