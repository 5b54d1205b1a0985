"""What was measured in an organization, packed: the statements, and the columns they become."""

from collections.abc import Sequence

from sqlalchemy import TextClause, text

from service.alignment.columns import NO_ROW, Moments, Rows
from service.alignment.facts import CheckIns, Checkpoints, Facts, Readings, Stages
from service.alignment.node_columns import TIMEZONE
from service.alignment.packed_ids import RowsById
from service.alignment.packing import (
    Bits,
    Field,
    Fields,
    Record,
    chunk,
    read_days,
    read_moments,
    read_records,
    record_sql,
)
from service.alignment.records import KpiRecord
from service.libraries import np
from service.progress.rules import ReportedStatus

_BITS = Bits({"status": ReportedStatus})
_CHECK_IN: Fields = {
    "id": Field.ID,
    "key_result": Field.ID,
    "at": Field.MOMENT,
    "day": Field.DAY,
    "value": Field.NUMBER,
    "confidence": Field.SMALL,
    "bits": Field.INTEGER,
}
_READING: Fields = {
    "kpi": Field.ID,
    "at": Field.MOMENT,
    "day": Field.DAY,
    "value": Field.NUMBER,
}
_CHECKPOINT: Fields = {"key_result": Field.ID, "day": Field.DAY, "value": Field.NUMBER}
_STAGE: Fields = {
    "id": Field.ID,
    "key_result": Field.ID,
    "position": Field.INTEGER,
    "weight": Field.NUMBER,
    "due_on": Field.DAY,
    "done_on": Field.DAY,
}
_COLUMNS = {name: f"x.{name}" for name in [*_CHECK_IN, *_READING, *_CHECKPOINT, *_STAGE]} | {
    "key_result": "x.key_result_id",
    "kpi": "x.kpi_id",
    "bits": _BITS.sql({"status": "x.status"}),
}


def _select(table: str, fields: Fields, moment: str = "", also: str = "") -> TextClause:
    """Records of a table's rows; the day is its own, or that of `moment` by the organization."""
    columns = dict(_COLUMNS)
    if moment:
        columns |= {"at": moment, "day": f"CAST({moment} AT TIME ZONE {TIMEZONE} AS date)"}
    owner = columns["kpi" if "kpi" in fields else "key_result"]
    return text(
        f"SELECT string_agg({record_sql(fields, columns)}, ''::bytea) FROM {table} x"  # noqa: S608  nothing but our own names gets in
        f" WHERE x.organization_id = :organization {also} GROUP BY {chunk(owner)}"
    )


_CHECK_INS = _select(
    "check_in",
    _CHECK_IN,
    "x.occurred_at",
    "AND NOT EXISTS (SELECT FROM check_in c"
    " WHERE c.organization_id = x.organization_id AND c.corrects_id = x.id)",
)
_READINGS = _select("kpi_reading", _READING, "x.at")
_CHECKPOINTS = _select("checkpoint", _CHECKPOINT)
_STAGES = _select("milestone", _STAGE)
FACTS = (_CHECK_INS, _READINGS, _CHECKPOINTS, _STAGES)


def read_facts(
    rows: RowsById,
    kpis: Sequence[KpiRecord],
    kpi_rows: RowsById,
    sent: Sequence[Sequence[bytes]],
) -> Facts:
    """The columns of what each of `FACTS` gave."""
    check_ins, readings, checkpoints, stages = sent
    return Facts(
        check_ins=_check_ins(rows, read_records(check_ins, _CHECK_IN)),
        kpis=kpis,
        readings=_readings(kpi_rows, read_records(readings, _READING)),
        checkpoints=_checkpoints(rows, read_records(checkpoints, _CHECKPOINT)),
        stages=_stages(rows, read_records(stages, _STAGE)),
    )


def _check_ins(rows: RowsById, sent: Record) -> CheckIns:
    key_result, at = rows.rows(sent["key_result"]), read_moments(sent["at"])
    order = _in_time(key_result, at, sent)
    sent = sent[order]
    return CheckIns(
        key_result=key_result[order],
        at=at[order],
        day=read_days(sent["day"]),
        value=sent["value"].astype(np.float64),
        confidence=sent["confidence"].astype(np.int8),
        status=_BITS.columns(sent["bits"])["status"],
    )


def _in_time(key_result: Rows, at: Moments, sent: Record) -> Rows:
    """The places by key result and moment; by id, which costs the most, where both are the same."""
    order = np.lexsort((at, key_result)).astype(np.int32)
    same = np.diff(key_result[order]) == 0
    same &= np.diff(at[order]) == np.timedelta64(0, "us")
    if same.any():
        order = np.lexsort((sent["id"], at, key_result)).astype(np.int32)
    return order


def _readings(rows: RowsById, sent: Record) -> Readings:
    kpi, at = rows.rows(sent["kpi"]), read_moments(sent["at"])
    order = np.lexsort((at, kpi))
    order = order[kpi[order] != NO_ROW]
    return Readings(
        kpi=kpi[order],
        at=at[order],
        day=read_days(sent["day"][order]),
        value=sent["value"][order].astype(np.float64),
    )


def _checkpoints(rows: RowsById, sent: Record) -> Checkpoints:
    key_result, day = rows.rows(sent["key_result"]), read_days(sent["day"])
    order = np.lexsort((day, key_result))
    return Checkpoints(key_result[order], day[order], sent["value"][order].astype(np.float64))


def _stages(rows: RowsById, sent: Record) -> Stages:
    key_result = rows.rows(sent["key_result"])
    order = np.lexsort((sent["id"], sent["position"], key_result))
    return Stages(
        key_result[order],
        sent["weight"][order].astype(np.float64),
        read_days(sent["due_on"][order]),
        read_days(sent["done_on"][order]),
    )
