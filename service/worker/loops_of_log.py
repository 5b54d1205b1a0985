"""The log: what was committed gets its number."""

from uuid import UUID

from service.events.sequencing import BATCH, Watch, number_batch
from service.worker.areas import Area, Workshop
from service.worker.loops import Loop
from service.worker.organizations import Organizations

# Organizations.
_NUMBERED_AT_ONCE = 2
_NUMBER_EVERY_S = 0.02


def _loops(shop: Workshop) -> list[Loop]:
    async def numbered(id_: UUID) -> bool:
        events = await number_batch(shop.database, id_)
        if events:
            for call in shop.grown:
                call(id_)
        # Where the batch was not full, the next look finds what has come meanwhile.
        return events == BATCH

    logs = Organizations(
        Watch(shop.database).waiting,
        numbered,
        shop.tasks,
        shop.stop,
        lanes=_NUMBERED_AT_ONCE,
    )
    return [Loop("sequence", logs.step, _NUMBER_EVERY_S)]


LOG = Area(_loops, _NUMBERED_AT_ONCE)
