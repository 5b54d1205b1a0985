from sqlalchemy import Select
from sqlmodel import col, select

from service.access import Action, may
from service.actor import Actor
from service.events.catalogue import ADMINS_ALONE
from service.events.models import Event


def events(actor: Actor) -> Select[Event]:
    """The events that the actor may know of: those that have their number."""
    rows = select(Event).where(
        col(Event.organization_id) == actor.organization_id, col(Event.sequence).is_not(None)
    )
    return rows.where(*(col(Event.subject_kind) != kind for kind in hidden_kinds(actor)))


def hidden_kinds(actor: Actor) -> tuple[str, ...]:
    """The kinds of subjects of which the actor is told nothing."""
    return () if may(actor, Action.WEBHOOKS) else ADMINS_ALONE
