"""An exported document as text, JSON or YAML, with every number exact."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson
import yaml

from service.decimals import decimal_text

# Text that other readers of YAML 1.2 would take for a number, but the 1.1 writer does not.
_NUMBER_OF_CORE = re.compile(r"0o[0-7]+|[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?", re.ASCII)
_INTEGER = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_TEXT = "tag:yaml.org,2002:str"
_NO_WRAPPING = 2**31 - 1


_PIECE = 200  # rows

Document = dict[str, object]


def to_json(document: Document) -> str:
    """The document as JSON, two spaces a level, with a newline at the end."""
    return b"".join(json_pieces(document)).decode()


def to_yaml(document: Document) -> str:
    """The document as YAML, which the core rules of 1.2 and those of 1.1 read alike."""
    return b"".join(yaml_pieces(document)).decode()


def json_pieces(document: Document) -> Iterator[bytes]:
    """The same as `to_json`, piece by piece, none of which takes long to make."""
    before, end = b"{", b""
    for key, value, goes_on in _parts(document):
        text = orjson.dumps({key: value}, default=_fragment, option=orjson.OPT_INDENT_2)
        text = text.removeprefix(b"{").removesuffix(b"\n}")
        if goes_on:
            opening = b"\n  %b: [" % orjson.dumps(key)
            text = b"," + text.removeprefix(opening)
        else:
            text = end + before + text
        # A list stays open, for it may go on.
        before, end = b",", b"\n  ]" if isinstance(value, list) and value else b""
        yield text.removesuffix(end)
    yield end + b"\n}\n"


def yaml_pieces(document: Document) -> Iterator[bytes]:
    """The same as `to_yaml`, piece by piece."""
    for key, value, goes_on in _parts(document):
        text = yaml.dump(
            {key: value}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_NO_WRAPPING
        )
        yield (text.removeprefix(f"{key}:\n") if goes_on else text).encode()


def _parts(document: Document) -> Iterator[tuple[str, object, bool]]:
    """Every key with its value, long lists in parts: whether one goes on with the one before."""
    for key, value in document.items():
        if isinstance(value, list) and value:
            for start in range(0, len(value), _PIECE):
                yield key, value[start : start + _PIECE], start > 0
        else:
            yield key, value, False


def _fragment(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(decimal_text(value))
    raise TypeError(f"{type(value).__name__} has no place in a document")


class _Dumper(yaml.CSafeDumper):
    """Writes decimals as numbers, days as days, and text that looks like either in quotes."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # the base class calls it
        return True


def _decimal(dumper: Any, value: Decimal) -> yaml.ScalarNode:  # noqa: ANN401  # untyped there
    digits = decimal_text(value)
    node: yaml.ScalarNode = dumper.represent_scalar(_FLOAT if "." in digits else _INTEGER, digits)
    return node


def _text(dumper: Any, value: str) -> yaml.ScalarNode:  # noqa: ANN401  # untyped there
    style = "'" if _NUMBER_OF_CORE.fullmatch(value) else None
    node: yaml.ScalarNode = dumper.represent_scalar(_TEXT, value, style=style)
    return node


_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(str, _text)
