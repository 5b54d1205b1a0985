"""The garbage collector, out of the way while hundreds of thousands of findings are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock


@dataclass
class _Pause:
    """How many ask for the pause, in all threads, and whether it was they who began it."""

    asked: int = 0
    began: bool = False


_lock = Lock()
_pause = _Pause()


# Walking so many objects takes some milliseconds.
_WORTH_SETTING_ASIDE = 20_000


def set_aside() -> None:
    """Never walk again what was made during the pause, where that is much.

    It is what was learned of titles, and stays. What others left behind in these few seconds, in
    circles and before they were collected, stays with it: the price of a loop that is not held
    for a quarter of a second at every full collection from then on.
    """
    if gc.get_count()[0] > _WORTH_SETTING_ASIDE:
        gc.freeze()


@contextmanager
def collection_paused() -> Iterator[None]:
    """No collection until the last of those who asked for the pause has left.

    None of what an audit makes is garbage, and all of it would be walked again and again.
    """
    with _lock:
        _pause.asked += 1
        if _pause.asked == 1:
            _pause.began = gc.isenabled()
            gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pause.asked -= 1
            if not _pause.asked and _pause.began:
                gc.enable()
