"""HTML that is well-formed and escaped by construction: text is text unless it is `Html`."""

from html import escape

from service.alignment.exports.plain_text import xml_text

_EMPTY = frozenset({"br", "col", "hr", "meta"})


class Html(str):
    """Text that is HTML; only what escapes what it is given makes it."""

    __slots__ = ()


def text(of: str) -> Html:
    """Text as itself: nothing in it is markup, nor what no document may hold."""
    return Html(escape(xml_text(of), quote=True))


def joined(*parts: str) -> Html:
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts))


def element(name: str, /, *content: str, **attributes: str) -> Html:
    """An element; empty attributes are left out.

    Args:
        name: its tag.
        content: text, or HTML as it is.
        attributes: by name, with `_` for `-`, and one at the end where Python has the word.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
        for key, value in attributes.items()
        if value
    )
    if name in _EMPTY:
        return Html(f"<{name}{told} />")
    return Html(f"<{name}{told}>{joined(*content)}</{name}>")
