"""The structural audit on arrays against graph libraries: `python -m benchmarks.structural_audit`.

Plain networkx, rustworkx and igraph: all get the same edges and must give the same answer: orphans,
cycles, distance to strategy, strategy elements without a key result below, weighted roll-up. Exits
1 where a floor is missed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from typing import TypeVar

from benchmarks.audits import (
    Audit,
    assert_equal,
    audit_with_arrays,
    audit_with_networkx,
    build_arrays,
    build_networkx,
    load_audit,
    save_audit,
)
from benchmarks.libraries import (
    audit_with_igraph,
    audit_with_rustworkx,
    build_igraph,
    build_rustworkx,
)
from benchmarks.organizations import (
    OrganizationArrays,
    generate_organization,
    load_organization,
    save_organization,
)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Size:
    """How large, how often to measure, and how many times each library's speed is the least."""

    nodes: int
    rounds: int
    repeats: int
    floors: Mapping[str, int]


SIZES = (
    Size(1_000, 3, 25, {"networkx": 2, "rustworkx": 1, "igraph": 1}),
    Size(10_000, 3, 9, {"networkx": 15, "rustworkx": 4, "igraph": 2}),
    Size(100_000, 3, 5, {"networkx": 40, "rustworkx": 10, "igraph": 5}),
    Size(1_200_000, 3, 1, {"networkx": 100, "rustworkx": 15, "igraph": 8}),
)
SMOKE_SIZES = tuple(replace(size, rounds=1, repeats=1) for size in SIZES[:2])
GROWTH_LIMIT = 25  # times the cost of 100,000 nodes for twelve times as many
WARM_UP = 200  # nodes: the first call of anything is slower
# each builds its graph and gives back the audit of it
ENGINES: dict[str, Callable[[OrganizationArrays], Callable[[], Audit]]] = {
    "networkx": lambda given: partial(audit_with_networkx, build_networkx(given), given),
    "rustworkx": lambda given: partial(audit_with_rustworkx, build_rustworkx(given)),
    "igraph": lambda given: partial(audit_with_igraph, build_igraph(given)),
    "arrays": lambda given: partial(audit_with_arrays, build_arrays(given), given),
}
OURS = "arrays"
HEADER = "    nodes     edges  engine        build     audit    memory  arrays are  at least"


def main() -> int:
    options = _parse()
    if options.engine:
        measure_engine(options.engine, options.folder, options.repeats)
        return 0
    print(
        "CPU seconds, medians of interleaved runs; memory: peak above the loaded edges\n" + HEADER
    )
    rows = [measure_size(size) for size in (SMOKE_SIZES if options.smoke else SIZES)]
    print("All gave equal answers.")
    return 0 if options.smoke else _verdict(rows)


def measure_size(size: Size) -> dict[str, float]:
    """What each engine took, by turns, each run in a process of its own."""
    organization = generate_organization(size.nodes)
    runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in ENGINES}
    with tempfile.TemporaryDirectory() as folder:
        save_organization(organization, Path(folder))
        for _ in range(size.rounds):
            for engine in ENGINES:
                runs[engine].append(_in_own_process(engine, folder, size.repeats))
        ours = load_audit(Path(folder), OURS)
        for engine in size.floors:
            assert_equal(organization, ours, load_audit(Path(folder), engine))
    row: dict[str, float] = {"nodes": len(organization), "edges": len(organization.child)}
    for engine, taken in runs.items():
        row |= {f"{engine} {what}": median(run[what] for run in taken) for what in taken[0]}
    row["held"] = all(_faster(row, engine) >= floor for engine, floor in size.floors.items())
    _print_row(row, size)
    return row


def _faster(row: dict[str, float], engine: str) -> float:
    return row[f"{engine} audit"] / row[f"{OURS} audit"]


def measure_engine(engine: str, folder: Path, repeats: int) -> None:
    """Prints what one engine takes to build its graph and to audit it, and leaves its answer."""
    build = ENGINES[engine]
    build(generate_organization(WARM_UP))()
    organization = load_organization(folder)
    before = _forget_peak_mb()
    audit, built = _timed(lambda: build(organization))
    answer, taken = _timed(audit)
    memory = _memory_mb("VmHWM") - before
    times = [taken, *(_timed(audit)[1] for _ in range(repeats - 1))]
    save_audit(answer, folder, engine)
    print(json.dumps({"build": built, "audit": median(times), "memory": memory}))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="1,000 and 10,000 nodes, once")
    parser.add_argument("--engine", choices=list(ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--repeats", type=int, default=1, help=argparse.SUPPRESS)
    return parser.parse_args()


def _print_row(row: dict[str, float], size: Size) -> None:
    for engine in ENGINES:
        floor = size.floors.get(engine)
        judged = f"{_faster(row, engine):>8.1f}x {floor:>8}x" if floor else ""
        print(
            f"{row['nodes']:>9,} {row['edges']:>9,}  {engine:9}"
            f" {row[f'{engine} build']:>9.4f} {row[f'{engine} audit']:>9.4f}"
            f" {row[f'{engine} memory']:>6.0f} MB  {judged}".rstrip(),
            flush=True,
        )


def _verdict(rows: list[dict[str, float]]) -> int:
    smaller, larger = rows[-2:]
    growth = larger["arrays audit"] / smaller["arrays audit"]
    print(
        f"{larger['nodes']:,} nodes cost {growth:.1f} times as much as {smaller['nodes']:,}"
        f" (at most {GROWTH_LIMIT})."
    )
    held = all(row["held"] for row in rows) and growth <= GROWTH_LIMIT
    print("Every floor is held." if held else "A floor is missed.")
    return 0 if held else 1


def _in_own_process(engine: str, folder: str, repeats: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.structural_audit", "--engine", engine]
    command += ["--folder", folder, "--repeats", str(repeats)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  ourselves
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    started = process_time()
    answer = work()
    return answer, process_time() - started


def _forget_peak_mb() -> float:
    """What is in use; the peak starts again from there (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory_mb("VmRSS")


def _memory_mb(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


if __name__ == "__main__":
    sys.exit(main())
