from sqlalchemy import Select
from sqlmodel import col, select

from service.actor import Actor
from service.kpis.models import Kpi, KpiReading


def kpis(actor: Actor) -> Select[Kpi]:
    return select(Kpi).where(
        col(Kpi.organization_id) == actor.organization_id, col(Kpi.archived_at).is_(None)
    )


def kpi_readings(actor: Actor) -> Select[KpiReading]:
    return select(KpiReading).where(col(KpiReading.organization_id) == actor.organization_id)
