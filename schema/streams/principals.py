"""How many connections one principal keeps open: they cost memory, whether or not they ask."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

# Of one process; `Lasting` says how many subscriptions each may have.
MOST_CONNECTIONS = 200


class TooManyConnections(Exception):
    """There are as many as there may be; one must end before another begins."""

    def __init__(self, most: int) -> None:
        super().__init__(f"there are {most} connections of yours already")


class Principals:
    """The open connections of one process, counted."""

    def __init__(self, most: int = MOST_CONNECTIONS) -> None:
        self._most = most
        self._open: Counter[Hashable] = Counter()

    @contextmanager
    def connected(self, principal: Hashable) -> Iterator[None]:
        """Count a connection while it lasts.

        Raises:
            TooManyConnections: the principal has as many as it may.
        """
        if self._open[principal] >= self._most:
            raise TooManyConnections(self._most)
        self._open[principal] += 1
        try:
            yield
        finally:
            self._open[principal] -= 1
            if not self._open[principal]:
                del self._open[principal]

    def __len__(self) -> int:
        """How many there are of all."""
        return self._open.total()
