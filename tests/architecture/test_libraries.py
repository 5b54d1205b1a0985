"""What a process that serves has in its memory from its start."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from service.migration import head

ROOT = Path(__file__).parents[2]
LATE = ("alembic", "mako", "networkx", "numpy", "rapidfuzz", "scipy")


@pytest.mark.parametrize("module", ["service.app", "service.cli.main"])
def test_what_only_some_work_needs_is_not_loaded_at_the_start(module: str) -> None:
    told = f"import sys, {module}; print(*sorted({{*{LATE}}} & {{*sys.modules}}))"
    found = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []


def test_the_head_of_the_migrations_is_the_one_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [head()]
