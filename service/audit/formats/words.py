"""How several formats name things."""

from service.alignment.exports.plain_text import plain
from service.audit.findings import Ref, Waiver


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where some are missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def rule_title(name: str) -> str:
    """A rule's name as words, such as `Key result without line of sight`."""
    words = " ".join("key result" if word == "kr" else word for word in name.split("-"))
    return words[0].upper() + words[1:]


def noun(kind: str) -> str:
    """A kind as words, such as `key result`."""
    return kind.replace("_", " ")


def named(ref: Ref, title_limit: int) -> str:
    """Something by noun, key and title, such as `objective o1 “Win the market”`."""
    title = shortened(plain(ref.title), title_limit)
    name = noun(ref.kind) if ref.key == ref.kind else f"{noun(ref.kind)} {plain(ref.key)}"
    return f"{name} “{title}”"


def waived_for(waiver: Waiver) -> str:
    """Until when, by whom and why, such as `Waived until 2026-12-31 by Ada: planned for spring`."""
    by = "" if waiver.by is None else f" by {plain(waiver.by.title)}"
    return f"Waived until {waiver.until}{by}: {plain(waiver.reason)}"
