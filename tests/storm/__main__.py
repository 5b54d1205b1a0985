"""A storm by hand: `python -m tests.storm --mutations 10000 --seed 1 [--workers 2]`.

Sixteen callers at once mutate one organization. With workers, one of them is killed every other
second, in turn, and started again. Afterwards every number is computed anew, by the service and by
the tests' own reckoning. Exits 1 where one differs, or where PostgreSQL has seen a deadlock.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.stored import scratch_database
from service.tables import utc_now
from tests.storm.serving import coast
from tests.storm.weather import Storm, deadlocks, prove, settle
from tests.storm.workers import Workers


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--connections", type=int, default=16, help="callers at once")
    parser.add_argument("--workers", type=int, default=0, help="processes, of which one is killed")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, scratch_database() as url:
        return asyncio.run(_rage(options, url, Path(folder)))


def output(text: str) -> None:
    sys.stdout.write(f"{text}\n")


async def _rage(options: argparse.Namespace, url: str, folder: Path) -> int:
    async with coast(url, folder, options.connections) as shore:
        actor, caller = await shore.organization()
        storm = Storm(shore, actor, caller, utc_now())
        begin = perf_counter()
        async with Workers(url, options.workers, kill_every_s=2) as workers:
            await storm.rage(options.seed, options.mutations, options.connections)
        seconds = perf_counter() - begin
        await _tell(storm, seconds, workers)
        await settle(shore.database, actor, utc_now())
        compared = await prove(shore.database, actor, utc_now())
        found = await deadlocks(shore.database)
    output(f"{compared:,} goals compared, none differs; {found} deadlocks")
    return 1 if found else 0


async def _tell(storm: Storm, seconds: float, workers: Workers) -> None:
    rate = storm.answers["mutations"] / seconds
    output(f"{seconds:.0f} s, {rate:.0f} mutations a second, {workers.killed} workers killed")
    for what, count in sorted(storm.answers.items()):
        output(f"  {count:>6,}  {what}")


if __name__ == "__main__":
    sys.exit(main())
