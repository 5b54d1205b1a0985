"""Making endpoints and changing them; nothing of their secrets gets into the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from service.access import Action, allow
from service.actor import Actor
from service.database import Session
from service.errors import Limit
from service.events.facts import created
from service.events.record import record
from service.teams.models import Team
from service.webhooks.addresses import check_url
from service.webhooks.commands.means import Means
from service.webhooks.commands.secrets import add_secret
from service.webhooks.filters import check_event_types
from service.webhooks.headers import Header, check_headers, kept_headers
from service.webhooks.models import Webhook
from service.webhooks.rules import (
    MOST_WEBHOOKS,
    WEBHOOK_CHECKS,
    Signature,
    WebhookState,
    origin,
)
from service.webhooks.signing import SigningKey
from service.writing.batches import Batch
from service.writing.checks import check_values
from service.writing.given import UNSET, New, Seen, Unset, Values, given
from service.writing.inserting import insert_new, new_rows
from service.writing.recordset import table_of
from service.writing.references import refuse_missing
from service.writing.rows import Edit, changes, write_batch

WEBHOOKS = table_of(Webhook)
_REFERENCES = {"team_id": table_of(Team)}
# What a webhook forgets when it is enabled again, or sent elsewhere.
_NO_FAILURES: Mapping[str, None] = {"failing_since": None, "disabled_reason": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook(New):
    """Where to send what happens.

    Attributes:
        event_types: exact types, `noun.*` or `*`.
        team_id: only what concerns the team or one below it.
        document: the GraphQL query that shapes the payload.
    """

    name: str
    url: str
    event_types: Sequence[str]
    description: str | None = None
    team_id: UUID | None = None
    headers: Sequence[Header] = ()
    document: str | None = None
    state: WebhookState = WebhookState.ENABLED
    signature: Signature = Signature.HMAC
    max_in_flight: int = 10
    rate_per_second: int | None = None
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChange(Seen):
    """What is to change of a webhook; `headers` are all that it has from now on."""

    name: str | Unset | None = UNSET
    url: str | Unset | None = UNSET
    event_types: Sequence[str] | Unset | None = UNSET
    description: str | Unset | None = UNSET
    team_id: UUID | Unset | None = UNSET
    headers: Sequence[Header] | Unset | None = UNSET
    document: str | Unset | None = UNSET
    state: WebhookState | Unset | None = UNSET
    max_in_flight: int | Unset | None = UNSET
    rate_per_second: int | Unset | None = UNSET
    ordered: bool | Unset | None = UNSET


async def create_webhook(
    session: Session, actor: Actor, new: NewWebhook, means: Means, now: datetime
) -> tuple[UUID, SigningKey]:
    """A webhook that is sent what happens from now on, and the key that it signs with.

    Raises:
        Required, TooLong, Invalid, Taken: a value, a header, a URL that may not be reached, an
            unknown type, a document that is not valid.
        NotFound: the team.
        Limit: there are too many webhooks.
    """
    allow(actor, Action.WEBHOOK_CREATE)
    values = _checked(given(new), {}, means)
    batch = Batch([new], None)
    row = {**new_rows(actor, batch, now)[0], **values}
    row["headers"] = kept_headers(
        new.headers, {}, means.secret_key, (actor.organization_id, row["id"])
    )
    await refuse_missing(session, actor, batch, {0: row}, _REFERENCES)
    await refuse_too_many(session, actor, but=row["id"])
    await insert_new(session, WEBHOOKS, batch, {0: row})
    await record(session, actor, created("webhook", row["id"], _told(row)))
    key = await add_secret(session, actor, row["id"], new.signature, means.secret_key, now)
    return row["id"], key


async def update_webhook(
    session: Session, actor: Actor, change: WebhookChange, means: Means, now: datetime
) -> UUID:
    """Set what the change says; enabled again, it starts without the failures of before.

    Raises:
        Required, TooLong, Invalid, Taken, NotFound: as `create_webhook`; there is no such webhook.
        ReadOnly: it is archived.
        Conflict: it is at another version.
    """
    allow(actor, Action.WEBHOOK_UPDATE)
    batch = Batch([change], None)
    edit = (await changes(session, actor, WEBHOOKS, batch))[0]
    values = _checked(given(change), edit.before["headers"], means)
    if "headers" in values:
        own = (actor.organization_id, edit.id)
        stored = edit.before["headers"]
        values["headers"] = kept_headers(values["headers"], stored, means.secret_key, own)
    after = {name: value for name, value in values.items() if value != edit.before[name]}
    await refuse_missing(session, actor, batch, {0: after}, _REFERENCES)
    if after.get("state") == WebhookState.ENABLED or "url" in after:
        after |= {name: None for name in _NO_FAILURES if edit.before[name] is not None}
    told = {
        name: (_shown(name, edit.before), _shown(name, after)) for name in _HIDDEN & after.keys()
    }
    edits = {0: Edit(edit.before, after, told)}
    return (await write_batch(session, actor, WEBHOOKS, batch, edits, now)).only()


def _checked(values: Values, stored_headers: Mapping[str, Any], means: Means) -> Values:
    """The columns that are given, judged; headers as they are given."""
    check_values(values, WEBHOOK_CHECKS)
    if "url" in values:
        check_url(values["url"], means.allowed)
    if "event_types" in values:
        values["event_types"] = check_event_types(values["event_types"])
    if "headers" in values:
        values["headers"] = values["headers"] or ()
        check_headers(values["headers"], stored_headers)
    if values.get("document") is not None:
        means.check_document(values["document"])
    return values


async def refuse_too_many(
    session: Session, actor: Actor, *, but: UUID, path: Sequence[str] = ()
) -> None:
    """Let pass who brings one into use beside those that are.

    Raises:
        Limit: these are too many already.
    """
    others = select(func.count()).where(
        WEBHOOKS.c.organization_id == actor.organization_id,
        WEBHOOKS.c.archived_at.is_(None),
        WEBHOOKS.c.id != but,
    )
    if (await session.scalar(others) or 0) >= MOST_WEBHOOKS:
        raise Limit(f"there are {MOST_WEBHOOKS} webhooks already; archive some first", path)


# What the log tells another way, since every viewer reads it.
_HIDDEN = {"url", "headers"}


def _told(row: Values) -> Values:
    shown = {name: _shown(name, row) for name in _HIDDEN}
    return {**row, **shown, "external_system": None}


def _shown(name: str, values: Mapping[str, Any]) -> object:
    """Of a URL its origin, of headers their names."""
    return origin(values[name]) if name == "url" else sorted(values[name])
