"""What every resolver may ask: who calls, when, and the reads of the operation."""

from datetime import datetime
from functools import cached_property

import strawberry

from schema.prepared.requests import Request
from schema.reads import Reads
from schema.writes import Write, Writes, Written
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.rate_limits import Standing


class Context:
    """One operation's."""

    def __init__(
        self,
        auditor: Auditor,
        actor: Actor,
        now: datetime,
        request: Request,
        writes: Writes,
        standing: Standing | None = None,
    ) -> None:
        """`standing` is where the caller stands, where points are counted."""
        self.auditor = auditor
        self.database = auditor.database
        self.actor = actor
        self.now = now
        self.standing = standing
        self._request = request
        self._writes = writes
        self._written: dict[str, Written] = {}

    async def carry_out(self, key: str, write: Write, given: object) -> Written:
        """A mutation, by its name in the answer, unless it was carried out before."""
        if key not in self._written:
            part = len(self._written)
            self._written[key] = await self._writes.carry_out(write, given, part)
            if "reads" in self.__dict__:
                self.reads.forget()
        return self._written[key]

    @cached_property
    def reads(self) -> Reads:
        return Reads(self.auditor, self.actor, self.now, self._request)


Info = strawberry.Info[Context, None]
