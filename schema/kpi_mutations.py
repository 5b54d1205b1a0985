"""Writing KPIs, and what they are from time to time."""

from datetime import datetime
from decimal import Decimal

import strawberry

from schema.kpi_readings import KpiReading
from schema.kpis import Kpi
from schema.mutation_parts import LABEL, NUMBER, STAYS, Parts, expected_version
from schema.payloads import mutation
from schema.writes import many_rows, one_row
from service.kpi_readings.commands import NewKpiReading, create_kpi_readings
from service.kpis.commands import (
    KpiChange,
    NewKpi,
    archive_kpis,
    create_kpis,
    restore_kpis,
    update_kpis,
)
from service.writing.given import Seen

_KPI = Parts(Kpi, "Kpi", "KPI", "KPIs")
_READING = Parts(KpiReading, "KpiReading", "KPI reading", "KPI readings")
_same = _KPI.same

_NAME = "At least one character that is no space, at most 2,000."
_UPPER = f"Not below `lower`. {NUMBER}"
_FOLLOWED = "The numbers of key results that follow it are those of its latest reading."
_REPEATED = (
    "The same value for the same moment once more changes nothing, and answers with the reading "
    "that is there; another one is TAKEN."
)


@strawberry.input(description="A new KPI; healthy is from `lower` to `upper`, both included.")
class KpiCreateInput:
    id: strawberry.ID | None = _KPI.brought_id()
    external_id: str | None = _KPI.external_id()
    name: str = _same("name", _NAME)
    unit: str | None = _same("unit", LABEL)
    lower: Decimal | None = _same("lower", NUMBER)
    upper: Decimal | None = _same("upper", _UPPER)


@strawberry.input(description="What is to change of a KPI: what is left out stays, null clears.")
class KpiUpdateInput:
    id: strawberry.ID = _KPI.seen_id()
    expected_version: int | None = expected_version()
    name: strawberry.Maybe[str | None] = _same("name", f"{_NAME} {STAYS}")
    unit: strawberry.Maybe[str | None] = _same("unit", LABEL)
    lower: strawberry.Maybe[Decimal | None] = _same("lower", NUMBER)
    upper: strawberry.Maybe[Decimal | None] = _same("upper", _UPPER)


@strawberry.input(description="What a KPI was at one moment.")
class KpiReadingCreateInput:
    id: strawberry.ID | None = _READING.brought_id()
    kpi_id: strawberry.ID = _READING.same("kpi", types=("Kpi",))
    value: Decimal = _READING.same("value", NUMBER)
    at: datetime | None = _READING.same("at", "Null: now.")


@strawberry.type
class KpiMutations:
    kpi_create = mutation(
        one_row(create_kpis, NewKpi),
        KpiCreateInput,
        _KPI.payload("Create"),
        "Record a number to keep healthy. Its values are readings: `kpiReadingCreate`.",
    )
    kpi_update = mutation(
        one_row(update_kpis, KpiChange, light=True),
        KpiUpdateInput,
        _KPI.payload("Update"),
        "Change a KPI that is not archived.",
    )
    kpi_archive = mutation(
        one_row(archive_kpis, Seen),
        _KPI.seen_input("Archive", "Which KPI to archive."),
        _KPI.payload("Archive"),
        "Put a KPI away; key results that move it still name it. Once more changes nothing.",
    )
    kpi_restore = mutation(
        one_row(restore_kpis, Seen),
        _KPI.seen_input("Restore", "Which KPI to bring back."),
        _KPI.payload("Restore"),
        "Bring a KPI back, with its readings.",
    )
    kpi_reading_create = mutation(
        one_row(create_kpi_readings, NewKpiReading, light=True),
        KpiReadingCreateInput,
        _READING.payload("Create"),
        f"Record what a KPI was at one moment. {_FOLLOWED} {_REPEATED}",
    )
    kpi_reading_bulk_create = mutation(
        many_rows(create_kpi_readings, NewKpiReading, light=True),
        _READING.bulk_input("Create", KpiReadingCreateInput, "Up to 100 new readings."),
        _READING.bulk_payload("Create"),
        f"Record up to 100 readings at once, of one KPI or of several. {_FOLLOWED} {_REPEATED}",
    )
