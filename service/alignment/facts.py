"""What was measured, as columns: check-ins, readings of KPIs, and the curves and stages expected.

All of it, whatever the day: which of it had happened by then is for whoever judges by a day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.alignment.columns import (
    Codes,
    Days,
    Moments,
    Numbers,
    Rows,
    codes_column,
    confidence_column,
    days_column,
    moments_column,
    numbers_column,
    rows_column,
)
from service.alignment.records import (
    CheckInRecord,
    CheckpointRecord,
    KpiRecord,
    MilestoneRecord,
    OrganizationRecords,
    ReadingRecord,
)
from service.libraries import np


@dataclass(frozen=True, eq=False, slots=True)
class CheckIns:
    """Those that nobody corrected, by row of the key result, moment and id.

    Attributes:
        day: of the moment, where the organization is.
        value: NaN where it says none; so is `confidence` -1 and `status` 0.
    """

    key_result: Rows
    at: Moments
    day: Days
    value: Numbers
    confidence: Codes
    status: Codes

    def __len__(self) -> int:
        return len(self.key_result)


@dataclass(frozen=True, eq=False, slots=True)
class Readings:
    """What KPIs were, by row of the KPI and moment."""

    kpi: Rows
    at: Moments
    day: Days
    value: Numbers

    def __len__(self) -> int:
        return len(self.kpi)


@dataclass(frozen=True, eq=False, slots=True)
class Checkpoints:
    """Values that are expected on the way, by row of the key result and day."""

    key_result: Rows
    day: Days
    value: Numbers

    def __len__(self) -> int:
        return len(self.key_result)


@dataclass(frozen=True, eq=False, slots=True)
class Stages:
    """What key results of the type MILESTONE are made of, by row of the key result."""

    key_result: Rows
    weight: Numbers
    due_on: Days
    done_on: Days

    def __len__(self) -> int:
        return len(self.key_result)


@dataclass(frozen=True, eq=False, slots=True)
class Facts:
    """Everything that was measured; rows of KPIs are places in `kpis`."""

    check_ins: CheckIns
    kpis: Sequence[KpiRecord]
    readings: Readings
    checkpoints: Checkpoints
    stages: Stages


def facts_from_records(
    records: OrganizationRecords, row_by_id: Mapping[str, int], kpi_row_by_id: Mapping[str, int]
) -> Facts:
    return Facts(
        check_ins=_check_ins(records.check_ins, row_by_id),
        kpis=records.kpis,
        readings=_readings(records.readings, kpi_row_by_id),
        checkpoints=_checkpoints(records.checkpoints, row_by_id),
        stages=_stages(records.milestones, row_by_id),
    )


def _check_ins(records: Sequence[CheckInRecord], row_by_id: Mapping[str, int]) -> CheckIns:
    rows = sorted(records, key=lambda row: (row_by_id[row.key_result], row.at))
    return CheckIns(
        key_result=rows_column((row.key_result for row in rows), row_by_id),
        at=moments_column(row.at for row in rows),
        day=days_column(row.day for row in rows),
        value=numbers_column(row.value for row in rows),
        confidence=confidence_column(row.confidence for row in rows),
        status=codes_column(row.status for row in rows),
    )


def _readings(records: Sequence[ReadingRecord], row_by_id: Mapping[str, int]) -> Readings:
    rows = sorted(records, key=lambda row: (row_by_id[row.kpi], row.at))
    return Readings(
        kpi=rows_column((row.kpi for row in rows), row_by_id),
        at=moments_column(row.at for row in rows),
        day=days_column(row.day for row in rows),
        value=numbers_column(row.value for row in rows),
    )


def _checkpoints(records: Sequence[CheckpointRecord], row_by_id: Mapping[str, int]) -> Checkpoints:
    rows = sorted(records, key=lambda row: (row_by_id[row.key_result], row.day))
    return Checkpoints(
        key_result=rows_column((row.key_result for row in rows), row_by_id),
        day=days_column(row.day for row in rows),
        value=numbers_column(row.value for row in rows),
    )


def _stages(records: Sequence[MilestoneRecord], row_by_id: Mapping[str, int]) -> Stages:
    rows = sorted(records, key=lambda row: row_by_id[row.key_result])
    return Stages(
        key_result=rows_column((row.key_result for row in rows), row_by_id),
        weight=numbers_column(row.weight for row in rows),
        due_on=days_column(row.due_on for row in rows),
        done_on=days_column(row.done_on for row in rows),
    )


def last_of_each(rows: Rows) -> Rows:
    """Where each run of equal rows ends, in ascending rows."""
    ends = np.flatnonzero(np.diff(rows) != 0)
    return np.append(ends, len(rows) - 1).astype(np.int32) if len(rows) else rows
