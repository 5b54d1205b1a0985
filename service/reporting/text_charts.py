"""Small charts of characters, for where there is only text."""

from collections.abc import Iterable

_BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Iterable[float | None], lowest: float, highest: float) -> str:
    """Values as a line of blocks; a gap where there is none."""
    return "".join(
        " " if one is None else _block((one - lowest) / (highest - lowest)) for one in values
    )


def _block(share: float) -> str:
    last = len(_BLOCKS) - 1
    return _BLOCKS[min(max(round(share * last), 0), last)]


def text_bar(share: float | None, columns: int = 10) -> str:
    """A share as a bar of blocks; dots where it is not measured."""
    if share is None:
        return "·" * columns
    filled = round(min(max(share, 0.0), 1.0) * columns)
    return "█" * filled + "░" * (columns - filled)
