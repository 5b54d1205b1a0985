"""Global ids: opaque to clients, `Type:key` in base64 to us."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GlobalId:
    """What an id names: one thing of one type."""

    type: str
    key: str

    @property
    def uuid(self) -> UUID | None:
        """The key as the id of a row, where it is one."""
        try:
            uuid = UUID(self.key)
        except ValueError:
            return None
        return uuid if str(uuid) == self.key else None


def global_id(type_name: str, key: object) -> str:
    return b64encode(f"{type_name}:{key}".encode()).decode()


def parse_id(text: str) -> GlobalId | None:
    """What the id names; None where it is none that we could have given."""
    try:
        type_name, _, key = b64decode(text, validate=True).decode().partition(":")
    except ValueError:
        return None
    return GlobalId(type_name, key) if global_id(type_name, key) == text else None


def uuid_of(text: str, types: tuple[str, ...]) -> UUID | None:
    """The row that an id of one of the types names; None for any other text."""
    try:
        type_name, _, key = b64decode(text, validate=True).decode().partition(":")
        uuid = UUID(key) if type_name in types else None
    except ValueError:
        return None
    # Written in any other way, it is none that we could have given.
    return uuid if uuid is not None and global_id(type_name, uuid) == text else None
