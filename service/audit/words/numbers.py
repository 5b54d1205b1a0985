"""Numbers in titles, and which of them measure something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from service.audit.words.lists import WordLists

_NUMBER = re.compile(
    r"(?<![\w.,/#^-])(?P<sign>[$€£¥])?\s?(?P<digits>\d+(?:[.,]\d+)*)"
    r"(?P<suffix>\s?%|\s?percent\b|\s?prozent\b|[x\u00d7](?![\w])|(?:k|m|mm|mn|bn|b|t)\b|\s?[€£]|\+)?"
    r"(?P<tail>[\w-]*)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"(?<!\w)[$€£]?N\d*[%x]?(?=\W|$)|[$€£][A-Z]\b|(?<!\w)N\d+\b|(?<!\w)\+\d")
_DATE = re.compile(r"\b\d{4}-\d\d?-\d\d?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|24/7|\b1:1\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?:\W|$)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LAST_WORD = re.compile(r"([^\W\d_][\w&]*)[\s.]*[<>≤≥~]?[\s]*$")
_NEXT_WORD = re.compile(r"\s*\+?\s*([^\W_]+)")
_LINK = re.compile(r"^\s*(?:or|and|&|/|,|to|-|\u2013|und|oder|bis)\s*$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_MEASURE = re.compile(r"[\d%]")
_ACRONYM = 2  # capitals


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a title.

    Attributes:
        is_strong: it carries a unit that tells it measures: a currency, %, x, k.
        end: where it ends in the text it was found in.
    """

    text: str
    start: int
    end: int
    is_strong: bool


def not_aside(text: str, numbers: list[Number]) -> list[Number]:
    """The numbers that do not stand in brackets."""
    if not numbers:
        return numbers
    asides = [aside.span() for aside in _ASIDE.finditer(text)]
    return [
        number for number in numbers if not any(start < number.start < end for start, end in asides)
    ]


def hides_number(text: str) -> bool:
    """Whether a number was taken out for the public, such as `$N` or `N3`."""
    return bool(_HIDDEN.search(text))


def measuring(text: str, lists: WordLists) -> list[Number]:
    """The numbers that count or measure; not dates, years, ordinals, versions, `Tier 1`."""
    found: list[Number] = []
    if not _DIGIT.search(text):
        return found
    dates = [match.span() for match in _DATE.finditer(text)]
    label_end = -1
    for match in _NUMBER.finditer(text):
        if any(start <= match.start("digits") < end for start, end in dates):
            continue
        number = _number(match)
        follows_label = label_end >= 0 and bool(_LINK.match(text[label_end : number.start]))
        if not number.is_strong and (follows_label or _is_label(text, number, lists)):
            label_end = number.end
        elif _counts(match, number, text, lists):
            found.append(number)
    return found


def _number(match: re.Match[str]) -> Number:
    suffix = (match["suffix"] or "").strip()
    is_strong = bool(match["sign"]) or suffix not in ("", "+")
    text = match[0].strip() if not match["tail"] else match[0].removesuffix(match["tail"]).strip()
    start = match.start("sign") if match["sign"] else match.start("digits")
    end = match.end("suffix") if match["suffix"] else match.end("digits")
    return Number(text, start, end, is_strong)


def _counts(match: re.Match[str], number: Number, text: str, lists: WordLists) -> bool:
    tail: str = match["tail"]
    if _ORDINAL.match(tail) or (tail.startswith("-") and len(tail) > 1 and not tail[1].isdigit()):
        return False
    if not number.is_strong and _YEAR.fullmatch(match["digits"]) and not match["suffix"]:
        return False
    following = _NEXT_WORD.match(text, number.end)
    return following is None or following[1].casefold() not in lists.months or number.is_strong


def _is_label(text: str, number: Number, lists: WordLists) -> bool:
    """Whether the word before names a kind of thing that is numbered, as in `Tier 1`, `RFC 42`."""
    before = _LAST_WORD.search(text, 0, number.start)
    if before is None:
        return False
    word = before[1]
    is_acronym = len(word) >= _ACRONYM and word.isupper() and word not in lists.measures
    return word.casefold() in lists.labels or (is_acronym and not text.isupper())


def targets(text: str, numbers: list[Number], lists: WordLists) -> Iterator[str]:
    """Those of the numbers that stand for targets, one per part of the title at most."""
    borders = [match.end() for match in _joins(lists).finditer(text)]
    for start, end in zip([0, *borders], [*borders, len(text)], strict=True):
        inside = [number for number in numbers if start <= number.start < end]
        aimed = next((one for one in inside if _is_aimed_at(text, start, one, lists)), None)
        if aimed is not None:
            yield aimed.text


@cache
def _joins(lists: WordLists) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, lists.joins), key=len, reverse=True))
    return re.compile(rf"\s(?:{either})\s|[;&]\s|,\s", re.IGNORECASE)


_NEAR = 3  # words from the beginning of a part of a title to its target


def _is_aimed_at(text: str, start: int, number: Number, lists: WordLists) -> bool:
    """Whether a number is what its part of the title aims at, and no condition of it."""
    before = text[start : number.start].casefold()
    following = _NEXT_WORD.match(text, number.end)
    is_time = following is not None and following[1].casefold() in lists.time_units
    ahead = re.findall(r"[^\W_]+", before)
    if any(f" {one} " in f" {' '.join(ahead)} " for one in lists.conditions):
        return False
    if is_time and not number.is_strong:
        return bool(ahead) and ahead[-1] in lists.comparators
    return number.is_strong or len(ahead) < _NEAR or _compared(ahead, before, lists)


def _compared(ahead: list[str], before: str, lists: WordLists) -> bool:
    near = (*ahead[:2], ahead[-1], " ".join(ahead[-2:])) if ahead else ()
    return any(one in lists.comparators for one in near) or before.rstrip().endswith(tuple("<>≤≥"))


def tells_outcome(text: str, lists: WordLists) -> bool:
    """Whether there is a share, a factor, a way between two numbers, a change or a limit."""
    return bool(_MEASURE.search(text) and _outcomes(lists).search(text))


@cache
def _outcomes(lists: WordLists) -> re.Pattern[str]:
    limits = "|".join(sorted(map(re.escape, lists.limits), key=len, reverse=True))
    ways = "|".join(
        rf"\b{re.escape(one)}\b.*\d.*\b{re.escape(other)}\b.*\d" for one, other in lists.ways
    )
    number = r"[<>≤≥~]?\s?[$€£]?\d"
    measure = r"%|\d\s?(?:percent|prozent)\b|\d[x\u00d7]\b"
    return re.compile(rf"{measure}|{ways}|\b(?:{limits})\s+{number}", re.IGNORECASE)
