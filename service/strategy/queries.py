from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.strategy.models import StrategyElement


def strategy_elements(actor: Actor) -> Select[StrategyElement]:
    return select(StrategyElement).where(
        col(StrategyElement.organization_id) == actor.organization_id,
        col(StrategyElement.archived_at).is_(None),
    )
