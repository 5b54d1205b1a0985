"""What lies in the repository, and what it promises to those who install it."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.sources import files, project, read, unexplained

TOP = {
    *(".ci", ".dockerignore", ".gitignore", "CHANGELOG.md", "Dockerfile", "LICENSE", "Makefile"),
    *("README.md", "benchmarks", "docs", "migrations", "pyproject.toml", "requirements", "schema"),
    *("examples", "service", "tests", "web", "action.yml", ".pre-commit-hooks.yaml"),
}

# Spelled so that this file does not hold what it looks for.
FOREIGN = re.compile(
    r"pypi[.]org|python[h]osted|registry[.]npmjs|deb[.]debian[.]org"
    r"|(?<![\w.~/-])/(?:work|root|home/\w+)(?:/|\b(?!\w))|/tmp/[a-z]+/"
)


def requirements(file: Path) -> list[str]:
    """One text for each requirement, its hashes included."""
    text = re.sub(r"^ *#.*$", "", read(file), flags=re.MULTILINE).replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_top_level_holds_what_a_newcomer_needs_and_nothing_else() -> None:
    assert {file.parts[0] for file in files()} - TOP == set()


def test_the_license_is_apache_2() -> None:
    assert project()["project"]["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0" in read(Path("LICENSE"))


def test_every_dependency_carries_its_reason() -> None:
    lines = read(Path("pyproject.toml")).splitlines()
    lists = lines[lines.index("dependencies = [") : lines.index("[project.scripts]")]
    assert unexplained(lists) == []
    assert unexplained(['  "leftpad>=1",']) == ['"leftpad>=1",']


@pytest.mark.parametrize("file", files("requirements/*.txt"), ids=str)
def test_every_requirement_is_pinned_to_a_version_and_its_hashes(file: Path) -> None:
    exact = re.compile(r"^[a-z0-9-]+(\[.*\])?==\S+ .*--hash=sha256:[0-9a-f]{64}")
    assert [one for one in requirements(file) if not exact.match(one)] == []


@pytest.mark.parametrize("name", ["schema", "service", "migrations"])
def test_no_dependency_installs_a_package_of_our_name(name: str) -> None:
    assert set(packages_distributions().get(name, [])) - {"sightline"} == set()


def test_no_file_names_a_registry_or_a_place_of_the_machine_it_was_written_on() -> None:
    found = [f"{file}: {match[0]}" for file in files() for match in FOREIGN.finditer(read(file))]
    assert found == []


@pytest.mark.parametrize("text", ["|work|main", "|root", "|tmp|mine|", "|home|me|x", "pypi:org"])
def test_such_a_place_would_be_found(text: str) -> None:
    assert FOREIGN.search("see " + text.replace("|", "/").replace(":", "."))
