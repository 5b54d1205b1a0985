"""Lists as the Relay specification has them: pages by cursor, a total only where asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

from schema.page_sizes import check_one_end, checked_size
from service.paging.pages import Page

Item = TypeVar("Item")


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
        check_one_end(self.first, self.last)
        size = self.last if self.last is not None else self.first
        return default if size is None else checked_size(size)


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
    edges: list[Edge[Item]] = strawberry.field(
        description="The rows of this page, each with its cursor."
    )
    nodes: list[Item] = strawberry.field(description="The rows of this page alone.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in the list.")
    total_count: int = strawberry.field(
        description="How many rows the whole list has; counted only when asked for."
    )


def connection_at_hand(page: Page[Any], total: int, show: Callable[[Any], Any]) -> Connection[Any]:
    """A list that no statement reads."""
    nodes = [show(row) for row in page.rows]
    edges = [
        Edge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)
    ]
    place = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )
    return Connection(edges=edges, nodes=nodes, page_info=place, total_count=total)
