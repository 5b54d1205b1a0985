"""Which titles are nearly the same, without comparing all with all."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, pairwise
from threading import Lock

from service.libraries import NDArray, fuzz, np, process

Places = NDArray["np.int32"]
Shares = NDArray["np.float64"]

RAREST = 4  # words or pairs of words by which a title is looked up
FEW = 40  # titles that share a word and are all compared with one another
NEIGHBORS = 12  # of more than a few: titles compared with each, in alphabetical order
REMEMBERED = 8  # sets of titles


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """Places of titles that are alike, the smaller in `one`, in order; `alike` is 0..1."""

    one: Places
    other: Places
    alike: Shares


_found: OrderedDict[bytes, Pairs] = OrderedDict()
_lock = Lock()


def likeness(one: Sequence[str], other: Sequence[str], least: float = 0.0) -> Shares:
    """How alike the texts of each place are: shared letters in order, of all letters.

    What is less alike than `least` is 0: that is found out sooner.
    """
    if not one:
        return np.zeros(0)
    answers = process.cpdist(
        one, other, scorer=fuzz.ratio, dtype=np.float64, score_cutoff=100 * least
    )
    return np.asarray(answers) / 100


def alike(titles: Sequence[str], least: float) -> Pairs:
    """The pairs of titles that are alike, by their places.

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
    found = _alike(titles, least)
    with _lock:
        _found[key] = found
        while len(_found) > REMEMBERED:
            _found.popitem(last=False)
    return found


def _digest(titles: Sequence[str], least: float) -> bytes:
    digest = blake2b(repr(least).encode(), digest_size=16)
    digest.update("\n".join(titles).encode())
    return digest.digest()


def _alike(titles: Sequence[str], least: float) -> Pairs:
    candidates = _candidates(titles, least)
    one, other = ([titles[place] for place in column] for column in candidates.T.tolist())
    close = likeness(one, other, least)
    chosen = (close >= least) & (close > 0)
    pairs = candidates[chosen].astype(np.int32)
    return Pairs(pairs[:, 0], pairs[:, 1], close[chosen])


def _candidates(titles: Sequence[str], least: float) -> NDArray["np.int64"]:
    """Pairs worth comparing, each once, by place; their lengths alone do not rule them out."""
    size = len(titles)
    keys = np.fromiter((one * size + other for one, other in _neighbors(titles)), np.int64)
    pairs = np.stack(np.divmod(np.unique(keys), max(size, 1)), axis=1)
    lengths = np.array([len(title) for title in titles], np.int64)
    shorter = np.minimum(lengths[pairs[:, 0]], lengths[pairs[:, 1]])
    longest_likeness = 2 * shorter / np.maximum(lengths[pairs].sum(axis=1), 1)
    chosen: NDArray[np.int64] = pairs[longest_likeness >= least]
    return chosen


def _neighbors(titles: Sequence[str]) -> Iterator[tuple[int, int]]:
    in_order = sorted(range(len(titles)), key=titles.__getitem__)
    for places in _places_by_key(titles, in_order):
        reach = FEW if len(places) <= FEW else NEIGHBORS
        for index, place in enumerate(places):
            for other in places[index + 1 : index + 1 + reach]:
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
