"""The program of `examples/quarter`, step by step, and what is stored after each."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.actor import Actor
from service.database import Database
from service.rollup.draining import drain
from service.tables import utc_now
from service.worker.loops import Loop, run
from tests.clients.quarter_figures import Figures, Way
from tests.schema.conftest import execute
from tests.serving import Served

KEY = "played"
# What the program says when it waits for Enter.
PAUSE = "   …\n"
DRAIN_EVERY_S = 0.05

GOAL = "externalId carriedFrom { externalId } progress score status { effective }"
STANDING = f"""query ($key: String!) {{ cycle(by: {{externalId: $key}}) {{
    id state
    statistics {{ total {{
      objectives aligned checkedIn graded keyResults keyResultsCheckedIn keyResultsGraded }} }}
    objectives {{ nodes {{ {GOAL} closeOutcome
      alignedTo {{ nodes {{ state }} }}
      keyResults {{ nodes {{ {GOAL} start target }} }} }} }} }} }}"""
FINDINGS = """query ($cycle: ID) { alignmentAudit(cycleId: $cycle) { findings(first: 100) {
    nodes { rule } } } }"""


@dataclass(frozen=True, slots=True)
class Step:
    """What a step was called, and what it said."""

    name: str
    said: str


class Playing:
    """The program while it runs; it waits after each step for `steps` to go on."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        assert process.stdin
        self._process = process
        self._out = process.stdout
        self._in = process.stdin

    async def steps(self) -> AsyncIterator[Step]:
        lines: list[str] = []
        while line := (await self._out.readline()).decode():
            if line != PAUSE:
                lines.append(line)
                continue
            _, heading, *said = lines
            yield Step(heading.split(". ", 1)[1].strip(), "".join(said))
            lines = []
            self._in.write(b"\n")
            await self._in.drain()

    async def ended(self) -> tuple[int, str]:
        """Its exit status, and what it complained of."""
        _, messages = await self._process.communicate()
        return self._process.returncode or 0, messages.decode()


@asynccontextmanager
async def playing(folder: Path, served: Served) -> AsyncIterator[Playing]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "play.py", "--pause", "--key", KEY),
        cwd=folder,
        env={**os.environ, "SIGHTLINE_URL": served.graphql, "SIGHTLINE_TOKEN": served.token},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Playing(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def rolling_up(database: Database, actor: Actor) -> AsyncIterator[None]:
    """What `serve` has a worker for: numbers above follow those below."""

    async def step() -> bool:
        await drain(database, actor.organization_id, utc_now())
        return False

    stop = asyncio.Event()
    running = asyncio.create_task(run(Loop("drain", step, DRAIN_EVERY_S), stop))
    try:
        yield
    finally:
        stop.set()
        await running


class Books:
    """Where it is read what the play has left behind."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self._database = database
        self._actor = actor

    async def figures(self, wanted: Figures) -> Figures:
        """All that is wanted, as it is."""
        cycle = (await self._data(STANDING, key=KEY + wanted.part))["cycle"]
        goals = list(_goals(cycle))
        is_audited = wanted.findings or wanted.rules
        rules = await self._rules(cycle["id"]) if is_audited else Counter[str]()
        return Figures(
            part=wanted.part,
            state=wanted.state and cycle["state"],
            counts=wanted.counts and tuple(cycle["statistics"]["total"].values()),
            progress=_of(goals, "progress", wanted.progress),
            status=_of(goals, "status", wanted.status),
            scores=_of(goals, "score", wanted.scores),
            outcomes=_of(goals, "closeOutcome", wanted.outcomes),
            findings=dict(rules) if wanted.findings else {},
            rules={rule: rules[rule] for rule in wanted.rules},
            edges=_edges(cycle) if wanted.edges else {},
            ways=_ways(goals) if wanted.ways else {},
        )

    async def _rules(self, cycle_id: str) -> Counter[str]:
        audit = (await self._data(FINDINGS, cycle=cycle_id))["alignmentAudit"]
        return Counter(finding["rule"] for finding in audit["findings"]["nodes"])

    async def _data(self, document: str, **variables: str) -> Any:
        answer = await execute(self._database, self._actor, document, variables)
        assert answer.errors == []
        return answer.data


def _goals(cycle: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for objective in cycle["objectives"]["nodes"]:
        for goal in (objective, *objective["keyResults"]["nodes"]):
            goal["status"] = goal["status"]["effective"]
            # Who is carried over has no name of its own yet.
            named = goal["externalId"] or goal["carriedFrom"]["externalId"]
            yield named.removeprefix(f"{KEY}-"), goal


def _of(
    goals: list[tuple[str, dict[str, Any]]], field: str, wanted: dict[str, Any]
) -> dict[str, Any]:
    return {name: goal[field] for name, goal in goals if name in wanted}


def _ways(goals: list[tuple[str, dict[str, Any]]]) -> dict[str, Way]:
    return {name: (goal["start"], goal["target"]) for name, goal in goals if "target" in goal}


def _edges(cycle: dict[str, Any]) -> dict[str, int]:
    return Counter(
        edge["state"]
        for objective in cycle["objectives"]["nodes"]
        for edge in objective["alignedTo"]["nodes"]
    )
