"""What is costly is made once, and no more of it is kept than there is room for."""

import asyncio

import pytest

from service.auditing.shelf import Shelf


class Maker:
    """Makes values that weigh as much as they are long, and counts how often."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.may_go_on = asyncio.Event()

    async def make(self, key: str) -> tuple[str, str]:
        self.made.append(key)
        await self.may_go_on.wait()
        return key, key

    async def fail(self) -> tuple[str, str]:
        await self.may_go_on.wait()
        raise RuntimeError("the database is gone")


@pytest.fixture
async def maker() -> Maker:
    return Maker()


async def fetch(shelf: Shelf[str, str], maker: Maker, *keys: str) -> list[str]:
    maker.may_go_on.set()
    return [await shelf.take(key, lambda key=key: maker.make(key)) for key in keys]


async def test_two_who_ask_at_once_get_one_value_that_was_made_once(maker: Maker) -> None:
    shelf: Shelf[str, str] = Shelf(10, len)
    asking = [asyncio.create_task(shelf.take("a", lambda: maker.make("a"))) for _ in range(2)]
    await asyncio.sleep(0)
    maker.may_go_on.set()
    first, second = await asyncio.gather(*asking)
    assert first is second
    assert await fetch(shelf, maker, "a") == ["a"]
    assert maker.made == ["a"]


async def test_the_least_used_is_dropped_when_there_is_no_more_room(maker: Maker) -> None:
    shelf: Shelf[str, str] = Shelf(4, len)
    await fetch(shelf, maker, "aa", "bb", "aa", "cc")
    assert maker.made == ["aa", "bb", "cc"]
    await fetch(shelf, maker, "aa", "cc", "bb")
    assert maker.made == ["aa", "bb", "cc", "bb"]
    assert len(shelf) == 2


async def test_what_is_too_large_is_made_every_time_and_displaces_nothing(maker: Maker) -> None:
    shelf: Shelf[str, str] = Shelf(4, len)
    assert await fetch(shelf, maker, "aa", "large", "large", "aa") == ["aa", "large", "large", "aa"]
    assert maker.made == ["aa", "large", "large"]


async def test_who_leaves_does_not_take_the_value_from_those_who_stay(maker: Maker) -> None:
    shelf: Shelf[str, str] = Shelf(4, len)
    leaving, staying = (
        asyncio.create_task(shelf.take("a", lambda: maker.make("a"))) for _ in range(2)
    )
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    maker.may_go_on.set()
    assert await staying == "a"
    assert maker.made == ["a"]


async def test_a_failure_reaches_all_who_wait_and_is_not_kept(maker: Maker) -> None:
    shelf: Shelf[str, str] = Shelf(4, len)
    asking = [asyncio.create_task(shelf.take("a", maker.fail)) for _ in range(2)]
    await asyncio.sleep(0)
    maker.may_go_on.set()
    failures = await asyncio.gather(*asking, return_exceptions=True)
    assert [str(failure) for failure in failures] == ["the database is gone"] * 2
    assert await fetch(shelf, maker, "a") == ["a"]


async def test_what_came_out_newer_than_asked_is_kept_as_what_it_is(maker: Maker) -> None:
    shelf: Shelf[str, str] = Shelf(4, len)
    maker.may_go_on.set()
    assert await shelf.take("old", lambda: maker.make("new")) == "new"
    assert await fetch(shelf, maker, "new", "old") == ["new", "old"]
    assert maker.made == ["new", "old"]


async def test_what_is_stale_makes_room(maker: Maker) -> None:
    shelf: Shelf[str, str] = Shelf(4, len)
    await fetch(shelf, maker, "aa", "bb")
    shelf.drop(lambda key: key == "bb")
    await fetch(shelf, maker, "cc", "aa")
    assert maker.made == ["aa", "bb", "cc"]


async def test_closing_ends_what_is_being_made(maker: Maker) -> None:
    shelf: Shelf[str, str] = Shelf(4, len)
    asking = asyncio.create_task(shelf.take("a", lambda: maker.make("a")))
    await asyncio.sleep(0)
    await shelf.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert len(shelf) == 0
