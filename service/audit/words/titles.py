"""A title without its decoration: tags, emojis, numbering, odd widths of letters."""

import re
from functools import lru_cache
from unicodedata import normalize

REMEMBERED = 1 << 17  # titles: those of an organization of 100,000 nodes, read in 50 MB

# [Tag] (WIP) 1.2) KR3: O1 - Objective 2. ✅ •
_TAG = r"\[[^\]]{0,60}\]|【[^】]{0,60}】|\((?=[^)]{0,30}\)\s)[^)]*\)"
_NUMBERING = (
    r"(?:(?:o?kr|o|objective|key result|goal|ziel|schlüsselergebnis)\s*[-#]?\d+(?:\.\d+)*"
    r"(?:\s*[.):\-\u2013\u2014])?(?=\s)|(?:o|kr|objective|key result|goal|ziel)\s*:"
    r"|#?\d+(?:\.\d+)*\s*[.):\-\u2013\u2014](?=\s+[^\W\d_])|[a-z][.)](?=\s))"
)
_KEYCAP = r"\d\ufe0f?\u20e3"
_SYMBOLS = r"[^\w\s$€£¥<>≤≥~+#@(\[\"'„“\u2018«-]+|[-*>](?=\s)"
_DECORATION = re.compile(f"(?:(?:{_TAG}|{_KEYCAP}|{_NUMBERING}|{_SYMBOLS})\\s*)+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['\u00b4\u2019][^\W_]+)*")
_NO_SPACES = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def undecorated(title: str) -> str:
    """The title in NFKC from its first word on; all of it where nothing would be left."""
    text = normalize("NFKC", title).replace("\u2019", "'").strip()
    opening = _DECORATION.match(text)
    return (text[opening.end() :] if opening else text) or text


def words(text: str) -> list[str]:
    """The words in lower case, without punctuation."""
    return _WORD.findall(text.casefold())


def word_count(text: str) -> int | None:
    """How many words stand between spaces; None for scripts that write without spaces."""
    if _NO_SPACES.search(text):
        return None
    return sum(1 for part in text.split() if part.isalnum() or _WORD.search(part))


@lru_cache(REMEMBERED)
def plain(title: str) -> str:
    """What two titles are compared by: the words alone, in NFKC and lower case."""
    return " ".join(words(undecorated(title)))
