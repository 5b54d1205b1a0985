"""What tells two runs apart."""

from random import Random
from uuid import UUID

import pytest

from service.findings.rows import Difference, difference


def marks(*pairs: tuple[int, int]) -> bytes:
    return b"".join(one.to_bytes(16, "big") + said.to_bytes(16, "big") for one, said in pairs)


def told(found: list[tuple[int, int]], standing: list[tuple[int, int]]) -> Difference:
    return difference(marks(*found), marks(*standing))


def test_nothing_beside_nothing_is_no_difference() -> None:
    assert told([], []).is_empty
    assert told([(1, 1), (2, 2)], [(2, 2), (1, 1)]).is_empty


def test_what_is_new_or_says_something_else_or_is_gone() -> None:
    found = told([(5, 1), (3, 2), (9, 9), (1, 1)], [(1, 1), (3, 3), (7, 1), (2, 2)])

    assert found.opened == [0, 2]
    assert found.changed == [1]
    assert found.resolved == [UUID(int=7), UUID(int=2)]


def test_of_two_with_one_id_the_first_is_meant() -> None:
    assert told([(4, 1), (4, 2), (6, 1)], []).opened == [0, 2]
    assert told([(4, 1), (4, 2)], [(4, 1)]).is_empty
    assert told([(4, 2), (4, 1)], [(4, 1)]).changed == [0]


@pytest.mark.parametrize("seed", range(20))
def test_it_is_what_dictionaries_say(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    # Ids that differ in their first half, in their second, or in both.
    ids = [random.getrandbits(2) << 64 | random.getrandbits(2) for _ in range(40)]
    found = list({one: random.getrandbits(1) for one in ids[:20]}.items())
    standing = list({one: random.getrandbits(1) for one in ids[20:]}.items())
    ours, theirs = dict(found), dict(standing)

    answer = told(found, standing)

    assert answer.opened == [at for at, (one, _) in enumerate(found) if one not in theirs]
    assert answer.changed == [
        at for at, (one, digest) in enumerate(found) if one in theirs and theirs[one] != digest
    ]
    assert answer.resolved == [UUID(int=one) for one, _ in standing if one not in ours]
