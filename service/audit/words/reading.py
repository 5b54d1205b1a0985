"""One title read once: everything that rules ask of its words."""

from dataclasses import dataclass
from functools import lru_cache

from service.audit.words.lists import WordLists
from service.audit.words.numbers import (
    hides_number,
    measuring,
    outcome_pattern,
    targets,
    without_asides,
)
from service.audit.words.titles import REMEMBERED, undecorated, word_count, words

_LONGEST_PHRASE = 3
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
    outside = measuring(without_asides(text), lists)
    delivery = _delivery(body, lists)
    has_number = _has_number(text, tokens, lists)
    task = delivery or _verb(body, lists.tasks, lists)
    return TitleReading(
        words=word_count(text),
        delivery=delivery,
        task=task,
        delivered=None if has_number else _phrase_within(_clause(body, lists), lists.delivered),
        purpose=_phrase_within(tokens, lists.purpose),
        vague=_vague(body, lists),
        somewhere_vague=next((word for word in tokens if lists.base(word, lists.vague)), None),
        things=_things(tokens, lists),
        number=outside[0].text if outside else None,
        has_number=has_number,
        has_outcome=bool(outcome_pattern(lists).search(text)),
        counts_itself=task is not None and _counts_itself(body, task),
        targets=tuple(targets(text, lists)) if len(outside) > 1 else (),
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


def _opening(body: list[str], verbs: frozenset[str], lists: WordLists) -> str | None:
    """The verb a title begins with (or ends with, in languages that do), as it is written."""
    phrases = _phrases(body)
    if any(phrase in lists.not_delivery for phrase in phrases):
        return None
    places = [*phrases, body[-1]] if lists.verb_last and body else phrases
    return next((phrase for phrase in places if lists.base(phrase, verbs)), None)


def _verb(body: list[str], verbs: frozenset[str], lists: WordLists) -> str | None:
    """The opening verb, where it is one: no noun as in `release notes are read`."""
    verb = _opening(body, verbs, lists)
    if verb is None or any(word in lists.states for word in _clause(body, lists)[1:]):
        return None
    is_result = verb in lists.additive and any(map(str.isdigit, "".join(body[1:3])))
    return None if is_result else verb


def _delivery(body: list[str], lists: WordLists) -> str | None:
    """The opening verb of delivery, unless what it delivers cannot be ticked off."""
    verb = _verb(body, lists.delivery, lists)
    is_soft = verb is not None and lists.base(verb, lists.soft) is not None
    if is_soft and any(word in lists.intangible for word in _clause(body, lists)):
        return None
    return verb


def _clause(body: list[str], lists: WordLists) -> list[str]:
    """The words up to `that`, `so`, `to` …, a few at most."""
    words_of_it = body[:_CLAUSE]
    ends = (place for place, word in enumerate(words_of_it) if place and word in lists.clauses)
    return words_of_it[: next(ends, _CLAUSE)]


def _phrase_within(tokens: list[str], phrases: frozenset[str]) -> str | None:
    text = f" {' '.join(tokens)} "
    return next((phrase for phrase in sorted(phrases) if f" {phrase} " in text), None)


def _vague(body: list[str], lists: WordLists) -> str | None:
    opening = _opening(body, lists.vague, lists)
    return opening or next((word for word in body[1:] if word in lists.vague_states), None)


def _things(tokens: list[str], lists: WordLists) -> int:
    nothing = lists.stop | lists.generic | lists.openers
    named = {
        word
        for word in tokens
        if word not in nothing
        and not word.isdigit()
        and not lists.base(word, lists.vague)
        and not lists.base(word, lists.delivery)
    }
    return len(named)


def _has_number(text: str, tokens: list[str], lists: WordLists) -> bool:
    if measuring(text, lists) or hides_number(text):
        return True
    return _phrase_within(tokens, lists.numbers) is not None


def _counts_itself(body: list[str], verb: str) -> bool:
    after = body[verb.count(" ") + 1 :][:3]
    return any(word.isdigit() for word in after)
