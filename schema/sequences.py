"""Pages of a list that is at hand, such as the findings of one audit."""

from collections.abc import Sequence

from schema.connections import NESTED_DEFAULT, PageArguments
from service.paging.pages import Page
from service.paging.positions import from_cursor, to_cursor


def page_of_sequence(
    name: str, items: Sequence[object], names: Sequence[str], given: PageArguments
) -> Page[object]:
    """One page of the items.

    A cursor holds the name of an item and its place, so that it still means something when the
    list was made anew and the item is gone.

    Args:
        name: what the list is called: a cursor of another one is refused.
        items: the whole list.
        names: one name per item, the same whenever the list is made.
        given: which page.

    Raises:
        GraphQLError, UnusableCursor: the arguments make no sense.
    """
    size = given.size(NESTED_DEFAULT)
    start = 0 if given.after is None else _place(name, given.after, names, gone=0) + 1
    end = len(items) if given.before is None else _place(name, given.before, names, gone=1)
    places = range(start, max(start, min(end, len(items))))
    shown = places[len(places) - size :] if given.last is not None else places[:size]
    if given.last is not None and size >= len(places):
        shown = places
    return Page(
        rows=tuple(items[place] for place in shown),
        cursors=tuple(to_cursor(name, (place, names[place])) for place in shown),
        has_next=shown.stop < places.stop if given.last is None else given.before is not None,
        has_previous=shown.start > places.start if given.last is not None else start > 0,
    )


def _place(name: str, cursor: str, names: Sequence[str], *, gone: int) -> int:
    """Where the cursor's item is now; where it is gone, what stands in its place is next."""
    place, item = from_cursor(cursor, name, (int, str))
    if item in names:
        return names.index(item)
    return max(0, min(int(place), len(names))) - 1 + gone
