"""Where in the log a subscriber begins."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import orjson

from service.database import Database
from service.errors import Gone, Invalid, NotFound
from service.events.feed import ends_of

_SEQUENCE = """
SELECT coalesce((SELECT to_json(sequence) FROM event
                  WHERE organization_id = $1 AND id = $2 AND subject_kind <> ALL($3)), 'null'::json)
"""


@dataclass(frozen=True, slots=True)
class Start:
    """A place in the log.

    Attributes:
        after: what comes after this number is told.
        head: the last number that there was.
    """

    after: int
    head: int


async def now(database: Database, organization_id: UUID) -> Start:
    """For who is told only what is yet to come."""
    head = (await ends_of(database, organization_id)).head
    return Start(head, head)


async def after_event(
    database: Database, organization_id: UUID, event_id: UUID, without: Collection[str]
) -> Start:
    """After one event; `without` are kinds of subjects of which the subscriber knows nothing.

    Raises:
        NotFound: the organization has none such, or it is no longer kept.
        Gone: what came next is no longer kept.
    """
    arguments = (organization_id, event_id, list(without))
    sequence = orjson.loads(await database.statements.json(_SEQUENCE, arguments))
    if sequence is None:
        raise NotFound("there is no such event, or it is no longer kept", ["after"])
    return await after_number(database, organization_id, sequence)


async def after_number(database: Database, organization_id: UUID, sequence: int) -> Start:
    """After one number.

    Raises:
        Gone: events after it are no longer kept.
        Invalid: no event has it yet.
    """
    ends = await ends_of(database, organization_id)
    if sequence < ends.anchor:
        raise Gone(f"events up to {ends.anchor} are no longer kept: ask for what comes after them")
    if sequence > ends.head:
        raise Invalid(f"no event has the number {sequence} yet, the last is {ends.head}", ["after"])
    return Start(sequence, ends.head)
