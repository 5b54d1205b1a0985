"""One title read once: everything that rules ask of its words."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from service.audit.words.lists import WordLists
from service.audit.words.numbers import (
    hides_number,
    measuring,
    not_aside,
    targets,
    tells_outcome,
)
from service.audit.words.titles import REMEMBERED, undecorated, word_count, words

_LONGEST_PHRASE = 3
VOCABULARY = 1 << 16  # words
_CLAUSE = 9  # words of a clause that are looked at


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What the words of one title say, by some word lists.

    Attributes:
        words: how many there are; None for scripts without spaces.
        delivery, task: the word it begins with, where that is a verb of delivery, of a task.
        delivered: the word that says something was handed over, such as `deployed`; not with a
            number.
        purpose: the words that begin what it is good for, such as `so that`.
        vague: the word that promises a direction, at the beginning or as the statement.
        somewhere_vague: the first such word wherever it stands.
        things: how many words name something.
        number: the first number that measures, not in brackets.
        has_number: a number anywhere, in words or hidden too.
        has_outcome: a share, a way from one number to another, or a change by a number.
        counts_itself: the number follows the opening verb: `Publish 8 posts`.
        targets: the numbers it aims at, one per part of the title.
    """

    words: int | None
    delivery: str | None
    task: str | None
    delivered: str | None
    purpose: str | None
    vague: str | None
    somewhere_vague: str | None
    things: int
    number: str | None
    has_number: bool
    has_outcome: bool
    counts_itself: bool
    targets: tuple[str, ...]


@lru_cache(REMEMBERED)
def read_title(title: str, lists: WordLists) -> TitleReading:
    """Reads a title, or remembers how it was read."""
    text = undecorated(title)
    tokens = words(text)
    body = _after_openers(tokens, lists)
    numbers = measuring(text, lists)
    outside = not_aside(text, numbers)
    has_number = bool(numbers) or hides_number(text) or _found(tokens, lists, "numbers") is not None
    delivery = _delivery(body, lists)
    task = delivery or _verb(body, "tasks", lists)
    return TitleReading(
        words=word_count(text),
        delivery=delivery,
        task=task,
        delivered=None if has_number else _found(_clause(body, lists), lists, "delivered"),
        purpose=_found(tokens, lists, "purpose"),
        vague=_vague(body, lists),
        somewhere_vague=next((word for word in tokens if _is_form(word, lists, "vague")), None),
        things=sum(1 for word in set(tokens) if _is_thing(word, lists)),
        number=outside[0].text if outside else None,
        has_number=has_number,
        has_outcome=tells_outcome(text, lists),
        counts_itself=task is not None and _counts_itself(body, task),
        targets=tuple(targets(text, outside, lists)) if len(outside) > 1 else (),
    )


def _after_openers(tokens: list[str], lists: WordLists) -> list[str]:
    """From the verb on: without `we will`, `continue to`, `successfully`."""
    place = 0
    while place < len(tokens) - 1:
        phrase = next((one for one in _phrases(tokens[place:]) if one in lists.openers), None)
        if phrase is None:
            break
        place += phrase.count(" ") + 1
    return tokens[place:]


def _phrases(tokens: list[str]) -> list[str]:
    """The words that stand first, the longest phrase first."""
    return [" ".join(tokens[:size]) for size in range(min(_LONGEST_PHRASE, len(tokens)), 0, -1)]


def _opening(body: list[str], name: str, lists: WordLists) -> str | None:
    """The verb a title begins with (or ends with, in languages that do), as it is written."""
    phrases = _phrases(body)
    if any(phrase in lists.not_delivery for phrase in phrases):
        return None
    places = [*phrases, body[-1]] if lists.verb_last and body else phrases
    return next((phrase for phrase in places if _is_form(phrase, lists, name)), None)


@lru_cache(VOCABULARY)
def _is_form(word: str, lists: WordLists, name: str) -> bool:
    """Whether a word stands in the list of that name, in whatever form."""
    return lists.base(word, getattr(lists, name)) is not None


def _verb(body: list[str], name: str, lists: WordLists) -> str | None:
    """The opening verb, where it is one: no noun as in `release notes are read`."""
    verb = _opening(body, name, lists)
    if verb is None or any(word in lists.states for word in _clause(body, lists)[1:]):
        return None
    is_result = verb in lists.additive and any(map(str.isdigit, "".join(body[1:3])))
    return None if is_result else verb


def _delivery(body: list[str], lists: WordLists) -> str | None:
    """The opening verb of delivery, unless what it delivers cannot be ticked off."""
    verb = _verb(body, "delivery", lists)
    is_soft = verb is not None and _is_form(verb, lists, "soft")
    if is_soft and any(word in lists.intangible for word in _clause(body, lists)):
        return None
    return verb


def _clause(body: list[str], lists: WordLists) -> list[str]:
    """The words up to `that`, `so`, `to` …, a few at most."""
    words_of_it = body[:_CLAUSE]
    ends = (place for place, word in enumerate(words_of_it) if place and word in lists.clauses)
    return words_of_it[: next(ends, _CLAUSE)]


def _found(tokens: list[str], lists: WordLists, name: str) -> str | None:
    """The first phrase of a list that stands among the words."""
    match = _phrases_of(lists, name).search(" ".join(tokens))
    return match[0] if match else None


@cache
def _phrases_of(lists: WordLists, name: str) -> re.Pattern[str]:
    phrases: frozenset[str] = getattr(lists, name)
    either = "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))
    return re.compile(rf"(?<!\S)(?:{either})(?!\S)" if either else r"(?!)")


def _vague(body: list[str], lists: WordLists) -> str | None:
    opening = _opening(body, "vague", lists)
    return opening or next((word for word in body[1:] if word in lists.vague_states), None)


@lru_cache(VOCABULARY)
def _is_thing(word: str, lists: WordLists) -> bool:
    """Whether the word names something by itself."""
    if word.isdigit() or word in lists.stop | lists.generic | lists.openers:
        return False
    return not _is_form(word, lists, "vague") and not _is_form(word, lists, "delivery")


def _counts_itself(body: list[str], verb: str) -> bool:
    after = body[verb.count(" ") + 1 :][:3]
    return any(word.isdigit() for word in after)
