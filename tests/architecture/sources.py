"""The repository's files, and what the architecture's tests look for in them."""

import ast
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def files(*patterns: str) -> list[Path]:
    """What git tracks or would track, relative to the repository, in order."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "--",
            *patterns,
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return sorted(Path(line) for line in set(listed) if (ROOT / line).is_file())


def read(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8", errors="replace")


def project() -> dict[str, Any]:
    return tomllib.loads(read(Path("pyproject.toml")))


def program_files() -> list[Path]:
    return files("service/*.py", "schema/*.py")


def calls(source: str) -> Iterator[str]:
    """The name that each call ends with, after one owner: `session.commit`, `AsyncSession`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(value=ast.Name(id=owner), attr=name):
                    yield f"{owner}.{name}"
                case ast.Attribute(value=ast.Attribute(attr=owner), attr=name):
                    yield f"{owner}.{name}"
                case ast.Attribute(attr=name):
                    yield f"?.{name}"
                case ast.Name(id=name):
                    yield name


def ends_a_transaction(call: str) -> bool:
    return call.endswith((".commit", ".rollback"))


def opens_a_session(call: str) -> bool:
    makers = {"AsyncSession", "Session", "async_sessionmaker", "create_async_engine", "create_pool"}
    return call.rpartition(".")[2] in makers or call in ("asyncpg.connect", "engine.connect")


def reads_the_clock(call: str) -> bool:
    clocks = {"now", "utcnow", "today"}
    owner, _, name = call.rpartition(".")
    return (owner in ("datetime", "date") and name in clocks) or call in ("time.time", "utcnow")


def unexplained(lines: Iterable[str]) -> list[str]:
    """The quoted requirements of a TOML list that no comment follows on their line."""
    return [
        line.strip()
        for line in lines
        if line.startswith('  "') and not line.partition('",')[2].strip().startswith("# ")
    ]
