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


@contextmanager
def collection_paused() -> Iterator[None]:
    """No collection until the last of those who asked for the pause has left.

    None of what an audit makes is garbage, and all of it would be walked again and again: a third
    of the time of a large audit.
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
