"""Nothing is lost and nothing is done twice, whatever befalls the service: the short form.

`python -m tests.faults` is the long one.
"""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from tests.faults.__main__ import ALL
from tests.faults.consumer import Receipt
from tests.faults.playing import Plan, play
from tests.faults.proving import out_of_order
from tests.faults.striking import Fault, moments

ONE_OF_EACH = {Fault.KILL: 1, Fault.RESTART: 1, Fault.CUT_OFF: 1}
ONE, OTHER = UUID(int=1), UUID(int=2)


def test_every_mutation_counts_once_and_every_event_arrives_whatever_befalls_the_service(
    tmp_path: Path,
) -> None:
    plan = Plan(300, seed=8, faults=ONE_OF_EACH, goals=20, waits=False, patience_s=120)
    played = play(plan, tmp_path)
    assert [one.moment for one in played.struck] == moments(8, 300, ONE_OF_EACH)
    assert played.proven.events >= plan.mutations


@pytest.mark.parametrize("seed", range(20))
def test_moments_are_spread_over_all_mutations(seed: int) -> None:
    planned = moments(seed, 10_000, ALL)
    assert Counter(one.fault for one in planned) == ALL
    places = [0, *(one.answers for one in planned), 10_000]
    share = 10_000 / 9
    assert all(0.6 * share - 1 <= after - before for before, after in pairwise(places))
    assert planned == moments(seed, 10_000, ALL)


@pytest.mark.parametrize(
    ("told", "late"),
    [
        ([], set()),
        ([(ONE, 1), (OTHER, 2), (ONE, 3)], set()),
        ([(ONE, 3), (OTHER, 2), (OTHER, 4)], set()),
        ([(ONE, 1), (ONE, 3), (ONE, 2)], {ONE}),
        # What comes again is not late for that.
        ([(ONE, 1), (ONE, 3), (ONE, 1)], set()),
    ],
)
def test_order_is_that_of_first_receipts_of_one_subject(
    told: list[tuple[UUID, int]], late: set[UUID]
) -> None:
    receipts = [
        Receipt(at, UUID(int=100 + sequence), sequence, "objective.updated", subject, happened=at)
        for at, (subject, sequence) in enumerate(told)
    ]
    assert out_of_order(receipts) == late
