"""Programs of `examples/` as a newcomer has them: in a clone, with the client that is generated."""

import asyncio
import shutil
import sys
from pathlib import Path

from tests.conformance.programs import ROOT, run

CODEGEN = ROOT / ".venv" / "codegen" / "bin" / "ariadne-codegen"

# A fresh clone has none of these; whoever tries the examples does.
UNTRACKED = ("node_modules", ".venv", "sightline_client", "graphql-env.d.ts", "__pycache__")


def cloned(name: str, folder: Path) -> Path:
    """One example beside the schema, as in the repository."""
    shutil.copytree(
        ROOT / "examples" / name,
        folder / "examples" / name,
        ignore=shutil.ignore_patterns(*UNTRACKED),
    )
    (folder / "schema").mkdir()
    shutil.copy(ROOT / "schema" / "schema.graphql", folder / "schema")
    return folder / "examples" / name


def python_client(name: str, folder: Path) -> Path:
    """A Python example, with its client, whose types fit."""
    example = cloned(name, folder)
    assert CODEGEN.is_file(), "what generates the Python client is missing: make .venv/.codegen"
    done(CODEGEN, "client", folder=example)
    mypy = Path(sys.executable).with_name("mypy")
    done(mypy, *sorted(path.name for path in example.glob("*.py")), folder=example)
    return example


def done(*command: str | Path, folder: Path) -> None:
    ran = asyncio.run(run(*command, folder=folder))
    assert ran.status == 0, ran.result + ran.messages
