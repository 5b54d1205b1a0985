"""Lines of sight: what was recorded may have moved them, and so may another day."""

from uuid import UUID

from service.events.feed import Consumer, organizations_behind
from service.sight.following import follow, organizations_turned
from service.tables import utc_now
from service.worker.areas import Area, Workshop
from service.worker.loops import Loop

# Organizations.
_FOLLOWED_AT_ONCE = 2
_TURNED_AT_ONCE = 1
# What this process has numbered it goes on with at once: this is for what others left.
_FOLLOW_EVERY_S = 0.25
_TURN_EVERY_S = 30.0


def _loops(shop: Workshop) -> list[Loop]:
    async def followed(id_: UUID) -> int:
        return await follow(shop.database, id_, utc_now())

    logs = shop.organizations(
        lambda: organizations_behind(shop.database, Consumer.SIGHT),
        followed,
        lanes=_FOLLOWED_AT_ONCE,
    )
    calendars = shop.organizations(
        lambda: organizations_turned(shop.database, utc_now()),
        followed,
        lanes=_TURNED_AT_ONCE,
    )
    shop.grown.append(logs.call)
    return [
        Loop("sight", logs.step, _FOLLOW_EVERY_S),
        Loop("sight's calendar", calendars.step, _TURN_EVERY_S),
    ]


# Each writes in one transaction, and reads the graph in another.
SIGHT = Area(_loops, 2 * (_FOLLOWED_AT_ONCE + _TURNED_AT_ONCE))
