"""Deliveries: how soon they come, how many a second, what an endpoint that hangs does to others.

Everything is on this machine: PostgreSQL with fsync, workers, endpoints on loopback. It exits 1
where a limit is missed.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from uuid import UUID

import psutil

from benchmarks.webhooks.office import Office, opened, workers
from benchmarks.webhooks.receiving import FAST, HANGING, SLOW, Endpoints, endpoints
from service.embedded import embedded_server
from service.migration import migrate

LATENCY_LIMIT_MS = 100
RATE_LIMIT = 1_000
BESIDE_LIMIT_MS = 250
AT_ONCE = 10
_EVENT_EVERY_S = 0.05


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.webhooks", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a small one, not judged")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, embedded_server(Path(folder)) as url:
        migrate(url)
        with endpoints() as found:
            good = asyncio.run(_measured(url, Path(folder), found, is_small=options.smoke))
    return 0 if good or options.smoke else 1


async def _measured(url: str, folder: Path, found: Endpoints, *, is_small: bool) -> bool:
    many = 20 if is_small else 400
    async with opened(url) as office:
        with workers(url, folder) as (worker,):
            good = await _latency(office, found, many)
            deliveries = 500 if is_small else 20_000
            for count, at_once in ((1, 10), (1, 50), (20, 10)):
                good &= await _rate(office, found, worker, (count, at_once, deliveries))
            await _rate(office, found, worker, (1, 1, deliveries // 20), ordered=True)
            good &= await _beside_a_hanging_one(office, found, many, 1_000 if is_small else 100_000)
        with workers(url, folder, 3):
            good &= await _at_once(office, found, 100 if is_small else 3_000)
    return good


async def _latency(office: Office, found: Endpoints, events: int) -> bool:
    """Whether what happens is told soon enough where little else does."""
    await office.webhook(found.url(FAST))
    taken = await _taken_ms(office, found, events)
    _say("\nfrom commit to endpoint, milliseconds                      p50      p95      p99")
    p50, _ = _percentiles(f"{events} events, one after the other", taken)
    await office.archive_all()
    return p50 <= LATENCY_LIMIT_MS


async def _taken_ms(office: Office, found: Endpoints, events: int) -> list[float]:
    """From its commit until it came to the fast endpoint, for one event after the other."""
    # What a worker does for the first time takes longer: that is not what is asked here.
    await office.happens()
    await asyncio.sleep(1)
    found.told()
    committed: dict[str, float] = {}
    for _ in range(events):
        event_id, at_s = await office.happens()
        committed[str(event_id)] = at_s
        await asyncio.sleep(_EVENT_EVERY_S)
    await asyncio.sleep(1)
    came: dict[str, float] = {}
    for one in found.told().arrivals:
        if one.path == FAST:
            came.setdefault(one.message_id, one.at_s)
    missing = committed.keys() - came.keys()
    assert not missing, f"{len(missing)} never came"
    return [1000 * (came[one] - at_s) for one, at_s in committed.items()]


async def _rate(
    office: Office,
    found: Endpoints,
    worker: int,
    size: tuple[int, int, int],
    *,
    ordered: bool = False,
) -> bool:
    """Whether enough are delivered a second: to so many endpoints, so many at once to each."""
    count, at_once, deliveries = size
    webhooks = [
        await office.webhook(f"{found.url(FAST)}/{number}", max_in_flight=at_once, ordered=ordered)
        for number in range(count)
    ]
    await office.set_state("PAUSED")
    for begun in range(0, deliveries // count, 500):
        await office.happens(min(500, deliveries // count - begun))
    await office.until_fanned_out()
    found.told()
    process = psutil.Process(worker)
    cpu_s, began = sum(process.cpu_times()[:2]), time.perf_counter()
    for webhook_id in webhooks:
        await office.set_state("ENABLED", webhook_id)
    await office.until_settled()
    rate = deliveries / (time.perf_counter() - began)
    cpu_ms = 1000 * (sum(process.cpu_times()[:2]) - cpu_s) / deliveries
    assert len(found.told().arrivals) == deliveries
    words = (
        f"{count} endpoint{'s' * (count > 1)}, {'in order' if ordered else f'{at_once} at once'}"
    )
    _say(
        f"  {deliveries:,} deliveries to {words:28} {rate:8,.0f} a second, {cpu_ms:.2f} ms CPU each"
    )
    await office.archive_all()
    return rate >= RATE_LIMIT


async def _beside_a_hanging_one(
    office: Office, found: Endpoints, events: int, waiting: int
) -> bool:
    """Whether an endpoint that hangs, with so many waiting for it, leaves the other in peace."""
    hanging = await office.webhook(found.url(HANGING), max_in_flight=50)
    await office.webhook(found.url(FAST))
    await office.fill(hanging, waiting)
    taken = await _taken_ms(office, found, events)
    _say("\nfrom commit to endpoint, milliseconds                      p50      p95      p99")
    _, p95 = _percentiles(f"beside one that hangs, {waiting:,} waiting for it", taken)
    await office.set_state("DISABLED", hanging)
    await office.archive_all()
    return p95 <= BESIDE_LIMIT_MS


async def _at_once(office: Office, found: Endpoints, deliveries: int) -> bool:
    """Whether three workers together keep an endpoint's limit."""
    webhook_id: UUID = await office.webhook(found.url(SLOW), max_in_flight=AT_ONCE)
    await office.set_state("PAUSED", webhook_id)
    await office.happens(deliveries)
    await office.until_fanned_out()
    found.told()
    await office.set_state("ENABLED", webhook_id)
    await office.until_settled()
    most = found.told().most_at_once[SLOW]
    _say(
        f"\nthree workers, {deliveries:,} deliveries: {most} at once at the most, {AT_ONCE} allowed"
    )
    return most <= AT_ONCE


def _percentiles(what: str, taken_ms: Sequence[float]) -> tuple[float, float]:
    found = quantiles(taken_ms, n=100)
    _say(f"  {what:50} {found[49]:8.1f} {found[94]:8.1f} {found[98]:8.1f}")
    return found[49], found[94]


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
