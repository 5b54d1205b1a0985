"""Titles hold anything; these are the parts that a line, and that XML, can hold."""

import re

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """One line of printable characters: no newlines, no escape codes."""
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())


def xml_text(text: str) -> str:
    """Without the characters that no XML document may hold, even escaped."""
    return _NO_XML.sub("", text)
