"""A whole quarter of the demo company, played over GraphQL alone.

    python play.py                                  the quarter that ends today
    python play.py --ends-on 2026-09-30             another one
    python play.py --pause                          waits for Enter after each step
    python play.py --verify COMMAND                 runs it after each step, and stops if it fails

SIGHTLINE_URL is the address of the server, http://localhost:8000/graphql where nothing is said,
and SIGHTLINE_TOKEN an admin's token; --url and --token come before them.
"""

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from subprocess import CalledProcessError
from zoneinfo import ZoneInfo

from httpx import TransportError
from sightline_client.exceptions import GraphQLClientError

from bargaining import decide, propose, request_help
from casting import gather, leave
from closing import close, close_again, refuse, reopen
from company import PILLAR, WEEKS, NotAsExpected, Play, client_for, say
from following import aim_higher, clone
from grading import grade, score
from planning import plan
from publishing import publish
from reports import WEEKS as REPORTED_WEEKS
from reviewing import review_end
from telling import tell
from weeks import live

Step = Callable[[Play], None]
STOPS = (NotAsExpected, GraphQLClientError, TransportError, CalledProcessError, OSError)


def steps() -> Iterator[tuple[str, Step]]:
    """All steps in their order, with what they are called."""
    for step in (gather, plan, propose, decide, request_help, publish):
        yield title(step), step
    for week in range(1, REPORTED_WEEKS + 1):
        yield f"Week {week}", partial(live, week=week)
    for step in (grade, review_end, score, close, refuse, reopen, close_again):
        yield title(step), step
    for step in (clone, aim_higher, tell, leave):
        yield title(step), step


def title(step: Step) -> str:
    return (step.__doc__ or "").splitlines()[0]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    url = os.environ.get("SIGHTLINE_URL", "http://localhost:8000/graphql")
    parser.add_argument("--url", default=url)
    parser.add_argument("--token", default=os.environ.get("SIGHTLINE_TOKEN"))
    parser.add_argument("--ends-on", type=date.fromisoformat, help="the last day; today")
    parser.add_argument("--key", help="what external ids begin with; tells two plays apart")
    parser.add_argument("--pause", action="store_true", help="wait for Enter after each step")
    parser.add_argument("--verify", metavar="COMMAND", help="run this after each step")
    return parser.parse_args()


def beginning(given: argparse.Namespace) -> Play:
    """The play before its first step."""
    if not given.token:
        sys.exit("SIGHTLINE_TOKEN is not set: `make run` prints a token")
    admin = client_for(given.url, given.token)
    found = admin.company(PILLAR, "")
    if not found.strategy_element:
        sys.exit(f"{found.organization.name} is not the demo company: see `make run`")
    # Which day it is, is decided where the organization is.
    today = datetime.now(ZoneInfo(found.organization.timezone)).date()
    ends_on = given.ends_on or today
    if ends_on > today:
        sys.exit(f"check-ins cannot lie ahead: the quarter ends on {today} at the latest")
    key = given.key or f"quarter-{ends_on}"
    if admin.company(PILLAR, key).cycle:
        sys.exit(f"{key} has been played: give another --key")
    return Play(given.url, key, ends_on - timedelta(days=7 * WEEKS - 1), admin)


def perform(given: argparse.Namespace) -> None:
    play = beginning(given)
    for number, (name, step) in enumerate(steps(), start=1):
        print(f"\n{number}. {name}", flush=True)
        step(play)
        if given.verify:
            subprocess.run(shlex.split(given.verify), check=True)  # noqa: S603 - who plays gave it
        if given.pause:
            say("…")
            sys.stdin.readline()


def main() -> None:
    given = arguments()
    try:
        perform(given)
    except STOPS as error:
        sys.exit(f"The play stops here: {error}")


if __name__ == "__main__":
    main()
