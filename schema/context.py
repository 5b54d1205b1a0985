"""What every resolver may ask: who calls, when, and the reads of the operation."""

from datetime import datetime
from functools import cached_property

import strawberry

from schema.prepared.requests import Request
from schema.reads import Reads
from service.actor import Actor
from service.auditing.auditor import Auditor


class Context:
    """One operation's."""

    def __init__(self, auditor: Auditor, actor: Actor, now: datetime, request: Request) -> None:
        self.auditor = auditor
        self.database = auditor.database
        self.actor = actor
        self.now = now
        self._request = request

    @cached_property
    def reads(self) -> Reads:
        return Reads(self.auditor, self.actor, self.now, self._request)


Info = strawberry.Info[Context, None]
