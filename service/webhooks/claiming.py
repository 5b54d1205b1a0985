"""Deliveries change hands: claimed under a lease, settled by its holder, taken from who fell.

A worker counts what is in flight to an endpoint, and adds to it, while it has the endpoint's turn:
so its limit holds over all workers. A lease ends by itself, some time after its holder has had to
give up the request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Executable

from service.database import Database, Session
from service.events.feed import LogEntry
from service.turns import Purpose
from service.webhooks.retrying import PATIENCE
from service.webhooks.rules import DeliveryState
from service.webhooks.statements import (
    ABANDONED,
    CALL_OFF,
    CALLED_OFF,
    CLAIM,
    DUE,
    ENDPOINTS,
    REAP,
    REST,
    SETTLE,
)

# Rows of one transaction of the reaper, and of what is called off.
_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to, and with what: the row of a webhook as it was when deliveries were claimed.

    Attributes:
        slug: of its organization.
        headers: as they are stored.
        keys: id, way and sealed text of each that holds, the newest first.
    """

    organization_id: UUID
    id: UUID
    slug: str
    url: str
    headers: Mapping[str, Any]
    document: str | None
    keys: Sequence[tuple[UUID, str, bytes]]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is this worker's until its lease ends.

    Attributes:
        attempts: with the one that is to be made now.
        entry: what to tell; None where retention has taken it away.
    """

    endpoint: Endpoint
    id: UUID
    event_id: UUID
    token: UUID
    kind: str
    attempts: int
    entry: LogEntry | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a claimed delivery.

    Attributes:
        again_in_s: where it is PENDING again.
        rest_s: for so long the endpoint is to be left alone.
        attempt: None where there was none: then it does not count as one.
    """

    claimed: Claimed
    state: DeliveryState
    again_in_s: float = 0
    rest_s: float = 0
    is_gone: bool = False
    attempt: "Attempt | None" = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request, as the log of a delivery tells it."""

    id: UUID
    started_at: datetime
    duration_ms: int
    status: int | None
    error: str | None
    excerpt: str | None


async def organizations_due(database: Database) -> list[UUID]:
    """The organizations with an endpoint that is to be sent something now, and may be."""
    return await database.statements.ids(DUE)


async def claim(
    session: Session, organization_id: UUID, token: UUID, *, most: int, lease_s: float
) -> list[Claimed]:
    """Take so many deliveries at most, in this transaction: once it is committed they are ours."""
    scope = {"organization": organization_id, "purpose": int(Purpose.CLAIM)}
    rows = await session.execute(ENDPOINTS, scope)
    endpoints = {row.id: _endpoint(organization_id, row) for row in rows}
    if not endpoints:
        return []
    given = {
        "organization": organization_id,
        "endpoints": list(endpoints),
        "token": token,
        "most": most,
        "lease_s": lease_s,
    }
    claimed = await session.execute(CLAIM, given)
    return [_claimed(endpoints[row.webhook_id], token, row) for row in claimed]


async def settle(
    session: Session, organization_id: UUID, outcomes: Sequence[Outcome]
) -> list[UUID]:
    """Write down what came of deliveries of one organization.

    May be done again for the same ones: it changes nothing then.

    Returns:
        The endpoints that did nothing but fail for too long.
    """
    succeeded = (one for one in outcomes if one.state is DeliveryState.SUCCEEDED)
    well = {one.claimed.endpoint.id for one in succeeded}
    ill = {one.claimed.endpoint.id for one in outcomes if one.attempt} - well
    given = {
        "organization": organization_id,
        "deliveries": [one.claimed.id for one in outcomes],
        "tokens": [one.claimed.token for one in outcomes],
        "states": [one.state.value for one in outcomes],
        "again_s": [one.again_in_s for one in outcomes],
        "begun": [int(one.attempt is not None) for one in outcomes],
        "well": list(well),
        "ill": list(ill),
        "patience": PATIENCE,
        **_attempts(outcomes),
    }
    failing = list(await session.scalars(SETTLE, given))
    for webhook_id, rest_s in _rests(outcomes).items():
        rest = {"organization": organization_id, "webhook": webhook_id, "rest_s": rest_s}
        await session.execute(REST, rest)
    return failing


async def organizations_abandoned(database: Database) -> list[UUID]:
    """The organizations in which a lease has ended without an outcome."""
    return await database.statements.ids(ABANDONED)


async def reap(session: Session, organization_id: UUID) -> int:
    """Let others have what its holder had to give up; answers how many, 1,000 at most."""
    return await _count(session, organization_id, REAP)


async def organizations_called_off(database: Database) -> list[UUID]:
    """The organizations in which something waits for an endpoint that is sent nothing more."""
    return await database.statements.ids(CALLED_OFF)


async def call_off(session: Session, organization_id: UUID) -> int:
    """Cancel what waits for disabled and archived endpoints; answers how many, 1,000 at most."""
    return await _count(session, organization_id, CALL_OFF)


async def _count(session: Session, organization_id: UUID, statement: Executable) -> int:
    scope = {"organization": organization_id, "most": _ROWS}
    return len(list(await session.scalars(statement, scope)))


def _endpoint(organization_id: UUID, row: Any) -> Endpoint:  # noqa: ANN401 - a row
    keys = zip(row.ids or (), row.signatures or (), row.secrets or (), strict=True)
    return Endpoint(
        organization_id=organization_id,
        id=row.id,
        slug=row.slug,
        url=row.url,
        headers=row.headers,
        document=row.document,
        keys=tuple(keys),
    )


def _claimed(endpoint: Endpoint, token: UUID, row: Any) -> Claimed:  # noqa: ANN401 - a row
    entry = None
    if row.occurred_at is not None:
        entry = LogEntry(
            organization_id=endpoint.organization_id,
            id=row.event_id,
            sequence=row.sequence,
            type=row.type,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            actor_token_id=row.actor_token_id,
            actor_person_id=row.actor_person_id,
            occurred_at=row.occurred_at,
            changes=row.changes,
            details=row.details,
            cause_id=row.cause_id,
            hash="",
        )
    return Claimed(endpoint, row.id, row.event_id, token, row.kind, row.attempts, entry)


def _attempts(outcomes: Sequence[Outcome]) -> dict[str, list[Any]]:
    made = [(one.claimed, one.attempt) for one in outcomes if one.attempt is not None]
    return {
        "attempts": [attempt.id for _, attempt in made],
        "attempted": [claimed.id for claimed, _ in made],
        "numbers": [claimed.attempts for claimed, _ in made],
        "started": [attempt.started_at for _, attempt in made],
        "durations": [attempt.duration_ms for _, attempt in made],
        "codes": [attempt.status for _, attempt in made],
        "errors": [attempt.error for _, attempt in made],
        "responses": [attempt.excerpt for _, attempt in made],
    }


def _rests(outcomes: Sequence[Outcome]) -> dict[UUID, float]:
    longest: dict[UUID, float] = {}
    for one in outcomes:
        if one.rest_s:
            webhook_id = one.claimed.endpoint.id
            longest[webhook_id] = max(one.rest_s, longest.get(webhook_id, 0))
    return longest
