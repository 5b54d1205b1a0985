"""The log: what happened, told once, in order."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from schema.comparators import (
    BigIntComparators,
    Comparators,
    DateTimeComparators,
    IdComparators,
    TextComparators,
)
from schema.enums.describing import described
from schema.filters import Order, filter_input, filtered
from schema.listings import listing, read_as
from schema.lookups import one, single
from schema.nodes import Node
from schema.nouns import EVENT, NOUN_BY_TYPE, PERSON, TOKEN
from schema.prepared.events import actor_name, event_hash
from schema.prepared.look_ups import sequence_of
from schema.prepared.specs import Anything, Derived, Part
from service.events.catalogue import EventType
from service.paging.nouns import Term

if TYPE_CHECKING:
    from schema.people import Person
    from schema.tokens import Token


@strawberry.type(description="Who did something: nobody where it was the service itself.")
class EventActor:
    person = one(
        Annotated["Person", strawberry.lazy("schema.people")] | None,
        PERSON,
        "actor_person_id",
        "The person; null where the token stands for nobody, or there was no token.",
    )
    token = one(
        Annotated["Token", strawberry.lazy("schema.tokens")] | None,
        TOKEN,
        "actor_token_id",
        "The token; null where there was none, or none that you may see.",
    )
    token_name = read_as(
        Derived(actor_name),
        str | None,
        "What the token is called; null where there was none: at the command line, or by the"
        " service itself.",
    )


@strawberry.type(
    description="One thing that happened to one subject. It never changes, and its number is for"
    " good: whoever has seen a number has seen all that come before it."
)
class Event(Node):
    sequence: str = strawberry.field(
        description="Its number in the organization, in decimal digits: 1, 2, 3 … without a gap."
    )
    type: EventType = strawberry.field(description="What it tells.")
    subject_kind: str = strawberry.field(
        description="What kind of thing it happened to: `objective`, `key_result` …"
    )
    subject_id: strawberry.ID = strawberry.field(
        description="The UUID of what it happened to, as webhooks tell it."
    )
    subject = read_as(
        Anything("subject_id", "subject_kind"),
        Node | None,
        "What it happened to; null where that is gone, or nothing that has an id here.",
    )
    actor = read_as(Part(), EventActor, "Who did it.")
    occurred_at: datetime = strawberry.field(description="When it happened.")
    changes: JSON = strawberry.field(
        description="By field, in snake_case, the value before and the value after."
    )
    details: JSON | None = strawberry.field(
        description="What there is to tell beyond that: counts, other subjects; null: nothing."
    )
    hash = read_as(
        Derived(event_hash),
        str,
        "The hash of this event and all before it, in hexadecimal: see docs/events.md.",
    )
    cause = one(
        Annotated["Event", strawberry.lazy("schema.events")] | None,
        EVENT,
        "cause_id",
        "The event that it follows from; null where somebody did it, or it is no longer kept.",
    )


@filter_input("Which events a list holds: every field given must hold.")
class EventFilter:
    id: strawberry.Maybe[IdComparators] = filtered("By id.", types=("Event",))
    sequence: strawberry.Maybe[BigIntComparators] = filtered(
        "By number: `gt` takes up where somebody stopped.", reading=sequence_of
    )
    type: strawberry.Maybe[Comparators[EventType]] = filtered("By what they tell.")
    subject: strawberry.Maybe[IdComparators] = filtered(
        "By what they happened to.", types=tuple(NOUN_BY_TYPE)
    )
    subject_kind: strawberry.Maybe[TextComparators] = filtered(
        "By the kind of thing that they happened to."
    )
    actor: strawberry.Maybe[IdComparators] = filtered("By who did it.", types=("Person",))
    cause: strawberry.Maybe[IdComparators] = filtered(
        "By the event that they follow from.", types=("Event",)
    )
    occurred_at: strawberry.Maybe[DateTimeComparators] = filtered("By when they happened.")


class EventOrderField(StrEnum):
    """What events are ordered by."""

    ID = "id"
    SEQUENCE = "sequence"
    OCCURRED_AT = "occurred_at"


described(
    EventOrderField,
    "What events are ordered by.",
    {
        "ID": "The id, that is about the order of recording.",
        "SEQUENCE": "The number, that is the order in which they became known.",
        "OCCURRED_AT": "When they happened.",
    },
)


@strawberry.input(description="One field to order events by.")
class EventOrder(Order[EventOrderField]):
    pass


@strawberry.input(one_of=True, description="Names one event, in one of two ways.")
class EventRef:
    id: strawberry.Maybe[strawberry.ID] = strawberry.field(description="Its id.")
    sequence: strawberry.Maybe[str] = strawberry.field(description="Its number, in decimal digits.")


@strawberry.type
class EventQueries:
    event = single(Event, EVENT, EventRef, "event")

    events = listing(
        Event,
        EVENT,
        "What happened, the first event first; the last ones come by `last`. Events of tokens and"
        " webhooks are an admin's alone. Events are listed as soon as they have their number, a"
        " moment after the mutation.",
        (Term("sequence"),),
    )
