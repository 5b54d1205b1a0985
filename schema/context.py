"""What every resolver may ask: who calls, when, and the reads of the operation."""

from datetime import datetime
from functools import cached_property

import strawberry
from strawberry.fastapi import BaseContext

from schema.reads import Reads
from service.actor import Actor
from service.auditing.auditor import Auditor
from service.errors import Unauthenticated


class Context(BaseContext):
    """One operation's; without an actor every field that reads data is refused."""

    def __init__(self, auditor: Auditor, actor: Actor | None, now: datetime) -> None:
        super().__init__()
        self.auditor = auditor
        self.database = auditor.database
        self.now = now
        self._actor = actor

    @property
    def actor(self) -> Actor:
        """Who asks.

        Raises:
            Unauthenticated: nobody we know.
        """
        if self._actor is None:
            raise Unauthenticated("send an API token: Authorization: Bearer <token>")
        return self._actor

    @cached_property
    def reads(self) -> Reads:
        return Reads(self.auditor, self.actor, self.now)


Info = strawberry.Info[Context, None]
