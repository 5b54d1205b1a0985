"""The word lists: a TOML file per language beside this module."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

Pair = tuple[str, str]


@dataclass(frozen=True, eq=False, slots=True)
class WordLists:
    """What the rules on titles look for; all in lower case but `measures`.

    Attributes:
        endings: suffix and what replaces it, to lead a word back to its base form.
        ways: what stands before the first and the second number of a change, `from … to …`.
        verb_last: the verb may also end a title, as in German.
    """

    endings: tuple[Pair, ...]
    ways: tuple[Pair, ...]
    verb_last: bool
    openers: frozenset[str]
    delivery: frozenset[str]
    tasks: frozenset[str]
    soft: frozenset[str]
    intangible: frozenset[str]
    not_delivery: frozenset[str]
    states: frozenset[str]
    additive: frozenset[str]
    clauses: frozenset[str]
    delivered: frozenset[str]
    limits: frozenset[str]
    purpose: frozenset[str]
    vague: frozenset[str]
    vague_states: frozenset[str]
    generic: frozenset[str]
    stop: frozenset[str]
    numbers: frozenset[str]
    labels: frozenset[str]
    months: frozenset[str]
    measures: frozenset[str]
    time_units: frozenset[str]
    joins: frozenset[str]
    comparators: frozenset[str]
    conditions: frozenset[str]

    def base(self, word: str, among: Collection[str]) -> str | None:
        """The form under which a word stands in a list; None where it does not."""
        if word in among or " " in word:
            return word if word in among else None
        for suffix, instead in self.endings:
            if word.endswith(suffix) and word[: -len(suffix)] + instead in among:
                return word[: -len(suffix)] + instead
        return None


_OTHER = ("endings", "ways", "verb_last")
LISTS = tuple(field.name for field in fields(WordLists) if field.name not in _OTHER)
# What an organization may add words to.
EXTENSIBLE = ("delivery", "generic", "intangible", "not_delivery", "tasks", "vague")


def languages() -> tuple[str, ...]:
    """The languages there are word lists for, by their codes."""
    names = (file.name for file in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def word_lists(
    chosen: tuple[str, ...],
    more: tuple[tuple[str, tuple[str, ...]], ...] = (),
    ignored: frozenset[str] = frozenset(),
) -> WordLists:
    """The lists of one or several languages together; the same arguments give the same object.

    Args:
        chosen: codes of languages.
        more: words to add, by the name of their list.
        ignored: words that count in no list.
    """
    parts = [_read(language) for language in chosen] + [dict(more)]
    lists = {name: _words(parts, name) - ignored for name in LISTS}
    return WordLists(
        endings=_pairs(parts, "endings"),
        ways=_pairs(parts, "ways"),
        verb_last=any(part.get("verb_last") for part in parts),
        **lists,
    )


@cache
def _read(language: str) -> Mapping[str, object]:
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))


def _words(parts: Sequence[Mapping[str, object]], name: str) -> frozenset[str]:
    return frozenset(word for part in parts for word in _texts(part.get(name)))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _pairs(parts: Sequence[Mapping[str, object]], name: str) -> tuple[Pair, ...]:
    """The pairs of all languages, each once, in their order."""
    lists = [pairs for part in parts if isinstance(pairs := part.get(name), list)]
    return tuple(
        dict.fromkeys((str(first), str(second)) for pairs in lists for first, second in pairs)
    )
