"""Global ids: opaque to clients, `Type:key` in base64 to us; and the numbers of events."""

import re
from base64 import b64decode, b64encode
from typing import NamedTuple
from uuid import UUID

# The one way that ours are written, of the many that there are.
_ROW = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LARGEST = 2**63 - 1
_DIGITS = len(str(_LARGEST))


class GlobalId(NamedTuple):
    """What an id names: one thing of one type."""

    type: str
    key: str

    @property
    def uuid(self) -> UUID | None:
        """The key as the id of a row, where it is one."""
        return UUID(self.key) if _ROW.fullmatch(self.key) else None


def global_id(type_name: str, key: object) -> str:
    return b64encode(f"{type_name}:{key}".encode()).decode()


def parse_id(text: str) -> GlobalId | None:
    """What the id names; None where it is none that we could have given."""
    try:
        decoded = b64decode(text, validate=True)
        type_name, colon, key = decoded.decode().partition(":")
    except ValueError:
        return None
    # There are other ways to write the same in base64.
    is_ours = colon and b64encode(decoded).decode() == text
    return GlobalId(type_name, key) if is_ours else None


def uuid_of(text: str, types: tuple[str, ...]) -> UUID | None:
    """The row that an id of one of the types names; None for any other text."""
    parsed = parse_id(text)
    return parsed.uuid if parsed is not None and parsed.type in types else None


def event_number(text: str) -> int | None:
    """The number that decimal digits are; None for any other text, or a larger one than any has."""
    # The length first: Python reads no number of thousands of digits.
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        return None
    number = int(text)
    return number if number <= _LARGEST else None
