"""Our server beside its peers, on one database: `python -m benchmarks.serving`.

All serve the same organization and must give the same answers before anything is measured. Then a
closed loop loads one after the other, in rounds; a ratio is taken within a round, a figure is the
median of the rounds. Exits 1 where ours misses what it promises, or anybody refuses to answer.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from benchmarks.serving import report
from benchmarks.serving.contenders import (
    NAMES,
    POSTGRAPHILE,
    Place,
    contender,
    install_postgraphile,
    is_installed,
)
from benchmarks.serving.measuring import QUESTIONS, READS, Arena, Result, Timing
from benchmarks.serving.organization import FULL, ORGANIZATION_ID, SMOKE, Size, fill
from benchmarks.serving.processes import Generator, Postgres, served
from service.actor import Role, operator
from service.database import Database
from service.embedded import embedded_server
from service.identity.commands import Grant, create_token
from service.migration import migrate

_KEY = "of the benchmark alone"


def main() -> int:
    options = _parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # by way of every `finally`
    if options.install:
        return install_postgraphile()
    size = SMOKE if options.smoke else FULL
    names = [name for name in options.only if is_installed(name)]
    if POSTGRAPHILE in options.only and POSTGRAPHILE not in names:
        _say("PostGraphile is not installed and left out: python -m benchmarks.serving --install")
    with ExitStack() as stack:
        folder = options.data or Path(stack.enter_context(TemporaryDirectory()))
        place = stack.enter_context(_filled(folder, size))
        servers = {}
        for name in names:
            one = contender(name, place)
            server = stack.enter_context(served(one.command, one.environment))
            servers[name] = one, server
        generator = stack.enter_context(Generator.started())
        arena = Arena(size, _timing(options), generator, Postgres(folder), servers)
        results = list(_measured(arena, options.questions))
        memory_mb = arena.memory_mb()
    return _conclude(options, arena, results, memory_mb)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    add = parser.add_argument
    add("--smoke", action="store_true", help="a small organization, seconds, not judged")
    add("--connections", type=_numbers, default=(1, 16, 64), metavar="1,16,64")
    add("--pairs", type=int, default=5, help="rounds, in each of which all have their turn")
    add("--seconds", type=float, default=3, help="how long each turn takes after its warm-up")
    add("--only", type=_names(NAMES), default=NAMES, metavar=",".join(NAMES))
    add("--questions", type=_names(QUESTIONS), default=READS, metavar=",".join(QUESTIONS))
    add("--data", type=Path, help="keep the filled database in this folder for the next run")
    add("--json", type=Path, help="write the figures into this file, too")
    add("--install", action="store_true", help="install PostGraphile by npm, and do no more")
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _names(known: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        unknown = set(text.split(",")) - set(known)
        if unknown:
            raise argparse.ArgumentTypeError(f"not one of {', '.join(known)}: {unknown}")
        return tuple(text.split(","))

    return read


def _timing(options: argparse.Namespace) -> Timing:
    if options.smoke:
        return Timing(warm_up_s=0.1, seconds=0.2, rounds=1, connections=(4,))
    return Timing(1, options.seconds, options.pairs, options.connections)


@contextmanager
def _filled(folder: Path, size: Size) -> Iterator[Place]:
    with embedded_server(folder) as url:
        migrate(url)
        asyncio.run(_fill_once(url, size))
        yield Place(url, asyncio.run(_token(url)), _KEY, folder)


async def _fill_once(url: str, size: Size) -> None:
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetchval("SELECT count(*) FROM organization")
    finally:
        await connection.close()
    if not found:
        await fill(url, size)


async def _token(url: str) -> str:
    database = Database(url)
    await database.open()
    async with database.writing(ORGANIZATION_ID) as session:
        _, token = await create_token(
            session,
            operator(ORGANIZATION_ID),
            secret_key=_KEY.encode(),
            grant=Grant("benchmark", Role.MEMBER),
            lifetime=timedelta(days=1),
        )
    await database.close()
    return token


def _measured(arena: Arena, questions: tuple[str, ...]) -> Iterator[Result]:
    _say(report.HEAD)
    for question in questions:
        able = arena.compare(question)
        _say(report.first_answers(question, arena.first_answer_s[question]))
        for connections in arena.timing.connections if able else ():
            results = list(arena.measure(question, connections, able))
            _say(report.title(arena.objects[question], results))
            for result in results:
                _say(report.line(result))
            yield from results


def _conclude(
    options: argparse.Namespace,
    arena: Arena,
    results: list[Result],
    memory_mb: dict[str, float],
) -> int:
    _say("memory, MB: " + ", ".join(f"{name} {mb:.0f}" for name, mb in memory_mb.items()))
    if options.json:
        options.json.write_text(report.as_json(results, memory_mb))
    problems = list(arena.refusals)
    if not options.smoke:
        problems += report.missed(results, memory_mb)
    for problem in problems:
        _say(problem)
    return 1 if problems else 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
