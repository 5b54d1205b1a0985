"""An exported document as text, JSON or YAML, with every number exact."""

import re
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


def to_json(document: dict[str, object]) -> str:
    """The document as JSON, two spaces a level, with a newline at the end."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(document, default=_fragment, option=options).decode()


def to_yaml(document: dict[str, object]) -> str:
    """The document as YAML, which the core rules of 1.2 and those of 1.1 read alike."""
    return yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_NO_WRAPPING
    )


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
