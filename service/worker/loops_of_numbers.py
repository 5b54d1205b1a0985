"""Numbers: what is above follows what is below, and all of it the calendar."""

from service.rollup.draining import drain_batch, pending_organizations
from service.rollup.turning import organizations_behind, turn_organization
from service.tables import utc_now
from service.worker.areas import Area, Workshop
from service.worker.loops import Loop

# Organizations.
_DRAINED_AT_ONCE = 4
_TURNED_AT_ONCE = 2
_DRAIN_EVERY_S = 0.2
_TURN_EVERY_S = 30.0


def _loops(shop: Workshop) -> list[Loop]:
    queues = shop.organizations(
        lambda: pending_organizations(shop.database),
        lambda id_: drain_batch(shop.database, id_, utc_now()),
        lanes=_DRAINED_AT_ONCE,
    )
    calendars = shop.organizations(
        lambda: organizations_behind(shop.database, utc_now()),
        lambda id_: turn_organization(shop.database, id_, utc_now()),
        lanes=_TURNED_AT_ONCE,
    )
    return [
        Loop("drain", queues.step, _DRAIN_EVERY_S),
        Loop("calendar", calendars.step, _TURN_EVERY_S),
    ]


# One for each, and one more for each calendar, which holds its turn meanwhile.
NUMBERS = Area(_loops, _DRAINED_AT_ONCE + 2 * _TURNED_AT_ONCE)
