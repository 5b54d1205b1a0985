"""Endpoints that are sent nothing more: they kept failing, or said that they are gone."""

from uuid import UUID

from sqlalchemy import text

from service.actor import operator
from service.database import Session
from service.events.catalogue import EventType
from service.events.facts import Fact
from service.events.record import record
from service.webhooks.retrying import PATIENCE_IN_WORDS
from service.webhooks.rules import WebhookState

GONE = "it answered that it is gone (410)"
FAILING = f"nothing but failures for {PATIENCE_IN_WORDS}"

# Whoever writes it meanwhile finds another version.
_DISABLE = text("""
WITH found AS (
    SELECT id, state FROM webhook
     WHERE organization_id = :organization AND id = :webhook AND state <> 'DISABLED'
       AND archived_at IS NULL
       FOR NO KEY UPDATE
)
UPDATE webhook w
   SET state = 'DISABLED', disabled_reason = :reason, version = w.version + 1,
       updated_at = statement_timestamp(), updated_by = NULL
  FROM found
 WHERE w.organization_id = :organization AND w.id = found.id
RETURNING found.state
""")


async def disable(session: Session, organization_id: UUID, webhook_id: UUID, reason: str) -> None:
    """Send it nothing more, and say so in the log, unless that was done before."""
    given = {"organization": organization_id, "webhook": webhook_id, "reason": reason}
    before = await session.scalar(_DISABLE, given)
    if before is not None:
        changes = {
            "state": (before, WebhookState.DISABLED.value),
            "disabled_reason": (None, reason),
        }
        fact = Fact(EventType.WEBHOOK_DISABLED, "webhook", webhook_id, changes)
        await record(session, operator(organization_id), fact)
