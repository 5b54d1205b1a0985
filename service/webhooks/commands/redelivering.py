"""Sending again what was sent before, or should have been: under the same ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import Invalid, NotFound, Required
from service.events.catalogue import EventType
from service.events.facts import Fact
from service.events.record import record
from service.webhooks.commands.sending import deliver, held_webhook
from service.webhooks.filters import subscribes
from service.webhooks.queries import (
    Sent,
    delivery_of,
    events_between,
    failed_since,
    hasten,
    oldest_kept,
)
from service.webhooks.rules import MOST_REDELIVERED, DeliveryKind, DeliveryState, WebhookState
from service.webhooks.teams import teams_of
from service.writing.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Redelivery:
    """What is to be delivered again: one delivery, events by their numbers, or what failed.

    Attributes:
        id: the webhook.
        from_sequence, to_sequence: both included; one of them alone is open at the other end.
    """

    id: UUID
    delivery_id: UUID | None = None
    from_sequence: int | None = None
    to_sequence: int | None = None
    failed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Redelivered:
    """What will be delivered again.

    Attributes:
        count: how many deliveries.
        next_sequence: where to go on in a range that was too much for once.
        has_more: whether there is more that failed, for which to ask again.
    """

    count: int
    next_sequence: int | None = None
    has_more: bool = False


async def redeliver(
    session: Session, actor: Actor, asked: Redelivery, now: datetime
) -> Redelivered:
    """Have events delivered once more; what is on its way is not sent twice for that.

    Raises:
        Required, Invalid: not exactly one of the three ways is given; the log no longer has the
            beginning of the range, or that comes after its end; the webhook is disabled.
        NotFound, ReadOnly: there is no such webhook or delivery, or its event is gone; archived.
    """
    allow(actor, Action.WEBHOOK_REDELIVER)
    _check_ways(asked)
    webhook = await held_webhook(session, actor, asked.id)
    if webhook["state"] == WebhookState.DISABLED:
        raise Invalid("the webhook is disabled; enable it first", ["id"])
    if asked.delivery_id is not None:
        done = await _one(session, actor, asked.id, asked.delivery_id, now)
    elif asked.failed_since is not None:
        done = await _failed(session, actor, asked.id, asked.failed_since, now)
    else:
        done = await _range(session, actor, webhook, asked, now)
    if done.count:
        told = Fact(
            "webhook.redelivered", "webhook", asked.id, {}, details={"deliveries": done.count}
        )
        await record(session, actor, told)
    return done


def _check_ways(asked: Redelivery) -> None:
    is_range = asked.from_sequence is not None or asked.to_sequence is not None
    ways = [asked.delivery_id is not None, asked.failed_since is not None, is_range]
    if not any(ways):
        words = "say what: deliveryId, fromSequence and toSequence, or failedSince"
        raise Required(words, ["delivery_id"])
    if sum(ways) > 1:
        raise Invalid("a delivery, a range or what failed: one of them at once", ["delivery_id"])
    first, last = asked.from_sequence, asked.to_sequence
    if first is not None and first < 1:
        raise Invalid("events are numbered from 1", ["from_sequence"])
    if first is not None and last is not None and last < first:
        raise Invalid("the range ends before it begins", ["to_sequence"])


async def _one(
    session: Session, actor: Actor, webhook_id: UUID, delivery_id: UUID, now: datetime
) -> Redelivered:
    found = await delivery_of(session, actor, webhook_id, delivery_id)
    if found is None:
        raise NotFound("the webhook has no such delivery", ["delivery_id"])
    match found:
        case DeliveryState.PENDING, _:
            return Redelivered(await hasten(session, actor, webhook_id, now, delivery_id))
        case DeliveryState.LEASED, _:
            return Redelivered(0)
        case _, None:
            raise NotFound("the log no longer has its event", ["delivery_id"])
        case _, Sent() as event:
            return Redelivered(await _again(session, actor, webhook_id, [event], now))
    raise TypeError("a delivery has a state")


async def _failed(
    session: Session, actor: Actor, webhook_id: UUID, since: datetime, now: datetime
) -> Redelivered:
    found = await failed_since(session, actor, webhook_id, since, MOST_REDELIVERED + 1)
    hastened = await hasten(session, actor, webhook_id, now)
    again = await _again(session, actor, webhook_id, found[:MOST_REDELIVERED], now)
    return Redelivered(again + hastened, has_more=len(found) > MOST_REDELIVERED)


async def _range(
    session: Session, actor: Actor, webhook: Row, asked: Redelivery, now: datetime
) -> Redelivered:
    oldest = await oldest_kept(session, actor)
    first = asked.from_sequence or oldest
    if first < oldest:
        raise Invalid(f"the log begins with event {oldest}", ["from_sequence"])
    types = [one.value for one in EventType if subscribes(webhook["event_types"], one)]
    span = (first, asked.to_sequence)
    found = await events_between(session, actor, asked.id, types, span, MOST_REDELIVERED + 1)
    wanted = await _of_team(session, actor, webhook["team_id"], found[:MOST_REDELIVERED])
    again = await _again(session, actor, asked.id, wanted, now)
    rest = found[MOST_REDELIVERED:]
    return Redelivered(again, next_sequence=rest[0].sequence if rest else None)


async def _of_team(
    session: Session, actor: Actor, team_id: UUID | None, events: Sequence[Sent]
) -> Sequence[Sent]:
    if team_id is None:
        return events
    subjects = list({(one.subject_kind, one.subject_id) for one in events if one.subject_kind})
    teams: Mapping[UUID, set[UUID]] = await teams_of(session, actor.organization_id, subjects)
    return [one for one in events if team_id in teams.get(one.subject_id, ())]


async def _again(
    session: Session, actor: Actor, webhook_id: UUID, events: Sequence[Sent], now: datetime
) -> int:
    kind = DeliveryKind.REDELIVERY
    return len(await deliver(session, actor, webhook_id, kind, events, now))
