"""The GitHub Action and the pre-commit hook, as far as they can run here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.architecture.sources import ROOT
from tests.cli.documents import ORPHAN, WHOLE, write

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step.get("name", step.get("uses")): step for step in ACTION["runs"]["steps"]}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A checkout with OKRs, and Sightline where the Action installs it."""
    installed = tmp_path / "runner" / "sightline" / "bin"
    installed.mkdir(parents=True)
    command = f'#!/bin/sh\nexec "{sys.executable}" -m service "$@"\n'
    (installed / "sightline").write_text(command)
    (installed / "sightline").chmod(0o755)
    okrs = tmp_path / "checkout" / "okrs"
    okrs.mkdir(parents=True)
    write(okrs, "company.yaml", WHOLE)
    return okrs.parent


def audited(workspace: Path, **inputs: str) -> dict[str, str]:
    """What the step `Audit` hands on, with the inputs' defaults but for those given."""
    step = STEPS["Audit"]
    defaults = {name: one["default"] for name, one in ACTION["inputs"].items()}
    values = {"FILES": "files", "CYCLE": "cycle", "TEAM": "team", "AS_OF": "as-of"}
    values["FAIL_ON"] = "fail-on"
    assert set(step["env"]) == set(values)
    files = {
        name: str(workspace.parent / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
    }
    environment = {name: inputs.get(name, defaults[of]) for name, of in values.items()}
    subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=workspace,
        env={
            **os.environ,
            **environment,
            **files,
            "RUNNER_TEMP": str(workspace.parent / "runner"),
            "PYTHONPATH": str(ROOT),
        },
        check=True,
        capture_output=True,
    )
    lines = Path(files["GITHUB_OUTPUT"]).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_the_action_hands_on_sarif_and_writes_a_summary(workspace: Path) -> None:
    write(workspace / "okrs", "orphan.yaml", ORPHAN)

    outputs = audited(workspace, AS_OF="2027-02-01")

    assert outputs["status"] == "1"
    assert '"okrs/orphan.yaml"' in Path(outputs["sarif"]).read_text()
    summary = (workspace.parent / "GITHUB_STEP_SUMMARY").read_text()
    assert summary.startswith("## Alignment of Acme: ")


def test_the_action_takes_several_paths_with_blanks_and_a_scope(workspace: Path) -> None:
    (workspace / "more goals").mkdir()
    write(workspace / "more goals", "orphan.yaml", ORPHAN)

    outputs = audited(
        workspace, FILES="okrs\nmore goals\n", CYCLE="q4", TEAM="team", AS_OF="2026-11-22"
    )

    assert outputs["status"] == "0"


def test_the_action_hands_on_nothing_where_files_cannot_be_read(workspace: Path) -> None:
    assert audited(workspace, FILES="elsewhere") == {"status": "2"}


def test_the_action_uses_every_input() -> None:
    text = (ROOT / "action.yml").read_text()
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in text] == []


def test_the_hook_runs_the_audit_when_okrs_or_settings_change() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    assert (hook["entry"], hook["args"], hook["language"]) == (
        "sightline audit",
        ["okrs"],
        "python",
    )
    assert hook["pass_filenames"] is False


def test_the_example_of_the_guide_is_sound(workspace: Path, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "okrs-as-code.md").read_text()
    files = re.findall(r"```yaml\n# (okrs/\S+)\n(.*?)```", guide, re.DOTALL)
    [settings] = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    folder = tmp_path / "guide"
    for name, text in [*files, ("okrs/sightline.toml", settings)]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write(folder, name, text)

    outputs = audited(workspace, FILES=str(folder / "okrs"), AS_OF="2026-10-05", FAIL_ON="warning")

    assert len(files) == 2
    assert outputs["status"] == "0"
