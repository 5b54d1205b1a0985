"""The log: what was committed gets its number, and each month a part of its own."""

from uuid import UUID

import asyncpg

from service.events.parts import drop_parts, make_parts
from service.events.sequencing import BATCH, Watch, number_batch
from service.tables import utc_now
from service.worker.areas import Area, Workshop
from service.worker.loops import Loop, log

# Organizations.
_NUMBERED_AT_ONCE = 2
_NUMBER_EVERY_S = 0.025
_PARTS_EVERY_S = 3_600.0


def _loops(shop: Workshop) -> list[Loop]:
    async def numbered(id_: UUID) -> bool:
        events = await number_batch(shop.database, id_)
        if events:
            for call in shop.grown:
                call(id_)
        # Where the batch was not full, the next look finds what has come meanwhile.
        return events == BATCH

    logs = shop.organizations(
        Watch(shop.database).waiting,
        numbered,
        lanes=_NUMBERED_AT_ONCE,
    )
    return [
        Loop("sequence", logs.step, _NUMBER_EVERY_S),
        Loop("parts", Parts(shop.url, shop.settings.event_retention_days).step, _PARTS_EVERY_S),
    ]


class Parts:
    """Makes the months to come, and lets those go that are over for long enough."""

    def __init__(self, url: str, days: int) -> None:
        self._url = url
        self._days = days
        self._is_ours = True

    async def step(self) -> bool:
        try:
            if self._is_ours:
                await self._keep()
        except asyncpg.InsufficientPrivilegeError:
            # `migrate` makes them, too; what comes after them has the part for the rest.
            self._is_ours = False
            log.warning("the parts of the log are not ours to make: run `migrate` now and then")
        return False

    async def _keep(self) -> None:
        made = await make_parts(self._url, utc_now())
        if made:
            log.info("parts of the log made", parts=made)
        if self._days:
            gone, kept = await drop_parts(self._url, utc_now(), self._days)
            if gone:
                log.info("parts of the log let go", parts=gone)
            if kept:
                waiting = sorted({str(one.organization_id) for one in kept})
                log.warning("a part of the log is still needed", part=kept[0].part, by=waiting[:5])


LOG = Area(_loops, _NUMBERED_AT_ONCE)
