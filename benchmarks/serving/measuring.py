"""The loads, by turns, and what they come to."""

import random
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from uuid import UUID

from benchmarks.serving.answers import ask, assert_equal
from benchmarks.serving.contenders import FLOOR, POSTGRAPHILE, Contender
from benchmarks.serving.documents import CASCADE, OBJECTIVE, PAGE, UNSEEN, UPDATE
from benchmarks.serving.load import Window
from benchmarks.serving.organization import Size, company_objective_ids, objective_ids, team_ids
from benchmarks.serving.processes import Generator, Load, Postgres, Server

READS = (OBJECTIVE, PAGE, CASCADE, UNSEEN)
QUESTIONS = (*READS, UPDATE)
_COMPARED = 5


@dataclass(frozen=True)
class Timing:
    """How long and how often each is loaded."""

    warm_up_s: float
    seconds: float
    rounds: int
    connections: tuple[int, ...]


@dataclass(frozen=True)
class Result:
    """One contender under one load: medians over the rounds, ratios within each round.

    Attributes:
        over_postgraphile, over_floor: requests per second by theirs.
        cpu_over_floor: CPU per request by the floor's.
        strangers_percent: of one core, what others on the machine took in any contender's turns.
    """

    question: str
    connections: int
    contender: str
    requests_per_s: float
    over_postgraphile: float | None
    over_floor: float | None
    cpu_ms: float
    server_cpu_ms: float
    client_cpu_ms: float
    cpu_over_floor: float | None
    p50_ms: float
    p99_ms: float
    answer_kb: float
    strangers_percent: float


@dataclass
class Arena:
    """The servers that stand ready, and the machinery around them."""

    size: Size
    timing: Timing
    generator: Generator
    postgres: Postgres
    servers: dict[str, tuple[Contender, Server]]
    sent: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    refusals: list[str] = field(default_factory=list)
    objects: dict[str, int] = field(default_factory=dict)
    first_answer_s: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def compare(self, question: str) -> list[str]:
        """Who answers the question; those who do all say the same."""
        ids = _shuffled(question, self.size)[:_COMPARED]
        able = []
        for name, (contender, server) in self.servers.items():
            begin = time.perf_counter()
            try:
                ask(contender, server, question, ids[0])
                able.append(name)
                self.first_answer_s[question][name] = time.perf_counter() - begin
            except RuntimeError as error:
                self.refusals.append(str(error))
        for id_ in ids if able else ():
            answers = [(name, ask(*self.servers[name], question, id_)) for name in able]
            self.objects[question] = assert_equal(question, answers)
        return able

    def measure(self, question: str, connections: int, names: Sequence[str]) -> Iterator[Result]:
        for name in names if self.timing.rounds > 1 else ():
            self._load(name, question, connections)  # for compilers and caches, not counted
        rounds = []
        for place in range(self.timing.rounds):
            turned = [*names[place % len(names) :], *names[: place % len(names)]]
            rounds.append({name: self._load(name, question, connections) for name in turned})
        for name in names:
            yield _result(question, connections, name, rounds)

    def _load(self, name: str, question: str, connections: int) -> Load:
        contender, server = self.servers[name]
        window = Window(
            port=server.port,
            headers=contender.all_headers(),
            body=contender.body(question, name),
            ids=[contender.id_text(question, id_) for id_ in _shuffled(question, self.size)],
            offset=self.sent[name, question],
            connections=connections,
            warm_up_s=self.timing.warm_up_s,
            seconds=self.timing.seconds,
        )
        load = self.generator.load(window, server, self.postgres)
        self.sent[name, question] += load.sent
        return load

    def memory_mb(self) -> dict[str, float]:
        return {name: server.memory_mb() for name, (_, server) in self.servers.items()}


def _shuffled(question: str, size: Size) -> list[UUID]:
    """What is asked for, in an order that is always the same."""
    makers = {PAGE: team_ids, CASCADE: company_objective_ids}
    ids = list(makers.get(question, objective_ids)(size))
    random.Random(1).shuffle(ids)  # noqa: S311  an order, no secret
    return ids


def _result(
    question: str, connections: int, name: str, rounds: Sequence[Mapping[str, Load]]
) -> Result:
    def middle(of: str) -> float:
        return float(median(getattr(loads[name], of) for loads in rounds))

    def ratio(of: str, other: str) -> float | None:
        if other not in rounds[0]:
            return None
        pairs = ((getattr(loads[name], of), getattr(loads[other], of)) for loads in rounds)
        return float(median(one / another for one, another in pairs))

    return Result(
        question=question,
        connections=connections,
        contender=name,
        requests_per_s=middle("requests_per_s"),
        over_postgraphile=ratio("requests_per_s", POSTGRAPHILE),
        over_floor=ratio("requests_per_s", FLOOR),
        cpu_ms=middle("cpu_ms"),
        server_cpu_ms=middle("server_cpu_ms"),
        client_cpu_ms=middle("client_cpu_ms"),
        cpu_over_floor=ratio("cpu_ms", FLOOR),
        p50_ms=middle("p50_ms"),
        p99_ms=middle("p99_ms"),
        answer_kb=middle("answer_bytes") / 1000,
        strangers_percent=median(100 * load.strangers for one in rounds for load in one.values()),
    )
