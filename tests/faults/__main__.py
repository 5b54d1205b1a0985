"""Faults by hand: `python -m tests.faults --mutations 10000 --seed 1 [--workers 3]`.

Eight clients mutate over GraphQL, a consumer is told of it by a webhook. Meanwhile a worker is
killed five times, the database restarted as after a crash twice, every connection ended once.
Exits 1 where anything is lost, is there twice, or came again without need.
"""

import argparse
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from tests.faults.playing import Plan, Played, play
from tests.faults.striking import Fault

ALL = {Fault.KILL: 5, Fault.RESTART: 2, Fault.CUT_OFF: 1}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    plan = Plan(
        mutations=options.mutations,
        seed=options.seed,
        faults=ALL,
        workers=options.workers,
        clients=options.clients,
    )
    with TemporaryDirectory() as folder:
        _tell(plan, play(plan, Path(folder)))
    return 0


def _end(_signal: int, _frame: FrameType | None) -> None:
    """By way of every `finally`, so that nothing goes on."""
    raise KeyboardInterrupt


def output(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _tell(plan: Plan, played: Played) -> None:
    rate, proven = plan.mutations / played.busy_s, played.proven
    output(
        f"{plan.mutations:,} mutations in {played.busy_s:.0f} s, {rate:.0f} a second;"
        f" all was settled {played.settled_s:.1f} s later"
    )
    output(f"{proven.events:,} events in the log, each received; {sum(proven.again)} of them again")
    output(f"{proven.late} subjects had one in flight at a fault come after a later one")
    for why, count in sorted(played.detours.items()):
        output(f"  {count:>5,} tries without an answer: {why}")
    for place, one in enumerate(played.struck):
        output(
            f"  after {one.moment.answers:>6,}: {one.moment.fault}, for {one.took_s:.2f} s;"
            f" answers again after {one.answers_s:.2f} s,"
            f" deliveries after {one.deliveries_s:.2f} s;"
            f" {proven.in_flight[place]} in flight, {proven.again[place]} of them again,"
            f" all settled within {proven.settled_s[place]:.1f} s"
        )


if __name__ == "__main__":
    sys.exit(main())
