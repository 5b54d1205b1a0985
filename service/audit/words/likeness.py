"""Which titles are nearly the same, without comparing all with all."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain, pairwise
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cpdist

Pair = tuple[int, int]
Likeness = float  # 0..1

RAREST = 4  # words or pairs of words by which a title is looked up
NEIGHBORS = 40  # titles of one word that are compared with each other, in alphabetical order
REMEMBERED = 8  # sets of titles

_found: OrderedDict[bytes, tuple[tuple[int, int, Likeness], ...]] = OrderedDict()
_lock = Lock()


def likeness(one: Sequence[str], other: Sequence[str]) -> NDArray[np.float64]:
    """How alike the texts of each place are: shared letters in order, of all letters."""
    answers = cpdist(one, other, scorer=ratio, dtype=np.float64) if one else np.zeros(0)
    return np.asarray(answers) / 100


def alike(titles: Sequence[str], least: Likeness) -> tuple[tuple[int, int, Likeness], ...]:
    """The pairs of places whose titles are alike, the smaller place first, in order.

    Candidates share one of their rarest words, or two words that follow each other; a title
    is compared with its neighbors by the alphabet where many share these. The answers to the
    last few calls are remembered.

    Args:
        titles: plain and distinct.
        least: how alike, 0..1.
    """
    key = _digest(titles, least)
    with _lock:
        if key in _found:
            _found.move_to_end(key)
            return _found[key]
    found = tuple(_alike(titles, least))
    with _lock:
        _found[key] = found
        while len(_found) > REMEMBERED:
            _found.popitem(last=False)
    return found


def _digest(titles: Sequence[str], least: Likeness) -> bytes:
    digest = blake2b(repr(least).encode(), digest_size=16)
    digest.update("\n".join(titles).encode())
    return digest.digest()


def _alike(titles: Sequence[str], least: Likeness) -> Iterator[tuple[int, int, Likeness]]:
    pairs = _candidates(titles, least)
    one, other = ([titles[place] for place in column] for column in pairs.T.tolist())
    close = likeness(one, other)
    for place in np.flatnonzero(close >= least).tolist():
        yield int(pairs[place, 0]), int(pairs[place, 1]), float(close[place])


def _candidates(titles: Sequence[str], least: Likeness) -> NDArray[np.int64]:
    """Pairs worth comparing, each once, by place; their lengths alone do not rule them out."""
    size = len(titles)
    keys = np.fromiter((one * size + other for one, other in _neighbors(titles)), np.int64)
    pairs = np.stack(np.divmod(np.unique(keys), max(size, 1)), axis=1)
    lengths = np.array([len(title) for title in titles], np.int64)
    shorter = np.minimum(lengths[pairs[:, 0]], lengths[pairs[:, 1]])
    longest_likeness = 2 * shorter / np.maximum(lengths[pairs].sum(axis=1), 1)
    chosen: NDArray[np.int64] = pairs[longest_likeness >= least]
    return chosen


def _neighbors(titles: Sequence[str]) -> Iterator[Pair]:
    in_order = sorted(range(len(titles)), key=titles.__getitem__)
    for places in _places_by_key(titles, in_order):
        for index, place in enumerate(places):
            for other in places[index + 1 : index + 1 + NEIGHBORS]:
                yield (place, other) if place < other else (other, place)


def _places_by_key(titles: Sequence[str], in_order: Iterable[int]) -> Iterable[list[int]]:
    """The places of the titles that share a rare word or two words, in the given order."""
    keys = [_keys(title) for title in titles]
    frequency = Counter(chain.from_iterable(keys))
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place in in_order:
        shared = (key for key in keys[place] if frequency[key] > 1)
        rare = sorted(shared, key=lambda key: (frequency[key], key))
        for key in rare[:RAREST]:
            places[key].append(place)
    return places.values()


def _keys(title: str) -> set[str]:
    words = title.split()
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}
