from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import NotFound
from service.events.catalogue import EventType
from service.events.facts import Change, Fact
from service.events.record import record
from service.findings.rules import check_waiver, finding_id
from service.findings.statements import REQUEST
from service.identity.queries import organization_of
from service.identity.rules import day_in
from service.tables import new_id

_REVOKE = text("""
UPDATE waiver SET revoked_at = :now
 WHERE organization_id = :organization AND finding_id = :finding AND revoked_at IS NULL
RETURNING reason, until
""")
_WAIVE = text("""
INSERT INTO waiver (organization_id, id, finding_id, fingerprint, rule, reason, until, created_at,
                    created_by)
VALUES (:organization, :id, :finding, :fingerprint, :rule, :reason, :until, :now, :person)
""")
_STATE = text("""
UPDATE finding SET state = :state
 WHERE organization_id = :organization AND id = :finding AND state NOT IN ('RESOLVED', :state)
""")

_COVERED_AT = text("SELECT covered_at FROM audit_clock WHERE organization_id = :organization")


@dataclass(frozen=True, slots=True)
class Named:
    """A finding that is found today, whether it is on record or not."""

    fingerprint: str
    rule: str


async def waive_finding(
    session: Session, actor: Actor, named: Named | None, reason: str, until: date, now: datetime
) -> UUID:
    """Accept a finding through a day; another waiver of it is replaced.

    Args:
        session: where it is written.
        actor: who accepts it.
        named: the finding; None where there is none such.
        reason: why.
        until: the last day.
        now: decides what today is.

    Raises:
        Forbidden: the actor's role is below what it takes.
        NotFound: there is no such finding.
        Required, TooLong, Invalid: the reason, or the day.
    """
    allow(actor, Action.FINDING_WAIVE)
    finding = _found(named)
    today = day_in((await organization_of(session, actor)).timezone, now)
    check_waiver(reason, until, today)
    id_ = finding_id(finding.fingerprint)
    scope = {"organization": actor.organization_id, "finding": id_}
    before = (await session.execute(_REVOKE, {**scope, "now": now})).one_or_none()
    row = {"id": new_id(), "fingerprint": finding.fingerprint, "rule": finding.rule}
    said = {"reason": reason, "until": until, "now": now, "person": actor.person_id}
    await session.execute(_WAIVE, {**scope, **row, **said})
    await session.execute(_STATE, {**scope, "state": "WAIVED"})
    was = (None, None) if before is None else (before.reason, before.until.isoformat())
    changes = {"reason": (was[0], reason), "until": (was[1], until.isoformat())}
    await record(session, actor, _fact(EventType.FINDING_WAIVED, finding, changes))
    return id_


async def unwaive_finding(
    session: Session, actor: Actor, named: Named | None, now: datetime
) -> UUID:
    """Take a finding's waiver back; without one, nothing changes.

    Raises:
        Forbidden: the actor's role is below what it takes.
        NotFound: there is no such finding.
    """
    allow(actor, Action.FINDING_UNWAIVE)
    finding = _found(named)
    id_ = finding_id(finding.fingerprint)
    scope = {"organization": actor.organization_id, "finding": id_}
    before = (await session.execute(_REVOKE, {**scope, "now": now})).one_or_none()
    if before is not None:
        await session.execute(_STATE, {**scope, "state": "OPEN"})
        changes = {"reason": (before.reason, None), "until": (before.until.isoformat(), None)}
        await record(session, actor, _fact(EventType.FINDING_UNWAIVED, finding, changes))
    return id_


async def request_audit(
    session: Session, actor: Actor, unless_since: datetime | None, now: datetime
) -> datetime | None:
    """Have the whole audited and stored soon, unless it was `unless_since`.

    Returns:
        Since when that waits; None where it is not needed.

    Raises:
        Forbidden: the actor's role is below what it takes.
    """
    allow(actor, Action.ALIGNMENT_AUDIT_RUN)
    if unless_since is not None:
        covered_at = await session.scalar(_COVERED_AT, {"organization": actor.organization_id})
        if covered_at is not None and covered_at >= unless_since:
            return None
    return await request_run(session, actor, None, now)


async def request_run(
    session: Session, actor: Actor, cause: UUID | None, now: datetime
) -> datetime:
    """Ask for an audit of the whole; `cause` is the event for which, none where a person asks."""
    scope = {"organization": actor.organization_id, "now": now, "cause": cause}
    requested_at: datetime = await session.scalar(REQUEST, scope)
    return requested_at


def _found(named: Named | None) -> Named:
    if named is None:
        raise NotFound("there is no such finding", ["id"])
    return named


def _fact(type: EventType, finding: Named, changes: Mapping[str, Change]) -> Fact:
    details = {"rule": finding.rule, "fingerprint": finding.fingerprint}
    return Fact(type, "finding", finding_id(finding.fingerprint), changes, details)
