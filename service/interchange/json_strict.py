"""JSON as RFC 8259 has it, with the line of every row and every number as it was written."""

import re
from json import JSONDecodeError, JSONDecoder

from service.interchange.syntax import Parsed, Plain, Unreadable, mapping

_SPACE = re.compile(r"[ \t\n\r]*")


def parse_json(text: str) -> Parsed:
    """The document in a JSON text.

    Raises:
        Unreadable: it is not JSON; NaN and Infinity are not.
    """
    try:
        return _Scanner(text).document()
    except JSONDecodeError as error:
        raise Unreadable(f"{error.msg} (column {error.colno})", error.lineno) from None
    except RecursionError:
        raise Unreadable("values are nested too deeply") from None


class _Scanner:
    """Walks the root and its lists; everything inside a row is the decoder's work.

    json tells no lines, but it tells where each value ends.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.counted = 0
        self.decoder = JSONDecoder(
            object_pairs_hook=mapping,
            parse_float=Plain,
            parse_int=Plain,
            parse_constant=self._refuse,
        )

    def document(self) -> Parsed:
        lines: dict[str, list[int]] = {}
        root = self._root(lines) if self._peek() == "{" else self._value()
        if self._peek():
            raise JSONDecodeError("Extra data", self.text, self.at)
        return Parsed(root, lines)

    def _root(self, lines: dict[str, list[int]]) -> dict[str, object]:
        pairs: list[tuple[str, object]] = []
        self._expect("{")
        while self._peek() != "}" or pairs:
            key = self._value()
            if type(key) is not str:
                raise JSONDecodeError("a key must be a string", self.text, self.at)
            self._expect(":")
            if self._peek() == "[":
                pairs.append((key, self._list(lines.setdefault(key, []))))
            else:
                pairs.append((key, self._value()))
            if not self._another("}"):
                return mapping(pairs)
        self._expect("}")
        return {}

    def _list(self, lines: list[int]) -> list[object]:
        items: list[object] = []
        lines.clear()
        self._expect("[")
        while self._peek() != "]" or items:
            lines.append(self._line())
            items.append(self._value())
            if not self._another("]"):
                return items
        self._expect("]")
        return items

    def _another(self, end: str) -> bool:
        """Step over a comma, or over the end."""
        found = self._peek()
        self._expect("," if found == "," else end)
        return found == ","

    def _value(self) -> object:
        self._peek()
        value, self.at = self.decoder.raw_decode(self.text, self.at)
        return value

    def _peek(self) -> str:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            raise JSONDecodeError(f"Expecting '{mark}'", self.text, self.at)
        self.at += 1

    def _line(self) -> int:
        self._peek()
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def _refuse(self, constant: str) -> object:
        """`NaN` is a word to the parser; what field it stands in, its reader will say."""
        return Plain(constant)
