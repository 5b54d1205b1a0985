"""Putting endpoints away and bringing them back."""

from datetime import datetime
from uuid import UUID

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.teams.models import Team
from service.webhooks.commands.endpoints import refuse_too_many
from service.webhooks.models import Webhook
from service.writing.batches import Batch
from service.writing.given import Seen
from service.writing.plain import Plain, archive_plain, restore_plain
from service.writing.recordset import table_of

_NOUN = Plain(table_of(Webhook), checks={}, references={"team_id": table_of(Team)})


async def archive_webhook(session: Session, actor: Actor, seen: Seen, now: datetime) -> UUID:
    """Put a webhook away: it is sent nothing more, and the worker cancels what waits for it.

    Raises:
        NotFound, Conflict: there is no such webhook; it is at another version.
    """
    allow(actor, Action.WEBHOOK_ARCHIVE)
    return (await archive_plain(session, actor, _NOUN, Batch([seen], None), now)).only()


async def restore_webhook(session: Session, actor: Actor, seen: Seen, now: datetime) -> UUID:
    """Bring a webhook back: it is sent what happens from now on.

    Raises:
        NotFound, Conflict: there is no such webhook; it is at another version.
        Limit: there are too many in use.
    """
    allow(actor, Action.WEBHOOK_RESTORE)
    await refuse_too_many(session, actor, but=seen.id, path=["id"])
    return (await restore_plain(session, actor, _NOUN, Batch([seen], None), now)).only()
