"""The figures as a table, as JSON, and beside what was promised."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.serving.contenders import OURS
from benchmarks.serving.documents import CASCADE, OBJECTIVE, PAGE, UNSEEN, UPDATE
from benchmarks.serving.measuring import Result

_JUDGED_CONNECTIONS = 16
_MOST_MEMORY_MB = 100

HEAD = (
    "                       requests/s / PostGraphile  / floor |  CPU ms  / floor   server |"
    "   p50 ms   p99 ms"
)


@dataclass(frozen=True)
class _Promise:
    """At least so many of PostGraphile's requests, at most so much of the floor's CPU."""

    over_postgraphile: float
    cpu_over_floor: float | None


_PROMISES = {
    OBJECTIVE: _Promise(2.0, 1.4),
    PAGE: _Promise(2.8, 1.15),
    CASCADE: _Promise(4.0, 1.2),
    UNSEEN: _Promise(3.0, None),
    UPDATE: _Promise(1.5, 1.75),
}


def first_answers(question: str, seconds_by_name: Mapping[str, float]) -> str:
    """What preparing the document costs the one who sends it first."""
    said = ", ".join(f"{name} {seconds:.2f}" for name, seconds in seconds_by_name.items())
    return f"{question}, seconds to the first answer: {said}"


def title(objects: int, results: Sequence[Result]) -> str:
    """What was asked, and who else was at work."""
    one = results[0]
    said = "connection" if one.connections == 1 else "connections"
    core = max(result.client_cpu_ms * result.requests_per_s / 10 for result in results)
    return (
        f"{one.question}: {objects:,} objects, {one.answer_kb:.1f} kB, {one.connections} {said}"
        f"; of a core the load generator takes at most {core:.0f} %, strangers"
        f" {one.strangers_percent:.0f} %"
    )


def line(result: Result) -> str:
    return (
        f"  {result.contender:20} {result.requests_per_s:10,.0f}"
        f" {_ratio(result.over_postgraphile):>14} {_ratio(result.over_floor):>8} |"
        f" {result.cpu_ms:7.2f} {_ratio(result.cpu_over_floor):>8} {result.server_cpu_ms:8.2f} |"
        f" {result.p50_ms:8.1f} {result.p99_ms:8.1f}"
    )


def missed(results: Sequence[Result], memory_mb: Mapping[str, float]) -> Iterator[str]:
    """What ours does not hold of what was promised."""
    for result in results:
        promise = _PROMISES.get(result.question)
        if result.contender != OURS or result.connections != _JUDGED_CONNECTIONS or not promise:
            continue
        name, found = result.question, result.over_postgraphile
        if found is not None and found < promise.over_postgraphile:
            yield f"{name}: {found:.2f} of PostGraphile's requests, not {promise.over_postgraphile}"
        found, most = result.cpu_over_floor, promise.cpu_over_floor
        if found is not None and most is not None and found > most:
            yield f"{name}: {found:.2f} of the floor's CPU, above {most}"
    if memory_mb.get(OURS, 0) > _MOST_MEMORY_MB:
        yield f"memory: {memory_mb[OURS]:.0f} MB, above {_MOST_MEMORY_MB}"


def as_json(results: Sequence[Result], memory_mb: Mapping[str, float]) -> str:
    document = {"results": [asdict(one) for one in results], "memory_mb": memory_mb}
    return json.dumps(document, indent=1)


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
