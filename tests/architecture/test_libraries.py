"""What a process that serves has in its memory from its start."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from service.migration import head

ROOT = Path(__file__).parents[2]
LATE = (
    *("alembic", "cryptography", "mako", "networkx", "numpy", "prometheus_client", "rapidfuzz"),
    "scipy",
)


@pytest.mark.parametrize("module", ["service.app", "service.cli.main"])
def test_what_only_some_work_needs_is_not_loaded_at_the_start(module: str) -> None:
    told = f"import sys, {module}; print(*sorted({{*{LATE}}} & {{*sys.modules}}))"
    found = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []


def test_who_supervises_the_processes_that_answer_loads_no_schema() -> None:
    told = (
        "import sys, service.cli.serving;"
        "print(*{'graphql', 'schema', 'websockets'} & {*sys.modules})"
    )
    found = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []


_AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from service.libraries import nx
ready = Barrier(8)
def first_use(_):
    ready.wait()
    return nx.DiGraph([(1, 2)]).number_of_edges()
with ThreadPoolExecutor(8) as threads:
    print(*threads.map(first_use, range(8)))
"""


def test_any_number_of_threads_may_be_the_first_to_use_a_library() -> None:
    found = subprocess.run(
        [sys.executable, "-c", _AT_ONCE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["1"] * 8


def test_what_is_loaded_ahead_is_there_before_it_is_used() -> None:
    told = (
        "import asyncio, sys; from service.libraries import loaded, nx;"
        "asyncio.run(loaded(nx)); print('networkx' in sys.modules, 'numpy' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["True", "False"]


def test_the_head_of_the_migrations_is_the_one_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [head()]
