from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.check_ins.models import CheckIn


def check_ins(actor: Actor) -> Select[CheckIn]:
    return select(CheckIn).where(col(CheckIn.organization_id) == actor.organization_id)
