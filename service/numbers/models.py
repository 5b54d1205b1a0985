from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index
from sqlmodel import Field

from service.tables import Moment, Table, organization_key, reference, utc_now


class RollUpRequest(Table, table=True):
    """That what stands above an objective is to be computed anew.

    Only ever appended to and taken away: a unique key would make one writer wait for another.
    """

    __table_args__ = (
        organization_key(),
        reference("objective_id", "objective"),
        Index("ix_roll_up_request_objective", "organization_id", "objective_id"),
    )

    organization_id: UUID = Field(primary_key=True)
    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(), primary_key=True, nullable=False)
    )
    objective_id: UUID
    # Whether its own numbers are to be computed anew, too: they are not yet those of the write.
    refresh: bool = False
    requested_at: datetime = Field(sa_type=Moment, default_factory=utc_now)
    # The event that it follows from; none: the calendar.
    cause_id: UUID | None = None


class ProgressClock(Table, table=True):
    """The day that an organization's numbers have been turned to; none: all are to be turned."""

    __table_args__ = (organization_key(),)

    organization_id: UUID = Field(primary_key=True)
    turned_on: date | None = None
    # The event for which all are to be turned, where it is not the calendar alone.
    cause_id: UUID | None = None
