"""Lists as the Relay specification has them: pages by cursor, a total only where asked for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

from schema.failures import bad_input
from schema.nodes import present
from service.paging.conditions import EVERYTHING, Condition
from service.paging.nouns import Noun, Term
from service.paging.pages import Page, PageRequest, check_cursors

Item = TypeVar("Item")

MOST = 100
ROOT_DEFAULT = 50
NESTED_DEFAULT = 10


@dataclass(frozen=True, slots=True)
class PageArguments:
    """The four arguments that every connection takes."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def size(self, default: int) -> int:
        """How many rows the page has at most.

        Raises:
            GraphQLError: both ends are asked for, or too many.
        """
        if self.first is not None and self.last is not None:
            raise bad_input("ask for the first or for the last, not for both")
        size = self.last if self.last is not None else self.first
        size = default if size is None else size
        if not 0 <= size <= MOST:
            raise bad_input(f"a page has from 0 to {MOST} rows, not {size}")
        return size


def page_request(
    noun: Noun[Any],
    given: PageArguments,
    default: int,
    order: tuple[Term, ...] = (),
    condition: Condition = EVERYTHING,
) -> PageRequest:
    """The page that the arguments ask for.

    Raises:
        GraphQLError, UnusableCursor: they make no sense together, or for this list.
    """
    request = PageRequest(
        size=given.size(default),
        backward=given.last is not None,
        after=given.after,
        before=given.before,
        order=order,
        condition=condition,
    )
    check_cursors(noun, request)
    return request


class Listed:
    """A list that is read when a field needs it, and then once."""

    def __init__(
        self,
        read: Callable[[], Awaitable[Page[Any]]],
        count: Callable[[], Awaitable[int]],
        show: Callable[[Any], Any] = present,
    ) -> None:
        self.count = count
        self.show = show
        self._read = read
        self._page: asyncio.Future[Page[Any]] | None = None

    @classmethod
    def at_hand(cls, page: Page[Any], total: int, show: Callable[[Any], Any]) -> "Listed":
        """A list that needs no reading."""

        async def read() -> Page[Any]:
            return page

        async def count() -> int:
            return total

        return cls(read, count, show)

    async def page(self) -> Page[Any]:
        if self._page is None:
            self._page = asyncio.ensure_future(self._read())
        return await self._page


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether the list goes on after this page.")
    has_previous_page: bool = strawberry.field(description="Whether it has rows before this page.")
    start_cursor: str | None = strawberry.field(
        description="The cursor of the page's first row; null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the page's last row; null on an empty page."
    )


@strawberry.type(description="One row of a list, with its place.")
class Edge(Generic[Item]):
    cursor: str = strawberry.field(description="The row's place: give it to `after` or `before`.")
    node: Item = strawberry.field(description="The row itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[Item]):
    listed: strawberry.Private[Listed]

    @strawberry.field(description="The rows of this page, each with its cursor.")
    async def edges(self) -> list[Edge[Item]]:
        page = await self.listed.page()
        return [
            Edge(cursor=cursor, node=self.listed.show(row))
            for cursor, row in zip(page.cursors, page.rows, strict=True)
        ]

    @strawberry.field(description="The rows of this page alone.")
    async def nodes(self) -> list[Item]:
        return [self.listed.show(row) for row in (await self.listed.page()).rows]

    @strawberry.field(description="Where this page lies in the list.")
    async def page_info(self) -> PageInfo:
        page = await self.listed.page()
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        )

    @strawberry.field(description="How many rows the whole list has; counted only when asked for.")
    async def total_count(self) -> int:
        return await self.listed.count()
