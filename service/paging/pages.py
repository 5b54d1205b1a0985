from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Rows in the order of the list, with the cursor of each."""

    rows: tuple[Item, ...]
    cursors: tuple[str, ...]
    has_next: bool
    has_previous: bool
