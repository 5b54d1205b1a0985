from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from service.idempotency.rules import LONGEST_KEY
from service.tables import Moment, Table, not_longer, organization_key


class IdempotencyKey(Table, table=True):
    """What was answered to a mutation under a key that its client chose.

    Written in the transaction of the change, so a row without an answer is never seen by others.
    """

    __table_args__ = (
        organization_key(),
        not_longer("key", LONGEST_KEY),
        Index("ix_idempotency_key_created_at", "organization_id", "created_at"),
    )

    organization_id: UUID = Field(primary_key=True)
    # The token's id, or the person's where no token of ours was brought.
    principal_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True)
    # Which mutation of the request, from 0: each is a transaction of its own.
    part: int = Field(primary_key=True)
    request_digest: bytes
    answer: bytes = b""
    created_at: datetime = Field(sa_type=Moment)
