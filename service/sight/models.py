from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field

from service.tables import Table, organization_key


class Sight(Table, table=True):
    """How far the lines of sight went when the log was followed last, of some nodes in a row.

    A byte for each: an edge near the top may flip a million of them, and writes some thousand rows.

    Attributes:
        part: a node's `seq` divided by 256; the rest is its place in `reach`.
        reach: 256 bytes, of `Standing`.
    """

    __table_args__ = (organization_key(),)

    organization_id: UUID = Field(primary_key=True)
    part: int = Field(primary_key=True, sa_type=BigInteger)
    reach: bytes = Field(sa_type=LargeBinary)


class SightClock(Table, table=True):
    """The day for which an organization's lines of sight are kept; no row: they are not yet."""

    __table_args__ = (organization_key(),)

    organization_id: UUID = Field(primary_key=True)
    day: date
