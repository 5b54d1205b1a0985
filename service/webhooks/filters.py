"""Which types of events an endpoint wants: exact ones, `noun.*`, `*`."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from service.errors import Invalid, Required, TooLong
from service.events.catalogue import ANY, SUBSCRIBABLE

MOST_FILTERS = 100
# What an endpoint is tried with goes to that one alone, whatever it and others want.
TEST_TYPE = "webhook.test"


def check_event_types(filters: Sequence[str]) -> list[str]:
    """The filters, each once, in their order.

    Raises:
        Required: there is none.
        TooLong: there are too many.
        Invalid: there is no such type; near ones are named. The path names the place.
    """
    if not filters:
        raise Required("name a type of event at least, or * for all", ["event_types"])
    if len(filters) > MOST_FILTERS:
        raise TooLong(f"has {len(filters):,} types, {MOST_FILTERS} are allowed", ["event_types"])
    for place, one in enumerate(filters):
        if one not in SUBSCRIBABLE or one == TEST_TYPE:
            near = get_close_matches(one, sorted(SUBSCRIBABLE), n=3)
            meant = f"; near it: {', '.join(near)}" if near else "; or noun.*, or *"
            raise Invalid(f"there is no type {one[:100]!r}{meant}", ["event_types", str(place)])
    return list(dict.fromkeys(filters))


def subscribes(filters: Collection[str], type: str) -> bool:
    """Whether the filters of an endpoint let a type pass."""
    if type == TEST_TYPE:
        return False
    return type in filters or f"{type.partition('.')[0]}.{ANY}" in filters or ANY in filters
