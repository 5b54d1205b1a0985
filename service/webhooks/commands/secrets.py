"""The keys of webhooks: made, told once, kept sealed, replaced while the old ones sign on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import Invalid, Limit
from service.events.facts import plain
from service.tables import new_id
from service.webhooks.commands.means import Means
from service.webhooks.models import Webhook, WebhookSecret
from service.webhooks.rules import (
    LONGEST_OVERLAP_HOURS,
    MOST_SECRETS,
    OVERLAP_HOURS,
    Signature,
)
from service.webhooks.sealing import seal
from service.webhooks.signing import SigningKey, new_key, place_of_key, public_text
from service.writing.batches import Batch
from service.writing.given import Seen
from service.writing.recordset import table_of
from service.writing.rows import Edit, changes, write_edits

_WEBHOOKS = table_of(Webhook)
_SECRETS = table_of(WebhookSecret)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRotation(Seen):
    """A webhook that gets another key.

    Attributes:
        overlap_hours: how long the keys before it sign, too.
        signature: what the new key signs with; None: as before.
    """

    overlap_hours: int = OVERLAP_HOURS
    signature: Signature | None = None


async def rotate_secret(
    session: Session, actor: Actor, rotation: SecretRotation, means: Means, now: datetime
) -> tuple[UUID, SigningKey]:
    """Give a webhook another key; those that it has sign on until the overlap ends.

    Raises:
        Invalid: there is no such overlap.
        NotFound, ReadOnly, Conflict: there is no such webhook; it is archived, or another version.
        Limit: too many keys are in use.
    """
    allow(actor, Action.WEBHOOK_ROTATE_SECRET)
    if not 0 <= rotation.overlap_hours <= LONGEST_OVERLAP_HOURS:
        words = f"an overlap is between 0 and {LONGEST_OVERLAP_HOURS} hours"
        raise Invalid(words, ["overlap_hours"])
    edit = (await changes(session, actor, _WEBHOOKS, Batch([rotation], None)))[0]
    until = now + timedelta(hours=rotation.overlap_hours)
    await _expire(session, actor, edit.id, until, now)
    signature = rotation.signature or Signature(edit.before["signature"])
    key = await add_secret(session, actor, edit.id, signature, means.secret_key, now)
    after = {} if signature == edit.before["signature"] else {"signature": signature}
    told = {"old_secrets_expire_at": (None, plain(until))}
    told_edit = Edit(edit.before, after, told)
    await write_edits(session, actor, _WEBHOOKS, [told_edit], now, "secret_rotated")
    return edit.id, key


async def add_secret(
    session: Session,
    actor: Actor,
    webhook_id: UUID,
    signature: Signature,
    secret_key: bytes,
    now: datetime,
) -> SigningKey:
    """A new key for a webhook of the actor's."""
    key, own_id = new_key(signature), new_id()
    place = place_of_key(actor.organization_id, webhook_id, own_id)
    row = {
        "organization_id": actor.organization_id,
        "id": own_id,
        "webhook_id": webhook_id,
        "signature": signature.value,
        "secret": seal(secret_key, place, key.key),
        "public_key": public_text(key),
        "created_at": now,
        "expires_at": None,
    }
    await session.execute(insert(_SECRETS), [row])
    return key


async def _expire(
    session: Session, actor: Actor, webhook_id: UUID, until: datetime, now: datetime
) -> None:
    """Let the keys in use sign no longer than until then.

    Raises:
        Limit: beside these there is no place for another one.
    """
    own = (
        _SECRETS.c.organization_id == actor.organization_id,
        _SECRETS.c.webhook_id == webhook_id,
    )
    later = or_(_SECRETS.c.expires_at.is_(None), _SECRETS.c.expires_at > until)
    await session.execute(update(_SECRETS).where(*own, later).values(expires_at=until))
    in_use = select(func.count()).where(*own, _SECRETS.c.expires_at > now)
    if (await session.scalar(in_use) or 0) >= MOST_SECRETS:
        words = f"{MOST_SECRETS - 1} keys beside the new one are in use; let some expire first"
        raise Limit(words, ["overlap_hours"])
