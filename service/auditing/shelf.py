"""What was costly to make, kept for the next who asks: made once, the least used dropped first."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Shelf(Generic[Key, Value]):
    """Immutable values by key, as many as weigh no more than a limit together; of one event loop.

    Whoever asks for what is being made waits for it; nobody's leaving ends the making. A failure
    goes to all who wait for it and is not kept.
    """

    def __init__(self, limit: int, weigh: Callable[[Value], int]) -> None:
        """What alone weighs more than `limit` is made, but not kept."""
        self._limit = limit
        self._weigh = weigh
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._weight = 0
        self._tasks: dict[Key, asyncio.Task[Value]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    async def take(self, key: Key, make: Callable[[], Awaitable[tuple[Key, Value]]]) -> Value:
        """The value of the key.

        Args:
            key: what is asked for.
            make: gives the value, and the key that it is of by now.
        """
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._tasks:
            task = asyncio.create_task(self._make(key, make))
            # A failure that nobody waits for any more is nobody's.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._tasks[key] = task
        return await asyncio.shield(self._tasks[key])

    def drop(self, is_stale: Callable[[Key], bool]) -> None:
        for key in [key for key in self._kept if is_stale(key)]:
            self._weight -= self._weigh(self._kept.pop(key))

    async def close(self) -> None:
        """End what is being made."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(self, key: Key, make: Callable[[], Awaitable[tuple[Key, Value]]]) -> Value:
        try:
            made_of, value = await make()
        finally:
            del self._tasks[key]
        self._keep(made_of, value)
        return value

    def _keep(self, key: Key, value: Value) -> None:
        weight = self._weigh(value)
        if weight > self._limit or key in self._kept:
            return
        self._kept[key] = value
        self._weight += weight
        while self._weight > self._limit:
            self._weight -= self._weigh(self._kept.popitem(last=False)[1])
